"""A real Chromium and axe: whoever cannot see, has no mouse, a narrow screen, or a printer.

`make test-page` brings axe and runs these; without it, or without Chromium, they are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.chromium import PROGRAM, Browser, browser
from tests.serving.conftest import Server
from tests.serving.publishing import ANN
from tests.serving.test_pages import PAGES

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.skipif(
    PROGRAM is None or not AXE.exists(), reason="needs Chromium and axe: make test-page"
)
WIDE, NARROW = 1280, 360
_VIOLATIONS = """
    axe.run(document, {resultTypes: ["violations"]}).then(
        said => said.violations.map(one => one.id + ": " + one.nodes[0].html)
    )
"""


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[Browser]:
    with browser(tmp_path / "profile") as opened:
        yield opened


def sign_in(chromium: Browser, server: Server, *, steward: bool = True) -> str:
    """The address of the server, with the browser signed in."""
    home = f"http://127.0.0.1:{server.port}"
    token = server.client(steward=steward, answers=True).token
    chromium.open(f"{home}/sign-in?token={token}")
    assert chromium.value("location.pathname") == "/"
    return home


def violations(chromium: Browser) -> list[str]:
    chromium.call("Runtime.evaluate", expression=AXE.read_text("utf-8"))
    return [str(one) for one in chromium.value(_VIOLATIONS)]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_axe_finds_nothing_on_any_page(server: Server, chromium: Browser, width: int) -> None:
    home = f"http://127.0.0.1:{server.port}"
    chromium.size(width)
    chromium.open(home)
    wrong = {"sign in": violations(chromium)}
    sign_in(chromium, server)
    for path in [*PAGES, "/stewarding?a=shop:AC-0&b=shop:AC-2", "/requests?did=lift&number=R-1",
        "/customers/C-9999999999",
    ]:  # fmt: skip
        chromium.open(home + path)
        wrong[path] = violations(chromium)
        wide = chromium.value("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide on {width}"
    assert {path: found for path, found in wrong.items() if found} == {}
    assert all(address.startswith(home) for address in chromium.requests[1:])
    assert not [said for said in chromium.messages if "404" not in said and "401" not in said]


def test_axe_would_find_something(server: Server, chromium: Browser) -> None:
    sign_in(chromium, server)
    chromium.value("document.querySelector('label[for=find]').remove()")
    chromium.value("document.documentElement.removeAttribute('lang')")
    assert {one.partition(":")[0] for one in violations(chromium)} >= {"html-has-lang"}


def test_a_customer_is_found_by_the_keyboard_alone_and_without_javascript(
    server: Server, chromium: Browser
) -> None:
    token = server.client().token
    chromium.open(f"http://127.0.0.1:{server.port}/")
    chromium.call("Emulation.setScriptExecutionDisabled", value=True)
    go_to(chromium, "token")
    chromium.call("Input.insertText", text=token)
    press_enter(chromium)
    chromium.wait_for("location.pathname == '/' && !!document.getElementById('find')")
    go_to(chromium, "find")
    chromium.call("Input.insertText", text="archer")
    press_enter(chromium)
    chromium.wait_for("location.pathname == '/customers'")
    go_to(chromium, f"/customers/{ANN}")
    assert chromium.value("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    press_enter(chromium)
    chromium.wait_for(f"location.pathname == '/customers/{ANN}'")
    assert "Anneliese Archer" in chromium.value("document.querySelector('h1').innerText")


def go_to(chromium: Browser, place: str) -> None:
    """Press Tab until something with this id or address has the focus."""
    for _ in range(60):
        chromium.press("Tab", 9)
        active = chromium.value(
            "document.activeElement.id || document.activeElement.getAttribute('href')"
        )
        if active == place:
            return
    raise AssertionError(f"Tab never comes to {place}")


def press_enter(chromium: Browser) -> None:
    chromium.press("Enter", 13, "\r")


def test_the_first_tab_skips_to_the_content(server: Server, chromium: Browser) -> None:
    sign_in(chromium, server)
    chromium.press("Tab", 9)
    assert chromium.value("document.activeElement.innerText") == "Skip to the content"
    press_enter(chromium)
    chromium.wait_for("location.hash == '#main'")


def test_a_printed_card_is_the_card_and_nothing_else(server: Server, chromium: Browser) -> None:
    home = sign_in(chromium, server)
    chromium.open(f"{home}/customers/{ANN}")
    chromium.call("Emulation.setEmulatedMedia", media="print")
    shown = "getComputedStyle(document.querySelector('{0}')).display"
    assert chromium.value(shown.format(".top nav")) == "none"
    assert chromium.value(shown.format(".find")) == "none"
    assert chromium.value(shown.format(".card")) != "none"
    assert len(chromium.call("Page.printToPDF")["data"]) > 10_000


def test_markup_of_a_department_does_nothing(server: Server, chromium: Browser) -> None:
    home = sign_in(chromium, server)
    for path in PAGES:
        chromium.open(home + path)
        assert chromium.value("document.querySelectorAll('main script, main img').length") == 0
    assert not [said for said in chromium.messages if "Content Security Policy" in said]
