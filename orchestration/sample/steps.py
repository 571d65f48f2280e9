"""The order in which the world, its facts, the departments' books and the truth are made."""

from __future__ import annotations

BLOCKS_AT_A_TIME = 36
"""Blocks of 600 households simulated together: about 55,000 people."""

WORLD = (
    "households", "members", "names", "departures", "memberships", "home_addresses", "buildings",
    "residences", "people", "emails", "handles",
)  # fmt: skip

FACTS = (
    "crowd", "stays", "shoppers", "base_orders", "accounts", "policies", "premiums", "claims",
    "decisions", "letters",
    # Marketing writes to people, who unsubscribe, order or ignore it.
    "prospects", "preferences", "odd_answers", "denials", "invited", "considered", "unsubscribes",
    "sends", "campaign_orders", "denials", "engagement",
    # What is ordered is sent, comes back, and is asked about.
    "orders", "reused_numbers", "order_lines", "consignments", "joint_parcels", "scans", "returns",
    "order_sums", "odd_orders", "issues", "contacts", "cases", "callers", "visits", "sessions",
    "web_events", "account_logins",
    "invitations", "experiences", "opinions", "mentions", "firms", "firm_staff",
    "crm_contacts", "deaths", "subjects",
    "partner_people", "drivers_named", "case_callers", "told_moves", "sightings", "spoken",
    "written",
)  # fmt: skip

# Tables that a step reads before the step that fills them.
FORWARD = {
    "unsubscribes": "prospect_key bigint, person_id bigint, send_key bigint, occurred_at timestamp",
}

# The departments' tables come from the contracts; this one is the same for every part of the world.
ONCE = frozenset({"marketing.campaigns"})
# These read another department's table first.
LAST = ("marketing.sends",)

# Tables of the truth, in order; those of AIDS help others and are not written.
TRUTH = (
    "people", "residences", "records", "purchases", "lifecycle", "conflicts", "consent_breaches",
    "issues", "retold", "seen_sessions", "buy", "receive", "get_help", "claim_journeys", "renew",
    "leave", "journeys", "opinions", "drivers", "actions", "active_rules",
    "texts", "states", "joint_records", "organisations", "staff", "reused_numbers",
    "undated_answers", "unknown_words", "credit_notes",
)  # fmt: skip
AIDS = frozenset(
    {"issues", "seen_sessions", "buy", "receive", "get_help", "claim_journeys", "renew", "leave"}
)

# What has to be summed over the parts of the world; the others are put one under the other.
SUMMED = {
    "drivers": (
        "select driver, weight, sum(sum_squares)::double "
        "/ (sum(sum(sum_squares)) over ())::double as importance_share "
        "from {parts} group by driver, weight"
    ),
    "actions": (
        "select campaign_id, metric, "
        "sum(effect_sum)::double / sum(treated)::double as true_uplift, "
        "sum(treated + held_out)::bigint as audience, sum(treated)::bigint as treated, "
        "sum(held_out)::bigint as held_out from {parts} group by campaign_id, metric"
    ),
}
