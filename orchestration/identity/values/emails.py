"""E-mail addresses: what was typed around them, and which spellings reach one mailbox.

Addresses stay as they are written; `mailbox_text` is only what they are matched by.
"""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.company import rules

_WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_NARROW = "".join(chr(code) for code in range(0x21, 0x7F))


def macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `typed_text(x)`, `email_text(x)`, `mailbox_text(x)` and `mailbox_forms(x)`.

    The last two go by the rule `mailbox_rules`.

    `typed_text` is a value without what nobody sees, full-width characters made plain;
    `email_text` an address in lower case without blanks, quotes and stops around it;
    `mailbox_forms` the ways in which a list may have written one mailbox before it hashed it.
    """
    providers = [row for row in rules.rows("mailbox_rules") if not row["valid_to"]]
    by_domain = {
        row["domain"]: {
            "domain": row["mailbox_domain"],
            "ignores_dots": row["ignores_dots"].lower() == "true",
            "tag_sign": row["tag_sign"],
            "domains": [
                other["domain"]
                for other in providers
                if other["mailbox_domain"] == row["mailbox_domain"]
            ],
        }
        for row in providers
    }
    connection.execute(
        "create or replace temp macro mailbox_providers() as "
        + queries.literal(
            by_domain,
            "map(varchar, struct(domain varchar, ignores_dots boolean, tag_sign varchar, "
            "domains varchar[]))",
        )
    )
    connection.execute(
        "create or replace temp macro narrow_text(x) as "
        f"translate(x, {queries.literal(_WIDE)}, {queries.literal(_NARROW)})"
    )
    queries.run(connection, __file__, "emails.sql")
