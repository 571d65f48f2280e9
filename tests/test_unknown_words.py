"""Two hundred invented words in each column of words: nothing is granted, everything is listed."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator

import duckdb
import pytest

from orchestration.company import rules
from tests.conftest import settings_in
from tests.modelled import modelled

MODELS = (
    "known_words purposes message_purposes communications "
    "purchase_statuses value_policy lifecycle_windows qualifying_purchases "
    "ended_by_rules quiet_rules stored_value interaction_types lifecycle_policy "
    "ending_decisions order_statuses order_amounts order_versions line_prices line_refunds "
    "order_refunds order_line_versions "
    "order_lines order_values contract_statuses contract_standings orders "
    "held_events_and_lines held_words "
    "person_marks name_marks record_flags "
    "own_accounts reactions_by_record consent_answers cases claims survey_answers survey_ratings "
    "company_endings"
)
NEAR_MISSES = [
    *(
        "Completed!",
        "complete d",
        "compl\u00e9t\u00e9",
        "refundd",
        "chargebacked",
        "paid?",
        "true?",
    ),
    *(
        "ja",
        "\u043e\u0442\u043a\u0430\u0437",
        "[bold]yes[/bold]",
        "yes'; drop table x; --",
        "e\u2013mail",
    ),
    *(
        "unsub",
        "group unsubscribe",
        "opt-out",
        "cancel?",
        "non renewals",
        "settled-ish",
        "null",
        "-",
    ),
]
_RANDOM = random.Random(20)  # noqa: S311, reproducible words, no secrets
WORDS = NEAR_MISSES + [
    "zz" + "".join(_RANDOM.choices(string.ascii_letters, k=9))
    for _ in range(200 - len(NEAR_MISSES))
]
SCORES = [*range(11, 111), *range(-100, 0)]

QUESTIONS = (
    *("satisfied", "repurchase", "recommend", "rating_website", "rating_stock"),
    *("rating_delivery", "rating_call_centre", "rating_claims", "rating_price"),
)
FLAGS = ("deceased", "account_type", "email_status", "phone_status", "address_status")
NAMES = ", ".join(
    f"null::varchar as {name}"
    for name in (
        *("full_name", "given_name", "middle_name", "family_name", "email", "phone"),
        *("address_line_1", "address_line_2"),
    )
)
# Each table holds what a known word in its place would have made a yes, a purchase or an end.
ASKED = "'marketing:PR-' || n as record_id, timestamp '2026-01-01' as answered_at, "
ASKED += "null::timestamp as seen_at, 'form' as source"
TABLES = {
    "consents": " union all ".join(
        f"select 'marketing' as department, '{column}-' || n as consent_id, {ASKED}, "
        f"{answer} as answer, {purpose} as purpose, {channel} as channel from words"
        for column, answer, purpose, channel in [
            ("answer", "word", "'marketing'", "'email'"),
            ("purpose", "'Y'", "word", "'email'"),
            ("channel", "'Y'", "'marketing'", "word"),
        ]
    )
    + " union all select 'shop', 'A' || n, 'shop:A' || n, timestamp '2026-01-01', null, "
    "'account', word, 'marketing', 'email' from words",
    "message_reactions": "select 'marketing' as department, 'E' || n as reaction_id, "
    "'S' || n as message_id, null::varchar as record_id, null::varchar as email, "
    "null::varchar as phone, null::varchar as channel, "
    "word as kind, timestamp '2026-02-01' as occurred_at, null::timestamp as seen_at "
    "from words",
    "people": " union all ".join(
        f"select 'people' as department, 'people:{flag}-' || n as record_id, {NAMES}, "
        "null::date as deceased_on, null::timestamp as status_since, "
        "timestamp '2026-01-01' as first_seen_at, timestamp '2026-01-01' as last_seen_at, "
        + ", ".join(
            f"{'word' if flag == one else 'null::varchar'} as {one}, "
            f"null::timestamp as {one}_seen_at"
            for one in FLAGS
        )
        + " from words"
        for flag in FLAGS
    ),
    "messages": " union all ".join(
        f"select 'marketing' as department, '{prefix}' || n as message_id, "
        f"'marketing:PR-' || n as record_id, {channel} as channel, {purpose} as purpose, "
        f"{campaign} as campaign_id, timestamp '2026-02-01' as sent_at, false as is_holdout, "
        "null::varchar as line_of_business, null::decimal(18, 2) as offer_price, "
        "null::varchar as case_id from words"
        for prefix, channel, purpose, campaign in [
            ("S", "word", "'offer'", "null"),
            ("SP", "'email'", "word", "null"),
            ("SC", "'email'", "null::varchar", "'C' || n"),
        ]
    ),
    "campaigns": "select 'marketing' as department, 'C' || n as campaign_id, word as purpose, "
    "null::varchar as campaign_name, null::varchar as line_of_business, "
    "null::decimal(18, 2) as offer_price from words",
    "purchases": "select 'shop' as department, 'O' || n as order_number, 'shop:A' || n as "
    "record_id, 'retail' as line_of_business, word as status, "
    "timestamp '2026-09-01' as ordered_at, false as is_gift, false as is_guest, "
    "'web' as channel, null::varchar as promo_code, "
    "0::decimal(12, 2) as gift_card_amount, 0::decimal(12, 2) as shipping, "
    "0::decimal(12, 2) as discount, 120::decimal(12, 2) as total_amount from words",
    "purchase_lines": "select 'shop' as department, 'O' || n as order_number, "
    "1 as line_number, 'K' as sku, "
    "'kitchen' as category, 1 as quantity, 120::decimal(12, 2) as unit_price, "
    "70::decimal(12, 2) as unit_cost from words",
    "products": "select 'shop' as department, 'K' as sku, 'kitchen' as category, "
    "null::varchar as product_name, 70::decimal(12, 2) as unit_cost",
    "refunds": "select 'shop' as department, 'R' || n as refund_id, 'O' || n as order_number, "
    "1 as line_number, 1 as quantity, "
    "5::decimal(12, 2) as refund, 0::decimal(12, 2) as shipping, "
    "timestamp '2026-09-02' as refunded_at from words",
    "decisions": "select 'risk' as department, 'D' || n as decision_id, word as decision, "
    "null::varchar as line_of_business from words",
    "contracts": "select 'insurance' as department, 'P' || n as contract_number, "
    "word as cancelled_by, word as status, 'insurance' as line_of_business, "
    "null::varchar as cancel_reason from words",
    "contract_payments": "select 'insurance' as department, 'I' || n as payment_id, "
    "word as status from words",
    "claims": "select 'insurance' as department, 'L' || n as claim_id, "
    "'P' || n as contract_number, 'insurance:P' || n as record_id, "
    "word as status, date '2026-01-01' as incident_on, timestamp '2026-01-01' as opened_at, "
    "timestamp '2026-02-01' as closed_at, null::timestamp as seen_at, 0 as paid_amount, "
    "0 as reserve, "
    "'A' as handler_team from words",
    "cases": "select 'service' as department, 'K' || n as case_id, 'service:SV' || n as "
    "record_id, 'claim' as topic, true as is_complaint, 'retail' as line_of_business, "
    "null::varchar as order_number, null::varchar as contract_number, "
    "timestamp '2026-01-01' as opened_at, timestamp '2026-02-01' as closed_at, "
    "null::timestamp as seen_at, word as status, 'saved' as resolution, 'A' as team from words",
    "leads": "select 'crm' as department, 'O' || n as opportunity_id, word as stage, "
    "null::varchar as line_of_business from words",
    "interactions": "select 'crm' as department, 'I' || n as interaction_id, "
    "word as source_event from words",
    "delivery_events": "select 'delivery' as department, 'T' || n as consignment_id, "
    "1 as scan_number, word as status from words",
    "invitations": "select 'V' || n as invitation_id, 'survey:V' || n as record_id, "
    "'order' as trigger, 'O' as reference, timestamp '2026-01-01' as invited_at from scores",
    "answers": " union all ".join(
        f"select 'survey' as department, 'R' || n as response_id, 'V' || n as invitation_id, "
        f"timestamp '2026-01-02' as responded_at, '{question}' as question, score from scores"
        for question in QUESTIONS
    ),
}


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "create temp table words as select * from (select unnest(?) as word, unnest(?) as n)",
        [WORDS, list(range(len(WORDS)))],
    )
    connection.execute(
        "create temp table scores as select * from (select unnest(?) as score, unnest(?) as n)",
        [SCORES, list(range(len(SCORES)))],
    )
    for name, query in TABLES.items():
        connection.execute(
            f"create table feeds.feed_{name} as select *, null::varchar as currency from ({query})"
        )
    connection.execute(
        """
        create table conformed.crosswalk as
        select 'shop' as department, 'A' || n as source_record_id, 'shop:A' || n as record_id,
            'C' || n as customer_id from words;
        create table conformed.person_states as
        select 'C' as customer_id, 'test' as state, timestamp '2026-01-01' as valid_from,
            true as is_current
        where false;
        create table conformed.record_owners as
        select *, date '1900-01-01' as owned_from, null::date as owned_until,
            true as is_current
        from conformed.crosswalk;
        create table conformed.contracts as
        select 'P' as contract_number, 'C' as customer_id, 'insurance' as line_of_business,
            null::timestamp as issued_at, null::varchar as ended_by, null::date as ended_on
        where false;
        create table conformed.decisions as
        select 'D' || n as decision_id, 'C' || n as customer_id, word as decision,
            'insurance' as line_of_business, null::varchar as contract_number,
            timestamp '2026-10-01' as decided_at, date '2026-11-30' as effective_on
        from words;
        create table conformed.purchases as
        select 'C' || n as customer_id, 'insurance' as line_of_business,
            date '2026-01-01' as purchased_on from words;
        """
    )


@pytest.fixture(scope="module")
def warehouse(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The models of MODELS over the invented words."""
    with modelled(settings_in(tmp_path_factory.mktemp("words")), MODELS, _fill) as connection:
        yield connection


def _count(warehouse: duckdb.DuckDBPyConnection, query: str) -> int:
    row = warehouse.execute(f"select count(*) from {query}").fetchone()
    assert row is not None
    return int(row[0])


def test_no_invented_word_permits_a_message(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert len(set(WORDS)) == 200
    assert _count(warehouse, "conformed.consent_answers where is_allowed") == 0
    # An answer, and a reaction by an unknown channel, that may be a no are one.
    denied = "conformed.consent_answers where source = 'form' and not is_allowed"
    assert _count(warehouse, f"(select distinct record_id from {denied})") == 200
    accounts = "conformed.consent_answers where source = 'account' and not is_allowed"
    assert _count(warehouse, accounts) == 200
    reactions = "conformed.consent_answers where source = 'unknown_word' and not is_allowed"
    assert _count(warehouse, reactions) == 800


def test_a_message_of_an_invented_purpose_counts_as_the_strictest(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    of_its_own = "conformed.communications where message_id similar to 'S[PC].*'"
    assert _count(warehouse, of_its_own) == 400
    strictest = "purpose = 'unknown' and consent_purpose = 'marketing' and is_promotional"
    assert _count(warehouse, f"{of_its_own} and {strictest}") == 400


def test_no_invented_word_about_a_person_leaves_them_to_be_written_to(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Who may have died is nobody to write to; by what may not reach them nothing is sent."""
    states = warehouse.execute(
        "select evidence, state, channel, count(distinct record_id) "
        "from conformed.record_flags where reason = 'unknown_word' group by all order by all"
    ).fetchall()
    assert states == [
        ("account_type", "unclear", None, 200),
        ("address_status", "unreachable", "post", 200),
        ("deceased", "deceased", None, 200),
        ("email_status", "unreachable", "email", 200),
        ("phone_status", "unreachable", "phone", 200),
        ("phone_status", "unreachable", "sms", 200),
    ]


def test_no_invented_status_is_a_purchase_or_brings_money(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert _count(warehouse, "conformed.orders") == 200
    money = "is_qualifying or revenue <> 0 or margin <> 0"
    assert _count(warehouse, f"conformed.orders where {money}") == 0
    assert _count(warehouse, "conformed.order_lines where revenue <> 0 or margin <> 0") == 0


def test_no_invented_word_closes_ends_or_scores(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert _count(warehouse, "conformed.cases where not is_open or closed_at is not null") == 0
    assert _count(warehouse, "conformed.claims where status <> 'open'") == 0
    assert _count(warehouse, "conformed.company_endings") == 0
    assert _count(warehouse, "conformed.survey_answers where answer is not null") == 0
    assert _count(warehouse, "conformed.survey_ratings") == 0


def test_every_invented_word_is_listed_with_the_line_to_add(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        """
        select feed || '.' || column_name,
            count(distinct word), count(*), count(line_to_add)
        from conformed.held_words group by all
        """
    ).fetchall()
    # The ratings share one list of words, consents those of both who asked.
    several = {"answers.rating": 6 * 200, "consents.answer": 2 * 200}
    of_rules = {f"{row['feed']}.{row['column_name']}" for row in rules.rows("known_words")}
    of_rules -= {"answers.question"}  # `test_words_of_feeds` tries it, and other rules' columns
    of_rules |= {"purchases.status", "contracts.status", "messages.purpose", "campaigns.purpose"}
    of_rules |= {"interactions.source_event"}
    assert {column for column, *_ in found} == of_rules, "a column of words that is not tried"
    for column, words, rows, lines in found:
        assert words == 200, column
        assert rows == lines >= several.get(column, 200), column
