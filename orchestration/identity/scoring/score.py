"""Match weights of candidate pairs, by Splink with the versioned model."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from typing import Any

import duckdb

from orchestration import queries
from orchestration.identity.scoring.comparisons import COMPARISONS
from orchestration.identity.scoring.model import Model, level_weights, settings
from orchestration.identity.values.name_words import Words
from orchestration.quoting import literal

CHUNK = 1_500_000
LEAST_SHARE = 1e-5  # of a name, below which rarity adds nothing
ADJUSTED = {c.name for c in COMPARISONS if any(level.frequency for level in c.levels)}
FREQUENCY_COLUMNS = ("given_name", "family_name", "birth_text")


def score(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    payloads: int,
    *,
    pairs: str = "pairs",
    target: str = "identity_work.scored",
    rows: Callable[[str], str] = "from ({})".format,
) -> None:
    """Score the pairs `identity_work.<pairs>` of payloads into the table `target`.

    Reads what `frequencies` wrote.

    `target` is what the query `rows` makes of a query of `node_l, node_r, weight` (bits, prior
    included), and per comparison its level `gamma_…` (-1 missing, 0 different) and its bits
    `weight_…`.
    """
    queries.run(connection, __file__, "alike.sql")
    trades = ", ".join(map(literal, sorted(Words().trades)))
    connection.execute(queries.filled(__file__, "own_words.sql", trades=f"[{trades}]"))
    columns = _columns(model, payloads)
    count = int(connection.execute(f"select count(*) from identity_work.{pairs}").fetchall()[0][0])
    chunks = max(1, -(-count // CHUNK))
    _paired(connection, pairs)
    made = _linker(connection, model, payloads)
    for chunk in range(chunks):
        connection.execute(
            f"""
            create or replace temp table chunk_of_pairs as
            select match_key, join_key_l, join_key_r
            from identity_work.{pairs}
            where join_key_l % {chunks} = {chunk}
            """
        )
        blocked = made._db_api.register("chunk_of_pairs", dataset_display_name=f"chunk_{chunk}")
        made.table_management.register_blocked_pairs_for_predict(blocked)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            predicted = made.inference.predict(warning_mode="never")
        verb = "create or replace table" if chunk == 0 else "insert into"
        connection.execute(
            f"{verb} {target} {'as' if chunk == 0 else ''} "
            + rows(f"select {columns} from {predicted.physical_name}")
        )
        predicted.drop_table_from_database_and_remove_from_cache()
    connection.execute("set schema = 'main'; drop table chunk_of_pairs; drop table paired_payloads")


def _paired(connection: duckdb.DuckDBPyConnection, pairs: str) -> None:
    """The payloads of the pairs, with what is compared only: Splink copies them twice."""
    columns = {"node", *(column for c in COMPARISONS for column in c.columns)}
    connection.execute(
        queries.filled(
            __file__,
            "paired_payloads.sql",
            columns=", ".join(f"p.{column}" for column in sorted(columns)),
            pairs=pairs,
        )
    )


def _linker(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> Any:
    """A Splink linker over the payloads of the pairs, name frequencies registered."""
    from splink import DuckDBAPI, Linker

    class Temporary(DuckDBAPI):
        """In the warehouse its intermediate tables would be compressed, logged, checkpointed."""

        def _setup_for_execute_sql(self, sql: str, physical_name: str) -> str:
            written: str = super()._setup_for_execute_sql(sql, physical_name)
            return written.replace("CREATE TABLE", "CREATE TEMP TABLE", 1)

    api = Temporary(connection=connection, output_schema="identity_work")
    records = api.register("paired_payloads", dataset_display_name="scored_payloads")
    made = Linker(records, settings(model, payloads), validate_settings=False, log_level=None)
    logging.getLogger("splink").setLevel(logging.ERROR)
    for column in FREQUENCY_COLUMNS:
        lookup = api.register(f"frequency_{column}", dataset_display_name=f"lookup_{column}")
        made.table_management.register_term_frequency_lookup(lookup, column)
    return made


def _columns(model: Model, payloads: int) -> str:
    """The select list of `target`; the level is read off the weight (see `level_weights`)."""
    columns = [
        "least(node_l, node_r) as node_l",
        "greatest(node_l, node_r) as node_r",
        "cast(match_weight as double) as weight",
    ]
    for name, weights in level_weights(model, payloads).items():
        last = len(weights) - 1
        cases = " ".join(
            f"when abs(mw_{name} - {weight!r}) < 1e-9 then {last - i}"
            for i, weight in enumerate(weights)
        )
        adjusted = f"mw_{name} + mw_tf_adj_{name}" if name in ADJUSTED else f"mw_{name}"
        columns += [
            f"cast(case when mw_{name} = 0 then -1 {cases} end as integer) as gamma_{name}",
            f"cast({adjusted} as double) as weight_{name}",
        ]
    return ", ".join(columns)


def frequencies(
    connection: duckdb.DuckDBPyConnection, model: Model, names: str = "identity_work.payloads"
) -> None:
    """Write `identity_work.frequency_<column>`: frozen with the model where it knows the name.

    A name the model never saw gets its share of the relation `names`, so it counts as rare. That
    share is taken in steps of four times: a few new records leave nearly all of them alone.
    """
    for column in FREQUENCY_COLUMNS:
        _frequencies(connection, model, column, names)


def _frequencies(
    connection: duckdb.DuckDBPyConnection, model: Model, column: str, names: str
) -> None:
    unseen = "0" if column == "birth_text" else "d.share"  # any birth date is like any other
    known = model.frequencies.get(column, {})
    connection.register(
        "known_frequencies",
        _table(list(known), list(known.values())),
    )
    connection.execute(
        queries.filled(
            __file__,
            "frequencies.sql",
            column=column,
            unseen=unseen,
            least_share=LEAST_SHARE,
            names=names,
        )
    )
    connection.unregister("known_frequencies")


def keep_frequencies(
    connection: duckdb.DuckDBPyConnection, shares: dict[str, dict[str, float]]
) -> None:
    """Put `shares` in the place of the shares of names: column → keyed hash of a name → share.

    The connection has the macro `keyed`.
    """
    for column, known in shares.items():
        connection.register("kept_shares", _table(list(known), list(known.values())))
        connection.execute(
            f"""
            update identity_work.frequency_{column} as f set tf_{column} = k.share
            from kept_shares as k
            where k.name = keyed('share|{column}|' || f.{column})
            """
        )
        connection.unregister("kept_shares")


def _table(names: list[str], shares: list[float]) -> Any:
    import pyarrow as pa

    return pa.table({"name": pa.array(names, pa.string()), "share": pa.array(shares, pa.float64())})
