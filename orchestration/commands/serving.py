"""What is published, to look at: the page and its JSON interface."""

from __future__ import annotations

import errno
import getpass
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.commands.shared import UsageError, companys_day, console, given_settings

if TYPE_CHECKING:
    from orchestration.serving.seeing import Viewer
    from orchestration.settings import Settings

PORT = 8360
_Port = Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")]
_Role = Annotated[
    str, typer.Option(help="What the link shows: service, marketing, …; guest sees masks.")
]
_Steward = Annotated[
    bool, typer.Option("--steward", help="The link may also decide who is one customer.")
]
_Privacy = Annotated[
    bool, typer.Option("--privacy", help="The link may also answer people's requests.")
]


def serve(
    port: _Port = PORT,
    role: _Role = "guest",
    steward: _Steward = False,
    privacy: _Privacy = False,
    mcp: Annotated[
        bool, typer.Option("--mcp", help="Answer assistants too, by MCP at /mcp, with a token.")
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="Another name that a proxy of yours calls this server by."),
    ] = None,
) -> None:
    """Show what is published as a page, on this machine alone, until Ctrl+C.

    Prints a link for whoever starts it. Others sign in with a token of their own, see
    `customer360 token add`.
    """
    _show(given_settings(), port, _viewer(role, steward, privacy), allow_host or (), with_mcp=mcp)


def copy(
    role: Annotated[
        str, typer.Argument(help="Whose snapshot: one of company.yml's role_snapshots.")
    ],
    to: Annotated[str, typer.Option(help="The environment variable with PostgreSQL's address.")],
) -> None:
    """Copy what a role may see to PostgreSQL, into its schema marts, in one transaction."""
    from orchestration import databases, pointed
    from orchestration.publishing import PublishError, to_postgres

    try:
        rows = to_postgres.copy(given_settings(), role.strip().lower(), to)
    except (PublishError, databases.SourceError, pointed.PointerError) as error:
        raise UsageError(str(error)) from error
    console.print(f"{len(rows)} marts, {sum(rows.values()):,} rows, to the schema marts of {to}.")


def up(
    port: _Port = PORT,
    dagster_port: Annotated[int, typer.Option(min=1, max=65535)] = 3000,
    role: _Role = "guest",
    steward: _Steward = False,
    privacy: _Privacy = False,
) -> None:
    """Let the house run by itself: every night, with new files, and with its page, until Ctrl+C.

    Starts Dagster with schedule and sensor switched on, and the page beside it. Where nothing is
    published yet, it runs once first.
    """
    from orchestration import dagster_server, publishing
    from orchestration.commands.house import carry_out
    from orchestration.settings import published_by

    settings = given_settings()
    try:
        published_by()
        is_first = publishing.current(settings) is None
    except (ValueError, publishing.PublishError) as error:
        raise UsageError(str(error)) from error
    if is_first:
        carry_out(settings, None, 0.0)
    with dagster_server.beside(settings, dagster_port):
        console.print(
            f"Dagster: http://127.0.0.1:{dagster_port}, the nightly run and the sensor of new "
            f"files switched on; its log is {settings.build / dagster_server.LOG}",
            markup=False,
            soft_wrap=True,
        )
        _show(settings, port, _viewer(role, steward, privacy), ())


def _viewer(role: str, steward: bool, privacy: bool) -> Viewer:
    """Whoever starts the server, in a role."""
    from orchestration.serving.seeing import Viewer

    return Viewer(role.strip().lower(), getpass.getuser(), steward, privacy)


def _show(
    settings: Settings,
    port: int,
    viewer: Viewer,
    allow_host: Sequence[str],
    *,
    with_mcp: bool = False,
) -> None:
    """Serve the page until Ctrl+C; print the link of whoever starts it."""
    import uvicorn

    from orchestration.activation import roles
    from orchestration.activation.published import NothingPublishedError
    from orchestration.serving import access
    from orchestration.serving.app import application

    day = companys_day()
    try:
        roles.columns(viewer.role, day)
        started, secret = access.temporary(viewer, day)
        access.known(settings)
        app = application(settings, started, allow_host, ahead=True, with_mcp=with_mcp)
        with app.state.house.snapshots.current() as snapshot:
            build = snapshot.build
    except (roles.UnknownRoleError, access.TokenError, NothingPublishedError) as error:
        raise UsageError(str(error)) from error
    with _bound(port) as listening:
        place = f"http://127.0.0.1:{listening.getsockname()[1]}"
        console.print(f"Build {build.build_id}, measured on {build.measured_on}, as {viewer.role}:")
        console.print(f"  {place}/sign-in?token={secret}", markup=False, soft_wrap=True)
        console.print(
            "The link is for you alone. Others: customer360 token add. To stop: Ctrl+C",
            soft_wrap=True,
        )
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,  # addresses may hold what was searched for
            server_header=False,
            limit_concurrency=100,
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(config).run(sockets=[listening])


def _bound(port: int) -> socket.socket:
    """A socket of this machine alone. A UsageError where the port is taken."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        why = "is taken" if error.errno == errno.EADDRINUSE else "cannot be used"
        raise UsageError(f"Port {port} {why}. Choose another: customer360 serve --port 0") from None
    return listening


def mcp(
    role: Annotated[
        str, typer.Option(help="What answers show: service, marketing, …; guest sees masks.")
    ] = "guest",
) -> None:
    """Answer an assistant by MCP, the Model Context Protocol, on standard streams; read only."""
    from orchestration.activation import roles
    from orchestration.activation.published import NothingPublishedError
    from orchestration.serving import tools
    from orchestration.serving.house import House
    from orchestration.serving.seeing import Viewer

    wanted = role.strip().lower()
    try:
        roles.columns(wanted, companys_day())
        house = House(given_settings())
        with house.snapshots.current():
            pass
    except (roles.UnknownRoleError, NothingPublishedError) as error:
        raise UsageError(str(error)) from error
    tools.serve(house, Viewer(wanted))
