"""Guarded clustering: means hold, contradictions part, compulsion wins."""

from __future__ import annotations

import numpy as np

from orchestration.identity.linking.cluster import Pairs, cluster, components


def pairs(*rows: tuple[int, int, float] | tuple[int, int, float, str | float]) -> Pairs:
    """Pairs (left, right, weight); a fourth item is `apart`, `together` or `against`, or `own`."""
    marks = [row[3] if len(row) == 4 else "" for row in rows]
    return Pairs(
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.float64),
        np.array([mark == "apart" for mark in marks]),
        np.array([mark == "together" for mark in marks]),
        np.array([mark == "against" for mark in marks]),
        np.array([[mark if isinstance(mark, float) else 0.0] for mark in marks]).reshape(-1, 1),
    )


def groups(
    nodes: int, given: Pairs, link: float = 0.0, least: float = 0.0, largest: int = 99
) -> list[int]:
    return [int(label) for label in cluster(nodes, given, link, least, largest)]


def test_a_chain_holds_while_its_mean_does() -> None:
    assert groups(3, pairs((0, 1, 9), (1, 2, 8), (0, 2, -3))) == [0, 0, 0]
    assert groups(3, pairs((0, 1, 9), (1, 2, 4), (0, 2, -18))) == [0, 0, 2]


def test_a_contradiction_parts_a_chain_at_its_weaker_link() -> None:
    assert groups(3, pairs((0, 1, 9), (1, 2, 8), (0, 2, 12, "apart"))) == [0, 0, 2]
    assert groups(3, pairs((0, 1, 7), (1, 2, 8), (0, 2, 12, "apart"))) == [0, 1, 1]


def test_a_contradiction_is_inherited_by_the_group() -> None:
    given = pairs((0, 1, 9), (2, 3, 9), (1, 2, 8), (0, 3, -5, "apart"))
    assert groups(4, given) == [0, 0, 2, 2]


def test_a_contradiction_outvoted_by_agreement_parts_nobody_and_one_not_outvoted_does() -> None:
    many = pairs((0, 1, 16), (1, 2, 16), (0, 3, 16), (1, 3, 16), (2, 3, 16), (0, 2, 99, "against"))
    assert groups(4, many) == [0, 0, 0, 0]
    assert groups(3, pairs((0, 1, 16), (1, 2, 16), (0, 2, 99, "against"))) == [0, 0, 2]
    assert groups(2, pairs((0, 1, 99, "against"))) == [0, 1]


def test_namesakes_with_phones_of_their_own_do_not_join_through_records_that_lack_them() -> None:
    # 0, 1 and 2, 3 are two people; 1 and 3 leave the phone out.
    silent = ((0, 1, 12.0), (2, 3, 12.0), (0, 3, 3.0), (1, 2, 3.0), (1, 3, 3.0))
    assert groups(4, pairs(*silent, (0, 2, 0.0))) == [0, 0, 0, 0]
    assert groups(4, pairs(*silent, (0, 2, -4.0, -7.0))) == [0, 0, 2, 2]


def test_a_phone_that_some_pairs_share_and_one_does_not_parts_nobody() -> None:
    given = pairs((0, 1, 12.0, 9.0), (0, 2, 6.0, -3.0), (1, 2, 12.0, 9.0))
    assert groups(3, given) == [0, 0, 0]


def test_a_phone_in_common_is_no_contradiction_of_the_pair_that_shares_it() -> None:
    assert groups(2, pairs((0, 1, 60.0, 45.0))) == [0, 0]


def test_a_steward_compels_what_the_score_forbids() -> None:
    assert groups(2, pairs((0, 1, -9, "together"))) == [0, 0]


def test_a_pair_exactly_at_the_least_mean_joins_and_below_it_does_not() -> None:
    assert groups(2, pairs((0, 1, 2.0)), least=2.0) == [0, 0]
    assert groups(2, pairs((0, 1, 1.999)), least=2.0) == [0, 1]


def test_many_weak_pairs_do_not_make_up_for_one_that_links() -> None:
    given = pairs((0, 1, 9), (1, 2, 3.9), (0, 2, 3.9))
    assert groups(3, given, link=4.0) == [0, 0, 2]
    assert groups(3, given, link=3.9) == [0, 0, 0]


# 0, 1 and 2 are one person of whom 3 agrees with one record only.
_SPARSE = ((0, 1, 12.0), (0, 2, 12.0), (1, 2, 12.0), (0, 3, -5.0), (1, 3, -5.0))


def test_a_lone_record_joins_the_one_group_that_clearly_fits_it_best() -> None:
    assert groups(4, pairs(*_SPARSE, (2, 3, 4.0))) == [0, 0, 0, 0]
    assert groups(4, pairs(*_SPARSE, (2, 3, -0.1))) == [0, 0, 0, 3]


def test_a_lone_record_between_two_groups_stays_alone() -> None:
    other = ((4, 5, 12.0), (3, 5, -9.0))
    assert groups(6, pairs(*_SPARSE, (2, 3, 4.0), *other, (3, 4, 1.5)))[3] == 3
    assert groups(6, pairs(*_SPARSE, (2, 3, 4.0), *other, (3, 4, 0.9)))[3] == 0


def test_a_lone_record_that_contradicts_a_member_stays_alone() -> None:
    for mark in ("apart", "against"):
        given = pairs((0, 1, 12.0), (0, 2, 12.0), (1, 2, 12.0), (0, 3, -5.0, mark), (2, 3, 4.0))
        assert groups(4, given) == [0, 0, 0, 3], mark
    loud = pairs((0, 1, 12.0), (0, 2, 12.0), (1, 2, 12.0), (0, 3, -13.0), (2, 3, 4.0))
    assert groups(4, loud) == [0, 0, 0, 3]


def test_a_lone_record_with_a_phone_of_its_own_stays_alone() -> None:
    own = ((0, 1, 12.0, 9.0), (1, 2, 4.0))
    assert groups(3, pairs(*own, (0, 2, -9.0, -6.0))) == [0, 0, 2]
    assert groups(3, pairs(*own, (0, 2, -9.0))) == [0, 0, 0]


def test_two_lone_records_that_contradict_each_other_join_no_group_together() -> None:
    given = pairs(
        *_SPARSE, (2, 3, 4.0), (2, 4, 4.0), (0, 4, -6.0), (1, 4, -6.0), (3, 4, 1, "apart")
    )
    assert groups(5, given) == [0, 0, 0, 3, 4]


def test_no_group_outgrows_the_cap() -> None:
    given = pairs(*((a, b, 9.0) for a in range(6) for b in range(a + 1, 6)))
    sizes = np.bincount(groups(6, given, largest=3))
    assert sizes.max() <= 3


def test_the_order_of_pairs_does_not_matter() -> None:
    random = np.random.default_rng(7)
    left, right = np.triu_indices(40, 1)
    keep = random.random(len(left)) < 0.2
    weight = random.normal(0, 8, keep.sum())
    rows = list(zip(left[keep], right[keep], weight, strict=True))
    shuffled = [rows[i] for i in random.permutation(len(rows))]
    assert groups(40, pairs(*rows)) == groups(40, pairs(*shuffled))


def test_components_carry_the_smallest_node_and_survive_a_long_chain() -> None:
    chain = np.arange(9999, dtype=np.int64)
    assert set(components(10_001, chain, chain + 1).tolist()) == {0, 10_000}
