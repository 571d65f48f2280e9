"""What is published, to look at: the page and its JSON interface."""

from __future__ import annotations

import errno
import getpass
import socket
from typing import Annotated

import typer

from orchestration.commands.shared import UsageError, companys_day, console, given_settings

PORT = 8360


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = PORT,
    role: Annotated[
        str, typer.Option(help="What the link shows: service, marketing, …; guest sees masks.")
    ] = "guest",
    steward: Annotated[
        bool, typer.Option("--steward", help="The link may also decide who is one customer.")
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
    import uvicorn

    from orchestration.activation import roles
    from orchestration.activation.published import NothingPublishedError
    from orchestration.serving import access
    from orchestration.serving.app import application
    from orchestration.serving.seeing import Viewer

    settings, day, wanted = given_settings(), companys_day(), role.strip().lower()
    try:
        roles.columns(wanted, day)
        started, secret = access.temporary(Viewer(wanted, getpass.getuser(), steward), day)
        access.known(settings)
        app = application(settings, started, allow_host or (), ahead=True)
        with app.state.house.snapshots.current() as snapshot:
            build = snapshot.build
    except (roles.UnknownRoleError, access.TokenError, NothingPublishedError) as error:
        raise UsageError(str(error)) from error
    with _bound(port) as listening:
        place = f"http://127.0.0.1:{listening.getsockname()[1]}"
        console.print(f"Build {build.build_id}, measured on {build.measured_on}, as {wanted}:")
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
