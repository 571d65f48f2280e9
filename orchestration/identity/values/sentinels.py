"""Words and values that people type when they have nothing to say; they are never evidence."""

from __future__ import annotations

from orchestration.quoting import literal

TITLES = (
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady",
    "rev", "reverend", "master", "madam", "capt", "captain",
)  # fmt: skip
GENERATIONS = ("jr", "jnr", "junior", "sr", "snr", "senior", "ii", "iii", "iv")
HONOURS = ("phd", "obe", "mbe", "cbe", "esq", "md", "qc", "kc", "msc", "bsc", "ba")

NAMES = (
    "adult", "anonymous", "anon", "baby", "boy", "brother", "child", "client", "customer", "dad",
    "daughter", "deceased", "dependent", "family member", "father", "female", "fnu", "friend",
    "girl", "girlfriend", "boyfriend", "grandchild", "grandma", "grandpa", "guest", "home owner",
    "homeowner", "household", "husband", "in law", "infant", "kid", "lnu", "male", "man", "minor",
    "mom", "mother", "mum", "n a", "na", "newborn", "nobody", "no name", "none", "not given",
    "null", "occupant", "occupier", "other", "person", "resident", "roommate", "sister", "son",
    "tbc", "tenant", "test", "tester", "the", "the occupier", "twin", "unknown", "user", "wife",
    "woman", "xx", "xxx", "xxxx",
)  # fmt: skip

# Words that say a part in a household instead of a name (after NORC's report on the Census
# Bureau's Person Identification Validation System). A name of such words alone is nobody's.
PARTS = (
    "a", "adult", "age", "ama", "anon", "anonymous", "apellido", "baby", "boy", "brother", "casa",
    "child", "coh", "dad", "dau", "daughter", "de", "declined", "doh", "dont", "dueno", "esposa",
    "esposo", "father", "female", "gent", "gentle", "gentleman", "gentlemen", "girl", "goh",
    "grandchild", "granddaughter", "grandson", "hh", "hhm", "hija", "hijo", "home", "house",
    "household", "householder", "husband", "in", "inmate", "kid", "know", "la", "lady", "last",
    "law", "loh", "male", "man", "minor", "mom", "moh", "mother", "name", "nephew", "niece",
    "nino", "no", "not", "occupant", "of", "old", "oldest", "one", "owner", "parent", "person",
    "ref", "refuse", "refused", "resident", "resp", "respondant", "respondent", "senor", "senora",
    "sister", "soh", "son", "the", "three", "two", "unk", "unknown", "wife", "woman", "young",
    "younger", "youngest",
)  # fmt: skip
# Of those, what is a real family name when it stands alone.
SURNAMES = ("child", "de", "gent", "gentle", "home", "house", "la", "law", "old", "young")

WHOLE_NAMES = (
    "n a",
    "n a n a",
    "na na",
    "not given",
    "no name",
    "the occupier",
    "test test",
    "guest",
)

EMAIL_LOCALS = (
    "none", "na", "n.a", "no", "noemail", "no-email", "no.email", "noreply", "no-reply", "nobody",
    "test", "tester", "unknown", "nomail", "notgiven", "not.given", "x", "xx", "xxx", "abc", "a",
    "null", "refused", "donotreply", "notprovided",
)  # fmt: skip
EMAIL_DOMAINS = ("none.com", "example.com", "test.com", "na.com", "noemail.com", "unknown.com")

BIRTH_DATES = ("1800-01-01", "1900-01-01", "1901-01-01", "1970-01-01", "9999-12-31", "2000-01-01")


def quoted_list(values: tuple[str, ...]) -> str:
    """The values as the inside of an SQL `in (…)`."""
    return ", ".join(literal(value) for value in values)
