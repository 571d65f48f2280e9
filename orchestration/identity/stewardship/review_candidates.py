"""Which pairs of records a person should look at: links that hardly hold, or hardly fail.

What is certain is not asked. Two records may agree by many bits and still be father and son: where
the rest of their customers contradicts clearly, nobody needs to look, unless they agree by more
than a mean ever counts.
"""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.identity.linking import cluster, means
from orchestration.identity.scoring import sources
from orchestration.identity.scoring.model import Model

LARGE = 60  # payloads of a customer from which somebody should look
STRONG = 6.0  # bits that a pair must exceed, and a mean may lack, for a link not made to be strange
NEAR = 1.0  # bits around the threshold within which one more field would turn the answer
# Two records of one customer of which each names its own. People change e-mail and phone: that asks
# nothing where the two would link all the same.
_CONTRADICTED = (
    "e.gamma_birth = 0 or e.gamma_middle = 0 or e.gamma_identifier = 0 "
    "or (e.gamma_email = 0 and e.gamma_phone = 0 and e.weight < {link})"
)


def collect(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Write `identity_work.doubts`: question, customers, records, size, weight, decisions.

    Reads `identity_work.edges`, `inside`, `payload_records`, `numbered` and `identity.decisions`.
    """
    _across(connection, model)
    _within(connection, model)
    _ask(connection, model)


def _across(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """`identity_work.across`: the best pair of two customers, and their mean as clustering sees it.

    Only of customers that a pair nearly links.
    """
    connection.execute(
        queries.filled(
            __file__, "candidates_across.sql", least=model.link_weight - NEAR, seen=means.seen("e")
        )
    )


def _within(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """`identity_work.held`: what holds each payload best; `torn`: pairs that contradict."""
    connection.execute(
        queries.filled(
            __file__, "candidates_within.sql", format=_CONTRADICTED.format(link=model.link_weight)
        )
    )


def _ask(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    link = model.link_weight
    connection.execute(
        queries.filled(
            __file__,
            "candidates_asked.sql",
            large=LARGE,
            least=link + STRONG,
            link=link,
            apart=-STRONG,
            clip_high=cluster.CLIP_HIGH,
            near=link + NEAR,
            customers_from=sources.CUSTOMERS_FROM,
            rare=sources.RARE,
        )
    )
