"""What a user would pick instead, on the same file: run as a process, prints one JSON object.

All get the mapped fields in lower case, and birth dates already read into one form.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from orchestration.identity.evaluation import record_file
from orchestration.identity.evaluation.evaluate import evaluate
from orchestration.identity.linking.cluster import components
from orchestration.identity.values import regions, standardise

Ints = npt.NDArray[np.int64]


def exact_rules(records: pd.DataFrame) -> Ints:
    """One person: the same identifier, e-mail or phone, or names with birth date or address."""
    names = ["given_name", "family_name"] if "family_name" in records else ["full_name"]
    rules = [["national_id"], ["email"], ["phone"], [*names, "birth_on"],
             [*names, "address_line_1", "postcode"]]  # fmt: skip
    left: list[Ints] = []
    right: list[Ints] = []
    for rule in rules:
        if not set(rule) <= set(records):
            continue
        known = records[rule].dropna()
        first = known.groupby(rule)[rule[0]].transform(lambda rows: rows.index[0])
        left.append(first.to_numpy(np.int64))
        right.append(known.index.to_numpy(np.int64))
    return components(len(records), np.concatenate(left), np.concatenate(right))


def splink(records: pd.DataFrame) -> Ints:
    """Splink as its documentation sets it up: comparisons by kind, EM on two blocks, 0.95."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    kinds = {
        "given_name": cl.NameComparison, "family_name": cl.NameComparison,
        "full_name": cl.NameComparison, "email": cl.EmailComparison,
        "postcode": cl.PostcodeComparison, "phone": cl.ExactMatch, "national_id": cl.ExactMatch,
        "city": cl.ExactMatch,
        "birth_on": lambda column: cl.LevenshteinAtThresholds(column, [1, 2]),
        "address_line_1": lambda column: cl.JaroWinklerAtThresholds(column, [0.9]),
    }  # fmt: skip
    present = [c for c in kinds if c in records and records[c].notna().any()]
    if "family_name" in present and "full_name" in present:
        present.remove("full_name")
    names = ("given_name", "family_name") if "family_name" in present else ("full_name",)
    rules = [block_on(column) for column in ("national_id", "email", "phone") if column in present]
    rules += [
        block_on(*(column for column in rule if column in present))
        for rule in ((*names, "birth_on"), (*names,), ("birth_on", names[0]),
                     ("birth_on", names[-1]), ("postcode", names[0]), ("postcode", names[-1]))
    ]  # fmt: skip
    connection = duckdb.connect()
    api = DuckDBAPI(connection=connection)
    frame = records.reset_index(names="unique_id")
    linker = Linker(
        api.register(frame, dataset_display_name="records"),
        SettingsCreator(
            link_type="dedupe_only",
            comparisons=[kinds[column](column) for column in present],
            blocking_rules_to_generate_predictions=rules,
        ),
    )
    linker.training.estimate_probability_two_random_records_match(rules[:1], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on(*names), block_on("birth_on" if "birth_on" in present else "postcode")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.01)
    groups = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.95)
    found = groups.as_duckdbpyrelation().df().set_index("unique_id")["cluster_id"]
    return found.reindex(records.index).to_numpy(np.int64)


def goldenmatch(records: pd.DataFrame) -> Ints:
    """GoldenMatch without any configuration."""
    import goldenmatch as gm

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.csv"
        records.to_csv(path, index=False)
        found = gm.dedupe(str(path))
    labels = np.arange(len(records))
    for cluster in found.clusters.values():
        members = list(cluster["members"])
        labels[members] = min(members)
    return labels


RIVALS = {"exact rules": exact_rules, "Splink, documented": splink, "GoldenMatch": goldenmatch}


def main() -> None:
    """`rivals.py NAME JSON` with the file's path and columns as JSON."""
    name, given = sys.argv[1], json.loads(sys.argv[2])
    connection = duckdb.connect()
    record_file.read(
        connection, Path(given["path"]), given["record_id"], given["department"],
        given["fields"], (given["truth"], None),
    )  # fmt: skip
    connection.execute("create schema identity_work")
    region = regions.region(connection, record_file.RECORDS)
    standardise.standardise(connection, record_file.RECORDS, region)
    fields = [f"lower(r.{field}) as {field}" for field in given["fields"] if field != "birth_on"]
    fields += ["s.birth_text as birth_on"] if "birth_on" in given["fields"] else []
    query = f"""
        select {", ".join(fields)}, l.truth
        from {record_file.RECORDS} as r
        inner join identity_work.standardised as s using (record_id)
        inner join foreign_file.labels as l using (record_id)
        order by hash(record_id)
    """
    records = connection.execute(query).df()
    truth = records.pop("truth")
    started = time.perf_counter()
    labels = RIVALS[name](records)
    seconds = time.perf_counter() - started
    connection.register(
        "found", pd.DataFrame({"member": np.arange(len(truth)), "grp": labels, "truth": truth})
    )
    scores = evaluate(
        connection, "select member, grp from found",
        "select member, truth as grp from found where truth is not null",
    )  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(json.dumps(scores.as_dict() | {"seconds": seconds, "peak_mb": peak}))


if __name__ == "__main__":
    main()
