"""A steward's decision on the page: written with their name, undone as easily, by nobody else."""

from __future__ import annotations

import re

import pytest

from orchestration.identity.stewardship import decision_file
from tests.serving.conftest import Client, Server

LINK = {"decision": "link", "record_a": "shop:AC-0", "record_b": "shop:AC-2", "reason": "one mail"}


def signed_in(server: Server, *, steward: bool = True) -> tuple[Client, str]:
    """A browser with a session, and what its forms have to say."""
    browser = server.nobody()
    token = server.client(steward=steward, name="Stella Steward").token
    browser.ask("/sign-in", {"token": token})
    found = re.search(r'name="form_key" value="([^"]+)"', browser.ask("/stewarding").text)
    return browser, found[1] if found else ""


def lines(server: Server) -> list[dict[str, object]]:
    return decision_file.read(server.settings.decisions).to_pylist()


def test_a_decision_is_written_with_its_author_and_undone_as_easily(server: Server) -> None:
    browser, key = signed_in(server)
    done = browser.ask("/stewarding/decide", LINK | {"form_key": key})
    assert done.status == 303
    assert "one customer after the next run" in browser.ask(done.headers["location"]).text
    (line,) = lines(server)
    assert (line["decision"], line["author"], line["reason"]) == (
        "link", "Stella Steward", "one mail",
    )  # fmt: skip
    undo = {"decision_id": str(line["decision_id"]), "reason": "undone", "form_key": key}
    assert browser.ask("/stewarding/undo", undo).status == 303
    assert [one["decision"] for one in lines(server)] == ["link", "undo"]
    assert browser.ask("/stewarding/undo", undo).status == 400  # once is enough
    assert "undone" in browser.ask("/stewarding").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"record_b": "shop:AC-0"}, "is one record"),
        ({"record_b": "shop:nothing"}, "No record shop:nothing"),
        ({"record_b": "' or 1=1 --"}, "No record"),
        ({"reason": "  "}, "needs a reason"),
        ({"decision": "merge"}, "link or unlink"),
        ({"expires": "soon"}, "YYYY-MM-DD"),
        ({"record_b": "shop:AC-4"}, "not shown to your role"),
    ],
)
def test_what_is_no_decision_is_refused_in_a_sentence(
    server: Server, wrong: dict[str, str], sentence: str
) -> None:
    browser, key = signed_in(server)
    said = browser.ask("/stewarding/decide", LINK | {"form_key": key} | wrong)
    assert (said.status, sentence in said.text) == (400, True), said.text
    assert lines(server) == []


def test_what_waits_is_listed_with_a_way_to_decide_it(server: Server) -> None:
    browser, _ = signed_in(server)
    text = browser.ask("/stewarding").text
    assert "Nearly the same. &lt;script&gt;" in text
    assert "shop:AC-4" not in text  # of a customer whom the role does not see
    link = re.search(r'href="(\?a=[^"]+)#a"', text)
    assert link is not None
    filled = browser.ask("/stewarding" + link[1].replace("&amp;", "&")).text
    assert 'value="shop:AC-0"' in filled and 'value="shop:AC-2"' in filled


def test_nobody_else_decides(server: Server) -> None:
    reader, _ = signed_in(server, steward=False)
    assert reader.ask("/stewarding").status == 403
    assert reader.ask("/stewarding/decide", LINK).status == 403
    assert server.client().ask("/stewarding/undo", {"decision_id": "D-1"}).status == 403
    assert server.nobody().ask("/stewarding/decide", LINK).status == 401
    assert "Stewarding" not in reader.ask("/").text
    assert lines(server) == []


@pytest.mark.parametrize("key", ["", "x", "é"])
def test_a_form_of_another_site_decides_nothing(server: Server, key: str) -> None:
    browser, _ = signed_in(server)
    assert browser.ask("/stewarding/decide", LINK | {"form_key": key}).status == 403
    assert browser.ask("/stewarding/decide?form_key=", LINK).status == 403
    assert lines(server) == []


def test_a_reason_is_text_in_the_file_and_on_the_page(server: Server) -> None:
    browser, key = signed_in(server)
    reason = "=cmd|' /C calc'!A0\n<script>x</script>"
    browser.ask("/stewarding/decide", LINK | {"form_key": key, "reason": reason})
    (line,) = lines(server)
    assert "\n" not in str(line["reason"])
    assert "<script>" not in browser.ask("/stewarding").text


def test_a_damaged_file_of_decisions_gets_a_sentence(server: Server) -> None:
    browser, key = signed_in(server)
    server.settings.decisions.write_text("decision_id,nonsense\n1,2\n")
    assert browser.ask("/stewarding").status == 500
    assert "lacks" in browser.ask("/stewarding").text
    assert browser.ask("/stewarding/decide", LINK | {"form_key": key}).status == 500
