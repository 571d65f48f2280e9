"""Pages: all of them whole, small and quiet; whatever a department wrote is text; who may look."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from orchestration.serving import access, pages
from orchestration.serving.seeing import Viewer
from orchestration.serving.views import VIEWS
from tests.serving.conftest import Client, Server
from tests.serving.publishing import ANN, BOB, CAT, DAN, DAY, HOME, JOURNEY, RETIRED

LARGEST = 60_000  # bytes of a page
ARGUMENTS = {
    "event": "lost", "customer_id": ANN, "household_id": HOME, "goal": "get_help",
    "journey_id": JOURNEY, "word": "lost", "mart": "customer_360", "metric": "customers_lost",
    "column": "email",
}  # fmt: skip
PATHS = [
    re.sub(r"{(\w+)}", lambda found: quote(ARGUMENTS[found[1]], safe=""), view.path)
    for view in VIEWS
]
PAGES = [*PATHS, f"/customers/{BOB}", "/customers?q=b", "/changes/new", "/builds"]


class Quiet(HTMLParser):
    """Collects tags, and what would leave the page or run in it."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img", "iframe", "object", "embed", "style", "base", "b"):
            self.wrong.append(tag)
        for name, value in given.items():
            if name.startswith("on") or name == "style":
                self.wrong.append(f"{tag} {name}")
            if name in ("href", "src", "action"):
                self.links.append(value or "")
                if not (value or "").startswith(("/", "?", "#")) or (value or "").startswith("//"):
                    self.wrong.append(f"{tag} {name}={value}")


def looked_at(text: str) -> Quiet:
    found = Quiet()
    found.feed(text)
    return found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_small_and_asks_nobody_else(server: Server, path: str) -> None:
    said = server.client().ask(path)
    assert said.status == 200, said.text
    assert len(said.text.encode()) < LARGEST
    assert looked_at(said.text).wrong == []
    policy = said.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert said.headers["cache-control"] == "no-store"
    assert said.headers["referrer-policy"] == "no-referrer"


def test_every_link_of_every_page_leads_somewhere(server: Server) -> None:
    asker, seen, waiting = server.client(), set(), list(PAGES)
    while waiting:
        path = waiting.pop()
        said = asker.ask(path)
        assert said.status in (200, 303), (path, said.text)
        for link in looked_at(said.text).links:
            whole = (path.partition("?")[0] + link if link.startswith("?") else link).split("#")[0]
            if whole and whole not in seen and "sign-" not in whole:
                seen.add(whole)
                waiting.append(whole)
    assert len(seen) > 80


def test_what_a_department_wrote_is_text_wherever_it_stands(server: Server) -> None:
    asker = server.client()
    texts = [asker.ask(path).text for path in PAGES]
    assert any("&lt;script&gt;alert(" in text for text in texts)
    assert not any("<script" in text or "<img" in text for text in texts)
    assert any("{{ 7 * 7 }}" in text for text in texts)
    assert "\\u202e" in pages.TEMPLATES.from_string("{{ x }}").render(x="abc\u202egnp.exe")


def test_nobody_without_a_token_sees_anything(server: Server) -> None:
    for path in [*PAGES, *(view.api_path for view in VIEWS)]:
        said = server.nobody().ask(path)
        assert said.status in (401, 404), path
        assert not [word for word in ("Archer", "1,234", "b1") if word in said.text]


@pytest.mark.parametrize("wrong", ["", "c360_", "x" * 300, "c360_" + "A" * 43, "' or 1=1 --", "é"])
def test_a_wrong_token_opens_nothing(server: Server, wrong: str) -> None:
    assert server.nobody().ask("/sign-in", {"token": wrong}).status == 401
    assert (
        Client(server.port, wrong.encode("latin-1", "ignore").decode("latin-1")).ask("/").status
        == 401
    )
    assert server.nobody().ask(f"/sign-in?token={quote(wrong)}").status in (200, 401)


def test_a_token_that_is_revoked_or_has_expired_ends_its_sessions_too(server: Server) -> None:
    made, secret = access.add(server.settings, Viewer("service", "Eve"), DAY)
    browser = server.nobody()
    assert (
        browser.ask("/sign-in", {"token": secret, "wanted": "/voice"}).headers["location"]
        == "/voice"
    )
    assert browser.ask("/").status == 200
    access.revoke(server.settings, made.token_id)
    assert browser.ask("/").status == 401
    assert Client(server.port, secret).ask("/").status == 401
    _, old = access.add(
        server.settings, Viewer("service", "Old"), DAY - timedelta(days=9), expires_on=DAY
    )
    assert Client(server.port, old).ask("/").status == 401


def test_only_the_hash_of_a_token_is_kept_and_only_for_its_owner(server: Server) -> None:
    _, secret = access.add(server.settings, Viewer("risk", "Eve"), DAY)
    kept = access.path(server.settings)
    assert secret not in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0 and kept.parent.stat().st_mode & 0o077 == 0


def test_a_damaged_file_of_tokens_lets_nobody_in(server: Server) -> None:
    asker = server.client()
    with access.path(server.settings).open("a") as file:
        file.write("{broken\n")
    assert asker.ask("/").status == 503
    assert asker.ask("/api/overview").status == 503


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "/sign-out", "/\nx"]
)
def test_signing_in_leads_to_a_page_of_ours_only(server: Server, wanted: str) -> None:
    token = server.client().token
    said = server.nobody().ask("/sign-in", {"token": token, "wanted": wanted})
    assert said.headers["location"] == "/"


def test_the_cookie_is_for_this_site_and_for_no_script(server: Server) -> None:
    said = server.nobody().ask(f"/sign-in?token={server.client().token}")
    cookie = said.headers["set-cookie"].lower()
    assert said.status == 303 and said.headers["location"] == "/"
    assert "httponly" in cookie and "samesite=strict" in cookie


def test_signing_out_ends_the_session(server: Server) -> None:
    browser = server.nobody()
    browser.ask("/sign-in", {"token": server.client().token})
    kept = dict(browser.cookies)
    assert browser.ask("/sign-out", {}).status == 303
    browser.cookies = kept
    assert browser.ask("/").status == 401


def test_a_name_of_somebody_else_that_leads_here_is_refused(server: Server) -> None:
    assert server.client().ask("/", Host="evil.example").status == 400
    assert server.client().ask("/", Host=f"localhost:{server.port}").status == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/changes/eaten", 400), ("/changes/lost?days=0", 400), ("/changes/lost?days=x", 400),
        ("/changes/lost?month=2026-13", 400), ("/changes/lost?month=0000-01", 400),
        ("/changes/lost?page=0", 400), ("/changes/lost?page=9999", 200),
        ("/customers/C-9999999999", 404), ("/customers/x'--", 404), ("/households/H-1", 404),
        ("/journey/nothing", 404), ("/journeys/fly", 404), ("/words/eaten", 404),
        ("/marts/secrets", 404), ("/marts/customer_360/secret", 404),
        ("/metrics/eaten", 404), ("/asset?line=x", 404),
        ("/customers?q=" + "a" * 201, 400), ("/customers?q=%00", 400), ("/nothing", 404),
        ("/metrics/customers_lost?until=soon", 400), ("/static/../../settings.py", 404),
    ],
)  # fmt: skip
def test_a_bad_question_gets_a_sentence(server: Server, path: str, status: int) -> None:
    asker = server.client()
    said = asker.ask(path)
    assert said.status == status, said.text
    assert "Traceback" not in said.text and "Error" not in said.text
    if status != 200 and not path.startswith("/static"):
        assert asker.ask("/api" + path).status == status


def test_a_form_larger_than_any_of_ours_is_refused(server: Server) -> None:
    assert server.nobody().ask("/sign-in", {"token": "x" * 20_000}).status == 413
    assert server.nobody().ask("/sign-in", {str(i): "" for i in range(100)}).status == 400


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        (ANN, ANN), (ANN.lower(), ANN), ("anneliese@HOME.example", ANN), ("07700 900165", ANN),
        ("AC-2", BOB), ("shop:ac-3", CAT), ("arch anne", ANN), ("Ärcher", ANN), (RETIRED, ANN),
    ],
)  # fmt: skip
def test_a_customer_is_found_in_every_way(server: Server, asked: str, number: str) -> None:
    said = server.client().ask(f"/api/customers?q={quote(asked)}").json["data"]
    assert [row["customer_id"] for row in said["customers"]] == [number]


def test_a_retired_number_leads_to_who_took_its_place(server: Server) -> None:
    said = server.client().ask(f"/customers/{RETIRED}")
    assert (said.status, said.headers["location"]) == (303, f"/customers/{ANN}")


def test_an_anonymous_customer_is_none_to_a_role_that_reaches_people(server: Server) -> None:
    unknown = server.client().ask("/customers/C-9999999999")
    hidden = server.client().ask(f"/customers/{DAN}")
    assert (hidden.status, hidden.text.replace(DAN, "")) == (
        404,
        unknown.text.replace("C-9999999999", ""),
    )
    assert server.client("guest").ask(f"/customers/{DAN}").status == 200
