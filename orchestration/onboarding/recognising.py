"""Recognising what tables tell of: which feeds of the product they give, and with which columns.

A table is known by its name and by what its headings mean (`lexicon`). What a feed must have and
the table has not is said, never made up. A column that names a person is one by its heading, or
because it is called as the key of the table of people; where there is none, the hash of the e-mail
address stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from orchestration.company import feeds as known
from orchestration.onboarding import consenting, lexicon, terms
from orchestration.onboarding.proposing import Proposal
from orchestration.onboarding.tables import Said, Table
from orchestration.quoting import quoted

# Tried in this order where a table's name says nothing: what must be there is rarer above.
BY_SHAPE = (
    "purchase_lines",
    "contracts",
    "purchases",
    "answers",
    "messages",
    "deliveries",
    "cases",
    "consents",
    "interactions",
)
# Of a table without a telling name these must be there as well, or anything dated would do.
SHAPE = {
    "contracts": {"starts_on", "ends_on"},
    "purchases": {"total_amount"},
    "messages": {"channel"},
    "cases": {"closed_at"},
    "deliveries": {"carrier"},
    "consents": {"answered_at"},
}
# Nothing else names their rows, so any number of our own will do.
UNNAMED = {"answers", "consents", "contract_payments", "interactions", "refunds"}
# When a record of a feed happened: the latest of all is the day that a run tells of.
HAPPENED = (
    "ordered_at", "occurred_at", "sent_at", "opened_at", "answered_at", "responded_at",
    "refunded_at", "dispatched_on", "issued_at", "opened_on", "last_seen_at", "first_seen_at",
)  # fmt: skip
# The same by what a heading means, of a table that gives nothing itself.
PAST = (
    "ordered_at", "occurred_at", "sent_at", "opened_at", "answered_at", "closed_at", "delivered_at",
    "dispatched_on", "paid_on", "updated_at", "created_at", "day",
)  # fmt: skip
TOLD = {"email", "phone", "full_name", "family_name"}
KINDS = {
    "timestamp": ("date", "timestamp"),
    "date": ("date", "timestamp"),
    "decimal": ("decimal", "bigint", "integer", "double"),
    "integer": ("bigint", "integer"),
    "double": ("decimal", "bigint", "integer", "double"),
}
# Questions of a survey, each with the best score that there is; a file's scores must fit.
QUESTIONS = (("recommend", 10), ("satisfied", 5))


def recognise(
    tables: Sequence[Table], language: str | None, lines: Sequence[str] = ()
) -> list[str]:
    """Add to each table what it gives; in words what seems to be there and lacks something.

    A table that is called as one of the company's `lines` of business is of that line.
    """
    people = _tables_of_people(tables, language)
    keys = {table.key[0] for table in people}
    numbered = {table.name: _person(table, keys, is_about_people=table in people)
                for table in tables}  # fmt: skip
    lacking: list[str] = []
    for table in tables:
        person = numbered[table.name] or _looked_up(table, tables, numbered)
        named = lexicon.feeds(table.called_in_file, language)
        told = _people(table, numbered[table.name])
        if numbered[table.name] and (TOLD & set(told) or table in people):
            table.feeds["people"] = [told]
        if "people" in named and "people" in table.feeds:
            _term(table, person)
        feed, lacks = _other(table, named, person, is_about_people=table in people)
        if feed == "answers" and person:
            table.feeds["invitations"] = [_fields(table, "invitations", person)]
        if feed != "consents":
            answered = consenting.answers(table, person, is_about_people=table in people)
            table.feeds |= {"consents": answered} if answered else {}
            lacking += consenting.unclear(table)
        lacking += [] if table.feeds else [_lack(table, named, lacks, sorted(told))]
        _of_line(table, lines)
    lacking += _counted_once(tables, language)
    for table in tables:
        asked = {value for _, said in table.said() for value, _ in said.values()}
        table.made = {name: said for name, said in table.made.items() if name in asked}
    return lacking


def _of_line(table: Table, lines: Sequence[str]) -> None:
    """Say the line of business where the table's name does, unless the table has a column of it."""
    spoken = set(lexicon.words(table.called_in_file))
    line = next((line for line in lines[1:] if set(lexicon.words(line)) <= spoken), None)
    for feed, said in table.said() if line else ():
        if "line_of_business" in known.columns(feed):
            said.setdefault("line_of_business", (f"{{constant: {line}}}", "by the table's name"))


def _counted_once(tables: Sequence[Table], language: str | None) -> list[str]:
    """Leave out what contracts bring where payments for them are purchases; in words, what."""
    paid = [
        table.name
        for table in tables
        if "purchases" in table.feeds
        and "contract_payments" in lexicon.feeds(table.called_in_file, language)
    ]
    left_out = []
    for table in tables if paid else ():
        for feed, said in table.said():
            if feed == "contracts" and "annual_amount" in said:
                del said["annual_amount"]
                left_out.append(
                    f"{table.name}: what a contract brings is left out, for {_listed(paid)} may "
                    "tell what is paid for it, and it would count twice"
                )
    return left_out


def _lack(table: Table, named: Sequence[str], lacks: Sequence[str], told: Sequence[str]) -> str:
    """Why a table gives nothing."""
    if all(table.called(means) for means in ("order_id", "quantity", "unit_price", "person_id")):
        return (f"{table.name} lists what was bought line by line, without a number of the line: "
                "customer360 transactions makes a department of it")  # fmt: skip
    if lacks:
        said = ["a column that numbers the customer" if name == "record_id" else name
                for name in lacks]  # fmt: skip
        return f"{table.name} looks like {named[0]}, but lacks {_listed(said)}"
    if TOLD & set(told):
        return f"{table.name} tells of people ({', '.join(told)}), but no column numbers them"
    return f"{table.name}: no feed was recognised; docs/feeds.md lists what there is"


def event_time(table: Table) -> tuple[str, str] | None:
    """The column that tells when a record happened, by what it is to a feed, and why."""
    for column in HAPPENED:
        for feed, said in table.said():
            if column in said:
                return said[column][0], f"{column} of {feed}"
    own = None if table.feeds else table.called(*PAST)
    is_time = own is not None and own.data_type in ("date", "timestamp")
    return (own.name, "by its heading; other tables may read it") if own and is_time else None


def words(feed: str, values: Iterable[str]) -> dict[str, str]:
    """What a state's words mean to a feed, where that is known, by the word."""
    found = {value: lexicon.state(feed, value) for value in values}
    return {value: means for value, means in found.items() if means}


def _tables_of_people(tables: Sequence[Table], language: str | None) -> list[Table]:
    """Those whose records are people: by their name, or because nothing else has their key."""
    return [
        table
        for table in tables
        if len(table.key) == 1
        and table.is_key_sure
        and any(
            _is_called(table, language) and (told or is_number)
            for column in table.columns
            for is_number in [column.name == table.key[0] and column.means == "person_id"]
            for told in [column.means in {*TOLD, "name"}]
        )
    ]


def _is_called(table: Table, language: str | None) -> bool:
    """Whether a table's name speaks of people first, or says nothing at all."""
    return lexicon.feeds(table.called_in_file, language)[:1] in ((), ("people",))


def _person(table: Table, keys: set[str], *, is_about_people: bool) -> tuple[str, str] | None:
    """The column that names a person, and why; one of ours where only an e-mail address does."""
    if is_about_people:
        return table.key[0], "the table's key"
    same = next((column for column in table.columns if column.name in keys), None)
    if same:
        return same.name, "called as the key of the people"
    numbered = table.called("person_id")
    if numbered:
        return numbered.name, "names a person, by its heading"
    email = table.called("email")
    if email:
        sql = f"md5(lower(trim({quoted(email.field)})))"
        table.make("person_key", sql, "nothing numbers people; the address does", pii="identifier")
        return "person_key", "nothing else names a person"
    return None


def _looked_up(
    table: Table, tables: Sequence[Table], numbered: Mapping[str, tuple[str, str] | None]
) -> tuple[str, str] | None:
    """The person of another table's record whose key this table has, such as a review's order's."""
    mine = {column.name for column in table.columns}
    for other in tables:
        person = numbered[other.name]
        if other is not table and person and other.is_key_sure and mine.issuperset(other.key):
            return f"{other.name}.{person[0]}", f"of the record of {other.name} that it names"
    return None


def _people(table: Table, person: tuple[str, str] | None) -> Said:
    """What a table tells of people; nothing where several rows of one cannot be told in order."""
    found = _fields(table, "people", person)
    if {"given_name", "family_name"} & set(found):
        _whole_name(table, found)
    if found.get("phone") == found.get("phone_alternative"):
        found.pop("phone_alternative", None)
    street, number = table.called("street"), table.called("house_number")
    if street and number:
        sql = f"concat_ws(' ', {quoted(street.field)}, {quoted(number.field)})"
        table.make("street_and_number", sql, "two fields are one line", pii="address")
        found["address_line_1"] = ("street_and_number", "street and number stand apart")
    elif street:
        found["address_line_1"] = (street.name, _why(street))
    if person and not (table.is_key_sure and [person[0]] == table.key):
        newest = next((n for n in ("last_seen_at", "first_seen_at") if n in found), None)
        dated = None if newest else _of_kind(table, _times(table), "timestamp")
        if dated:
            newest, found["last_seen_at"] = "last_seen_at", (dated.name, "the record's time")
        if newest:
            found["one_row_per"] = ("record_id", "a person stands in several rows")
            found["newest_by"] = (newest, "the latest stands")
        else:
            return {}
    return found


def _whole_name(table: Table, found: Said) -> None:
    """Beside given and family name the whole name counts only where both are empty.

    So a list may name firms in one column, and the people at others in two.
    """
    whole = table.called("full_name")
    found.pop("full_name", None)
    halves = [one for one in (table.called("given_name"), table.called("family_name")) if one]
    if whole is None:
        return
    both = ", ".join(f"trim({quoted(one.field)})" for one in halves)
    sql = f"case when concat({both}) = '' then {quoted(whole.field)} end"
    table.make("name_of_firm", sql, "where nobody's name stands beside it", pii="name")
    found["full_name"] = ("name_of_firm", f"{_why(whole)}, where no person is named")


def _term(table: Table, person: tuple[str, str] | None) -> None:
    """Whoever is listed with the day on which they left, or may, has one contract: their own."""
    found = _fields(table, "contracts", person)
    is_term = "starts_on" in found and {"ends_on", "cancelled_on"} & set(found)
    if is_term and person and [person[0]] == table.key and _is_sound(table, "contracts", found):
        table.feeds["contracts"] = [found]


def _times(table: Table) -> list[str]:
    return [c.means for c in table.columns if c.data_type in ("date", "timestamp") and c.means]


def _other(
    table: Table, named: Sequence[str], person: tuple[str, str] | None, *, is_about_people: bool
) -> tuple[str, list[str]]:
    """Add the feed beside people that a table gives; its name, or what it lacks for its name.

    A list of people with a column of answers is none of answers, each with its day.
    """
    is_of_contracts = table.called("contract_id") and "contract_payments" in named
    tried = ["contract_payments", *named] if is_of_contracts else list(named or BY_SHAPE)
    other = ("people", "consents") if is_about_people else ("people",)
    lacks: list[str] = []
    for feed in dict.fromkeys(one for one in tried if one not in other):
        found = _fields(table, feed, person) | (_constants(table, feed) if named else {})
        missing = [
            column
            for column, asked in known.columns(feed).items()
            if (asked.is_required or asked.is_dated_by_sight)
            and column not in found
            and column != "department"
        ]
        missing += [] if named else sorted(SHAPE.get(feed, set()) - set(found))
        if not missing and not _is_sound(table, feed, found):
            missing = ["a key of one column"]
        if not missing:
            table.feeds[feed] = [found]
            return feed, []
        if named and feed == named[0]:
            lacks = missing
    return "", lacks


def _is_sound(table: Table, feed: str, found: Said) -> bool:
    """Whether what numbers the feed's rows is different in every record of the table."""
    if feed == "purchase_lines":
        return [found["order_number"][0]] != table.key
    number = found[next(iter(lexicon.fields(feed)))][0]
    if number == "record_key":
        return feed in UNNAMED
    return table.is_key_sure and [number] == table.key


def _fields(table: Table, feed: str, person: tuple[str, str] | None) -> Said:
    """The feed's columns that the table has, by what headings mean and what the types allow."""
    found: Said = {}
    asked = known.columns(feed)
    for column, means in lexicon.fields(feed).items():
        if "person" in means:
            if person:
                found[column] = person
            continue
        one = _of_kind(table, [m for m in means if m != "key"], asked[column].data_type)
        if one and ("key" not in means or [one.name] == table.key):
            found[column] = (one.name, _why(one))
        elif "key" in means and table.is_key_sure:
            found[column] = _numbered(table)
    if feed == "contracts" and "annual_amount" not in found and (term := terms.amount(table)):
        found["annual_amount"] = term
    price = _of_kind(table, ["unit_price"], "decimal")
    if (
        feed == "purchases"
        and price
        and "total_amount" not in found
        and not table.called("quantity")
    ):
        found["total_amount"] = (price.name, f"{_why(price)}, of one thing: no field counts them")
    return found


def _of_kind(table: Table, means: Sequence[str], data_type: str) -> Proposal | None:
    kinds = KINDS.get(data_type.split("(")[0])
    for one in means:
        for column in table.columns:
            fits = kinds is None or column.data_type.split("(")[0] in kinds
            if column.means == one and fits:
                return column
    return None


def _numbered(table: Table) -> tuple[str, str]:
    """What tells the table's records apart, in one column; of ours where the key has several."""
    if len(table.key) == 1:
        return table.key[0], "the table's key"
    fields = ", ".join(quoted(c.field) for c in table.columns if c.name in table.key)
    sql = f"md5(concat_ws('|', {fields}))"
    table.make("record_key", sql, "the key's columns in one")
    return "record_key", "the table's key"


def _why(column: Proposal) -> str:
    return f"by its heading, {column.field}"


def _constants(table: Table, feed: str) -> Said:
    """What holds of every record alike, told by the table's name or its other columns."""
    found, spoken = {}, table.called_in_file
    if feed in ("messages", "consents") and not table.called("channel") and table.called("email"):
        found["channel"] = ("{constant: email}", "it tells of e-mail addresses")
    if feed == "consents" and not table.called("answer") and lexicon.tells(spoken, "refusals"):
        found["answer"] = ('{constant: "no"}', "by the table's name")
    if feed == "cases" and lexicon.tells(spoken, "complaints"):
        found["is_complaint"] = ('{constant: "true"}', "by the table's name")
    score = _of_kind(table, ["score"], "integer")
    if feed == "answers" and score and not table.called("question"):
        given = [int(value) for value in table.values[score.field] if value]
        for question, best in QUESTIONS:
            is_called = lexicon.tells(f"{spoken} {score.field}", question)
            if is_called and given and min(given) >= 0 and max(given) <= best:
                found["question"] = (f"{{constant: {question}}}", f"scores to {best}, by its name")
                break
    return found


def _listed(lacks: Iterable[str]) -> str:
    *most, last = [name.replace("_", " ") for name in lacks]
    return f"{', '.join(most)} and {last}" if most else last
