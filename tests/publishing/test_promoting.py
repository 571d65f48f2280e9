"""What was sealed and judged and never published waits, and is published alone."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from orchestration import journal, landing, promoting, publishing
from orchestration.publishing import release
from tests.publishing.house import MARTS, House


def test_what_was_judged_and_never_seen_waits_until_it_is_published(judged: House) -> None:
    def waiting() -> str | None:
        return publishing.waiting(judged.settings, judged.connection)

    assert waiting() == "build-2"
    assert publishing.has_judged(judged.settings, judged.connection, "build-2")
    assert not publishing.has_judged(judged.settings, judged.connection, "build-3")
    judged.publish("build-2")
    assert waiting() is None
    publishing.rollback(judged.settings)
    assert waiting() is None, "what a human went back from is not published again"


@pytest.fixture
def promotable(judged: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The judged house, its own gates and suites in place of the product's."""
    monkeypatch.setattr(promoting, "required", lambda _: MARTS)
    monkeypatch.setattr(landing, "as_of", lambda _: date(2026, 6, 1))
    suites = (judged.expectations,)
    ours = partial(publishing.publish, expectations=suites)
    monkeypatch.setattr(promoting.publishing, "publish", ours)
    return judged


def test_a_publish_that_failed_is_made_up_for_without_a_new_run(
    promotable: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(release, "write_manifest", full)
        with pytest.raises(publishing.PublishError, match="could not be written"):
            promotable.publish("build-2")
    build = promoting.promote_waiting(promotable.settings, promotable.connection, {})
    assert build.build_id == "build-2"
    assert publishing.current(promotable.settings) == build
    (event,) = journal.of(promotable.settings, "builds").events()
    assert (event["build_id"], event["as_of"]) == ("build-2", "2026-06-01")
    with pytest.raises(publishing.PublishError, match="Nothing waits to be published"):
        promoting.promote_waiting(promotable.settings, promotable.connection, {})


def test_what_waits_is_refused_where_the_marts_are_others_by_now(promotable: House) -> None:
    promotable.connection.execute("update marts.customer_360 set customer_id = 'other'")
    with pytest.raises(publishing.PublishError, match="rebuilt after their gate"):
        promoting.promote_waiting(promotable.settings, promotable.connection, {})


def test_an_interrupted_run_is_gone_on_with_from_its_last_gate(promotable: House) -> None:
    settings, connection = promotable.settings, promotable.connection
    assert promoting.promote_interrupted(settings, connection, {}, "another-run") is None
    build = promoting.promote_interrupted(settings, connection, {}, "build-2")
    assert build is not None
    assert publishing.current(settings) == build
    (event,) = journal.of(settings, "builds").events()
    assert event["build_id"] == "build-2"


def test_a_run_killed_between_the_pointer_and_the_journal_is_written_down_once(
    promotable: House,
) -> None:
    settings, connection = promotable.settings, promotable.connection
    promotable.publish("build-2")
    assert list(journal.of(settings, "builds").events()) == []
    for _ in range(2):
        build = promoting.promote_interrupted(settings, connection, {}, "build-2")
        assert build == publishing.current(settings)
    (event,) = journal.of(settings, "builds").events()
    assert event["build_id"] == "build-2"


def test_marts_rebuilt_after_the_interruption_are_run_again_as_a_whole(promotable: House) -> None:
    before = publishing.current(promotable.settings)
    promotable.connection.execute("update marts.customer_360 set customer_id = 'other'")
    settings, connection = promotable.settings, promotable.connection
    assert promoting.promote_interrupted(settings, connection, {}, "build-2") is None
    assert publishing.current(settings) == before


def test_what_was_rolled_back_from_is_not_gone_on_with(promotable: House) -> None:
    settings, connection = promotable.settings, promotable.connection
    promotable.publish("build-2")
    publishing.rollback(settings)
    before = publishing.current(settings)
    assert promoting.promote_interrupted(settings, connection, {}, "build-2") is None
    assert publishing.current(settings) == before
