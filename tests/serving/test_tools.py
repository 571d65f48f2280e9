"""MCP, on standard streams and over HTTP: a tool for every view, masked by role."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import anyio
import httpx2
import pytest
from mcp import ClientSession, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from orchestration.serving import access
from orchestration.serving.house import House
from orchestration.serving.interface import plain
from orchestration.serving.seeing import Viewer
from orchestration.serving.tools import call, listed
from orchestration.serving.views import VIEWS
from orchestration.settings import Settings
from tests.serving.conftest import Client, Server, served
from tests.serving.publishing import ANN, DAN, DAY, HOME, MARKUP
from tests.serving.test_pages import ARGUMENTS


def asked(settings: Settings, role: str, calls: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    """Start the command as an assistant does, list its tools, and call some."""

    async def talking() -> list[Any]:
        started = StdioServerParameters(
            command=sys.executable,
            args=["-m", "orchestration.cli", "mcp", "--role", role],
            env=settings.environment(),
        )
        async with stdio_client(started) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            found: list[Any] = [await session.list_tools()]
            return found + [await session.call_tool(name, given) for name, given in calls]

    return list(anyio.run(talking))


def test_an_assistant_finds_a_customer_and_reads_the_card(settings: Settings) -> None:
    tools, found, card, wrong = asked(
        settings,
        "service",
        [
            ("find_customer", {"q": "archer"}),
            ("customer", {"customer_id": ANN}),
            ("customer", {"customer_id": "C-9999999999"}),
        ],
    )
    assert {one.name for one in tools.tools} == {view.tool for view in VIEWS}
    assert all(one.annotations.read_only_hint for one in tools.tools)
    assert [row["customer_id"] for row in found.structured_content["data"]["customers"]] == [ANN]
    said = card.structured_content
    assert said["data"]["values"]["email"] == "anneliese@home.example"
    assert said["build"] == {"build_id": "b1", "measured_on": "2026-10-31"}
    assert "marts.customer_360" in said["source"] and "golden_record" in said["definitions"]
    assert wrong.is_error and "not to this role" in wrong.content[0].text


@pytest.fixture
def over_http(settings: Settings) -> Iterator[Server]:
    with served(settings, with_mcp=True) as running:
        yield running


def asked_over_http(server: Server, token: str, name: str, **given: str) -> Any:
    async def talking() -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            httpx2.AsyncClient(headers=headers) as client,
            streamable_http_client(
                f"http://127.0.0.1:{server.port}/mcp", http_client=client
            ) as streams,
            ClientSession(streams[0], streams[1]) as session,
        ):
            await session.initialize()
            tools = await session.list_tools()
            assert {one.name for one in tools.tools} == {view.tool for view in VIEWS}
            return await session.call_tool(name, given)

    return anyio.run(talking)


def test_each_token_is_answered_in_its_own_role_over_http(over_http: Server) -> None:
    seen = {
        role: asked_over_http(
            over_http, over_http.client(role).token, "customer", customer_id=ANN
        ).structured_content["data"]["values"]
        for role in ("service", "risk")
    }
    assert seen["service"]["email"] == "anneliese@home.example"
    assert seen["risk"]["email"] == "a…@…"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer c360_x", "Basic c360_x"])
def test_without_a_token_that_holds_nothing_is_answered_over_http(
    over_http: Server, header: str
) -> None:
    browser = over_http.nobody()
    browser.ask("/sign-in", {"token": over_http.client().token})
    sent = {"Authorization": header} if header else {}
    assert browser.ask("/mcp", {"jsonrpc": "2.0"}, **sent).status == 401  # nor with a session
    assert browser.ask("/mcp", **sent).status == 401


def test_a_token_that_was_revoked_ends_what_it_began(over_http: Server) -> None:
    made, secret = access.add(over_http.settings, Viewer("service", "Eve"), DAY)
    assert not asked_over_http(over_http, secret, "overview").is_error
    access.revoke(over_http.settings, made.token_id)
    assert Client(over_http.port, secret).ask("/mcp", {"x": "y"}).status == 401


def test_there_are_no_tools_over_http_unless_they_are_asked_for(server: Server) -> None:
    assert server.client().ask("/mcp", {"x": "y"}).status in (404, 405)


@pytest.fixture
def house(settings: Settings) -> House:
    return House(settings)


def data(house: House, role: str, tool: str, **given: Any) -> Any:
    said = call(house, Viewer(role), tool, given)
    assert not said.is_error, said.content
    assert said.structured_content is not None
    return said.structured_content["data"]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.tool)
def test_a_tool_says_what_json_says(server: Server, view: Any) -> None:
    given = {one.name: ARGUMENTS[one.name] for one in view.parameters if one.name in ARGUMENTS}
    path = view.api_path
    for name, value in given.items():
        path = path.replace(f"{{{name}}}", value)
    if "#" in path or " " in path:
        return  # a journey's number, which stands in addresses quoted only
    by_json = server.client("risk").ask(path)
    by_tool = call(House(server.settings), Viewer("risk"), view.tool, given)
    if by_json.status == 200:
        assert plain(by_tool.structured_content) == by_json.json
    else:
        assert by_tool.is_error and by_tool.content[0].text == by_json.json["problem"]  # type: ignore[union-attr]


def test_masks_and_people_are_those_of_the_page(house: House) -> None:
    assert data(house, "guest", "customer", customer_id=ANN)["values"]["email"] == "a…@…"
    assert data(house, "guest", "find_customer", q="archer")["customers"] == []
    assert call(house, Viewer("service"), "customer", {"customer_id": DAN}).is_error
    assert call(house, Viewer("guest"), "household", {"household_id": HOME}).is_error


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("eaten", {}), ("customer", {}), ("customer", {"customer_id": ANN, "role": "service"}),
        ("changes", {"event": "lost", "days": -1}), ("changes", {"event": ["lost"]}),
        ("find_customer", {"q": "x" * 1000}), ("metric", {"metric": {"a": 1}}),
    ],
)  # fmt: skip
def test_a_bad_call_gets_a_sentence(house: House, tool: str, given: dict[str, Any]) -> None:
    said = call(house, Viewer("guest"), tool, given)
    assert said.is_error
    assert "Traceback" not in str(said.content)


def test_texts_of_departments_are_data(house: House) -> None:
    said = data(house, "service", "alerts")
    assert MARKUP in said["alerts"][0]["message"]
    assert all(one.input_schema["additionalProperties"] is False for one in listed())
