"""`voicefarm serve`: the gateway, and its page."""

import sys
from typing import Annotated

import typer

from voicefarm.console import Json, complain, say, say_json
from voicefarm.errors import BadSetting
from voicefarm.extras import install_advice
from voicefarm.program import importing
from voicefarm.settings import load_settings


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(serve)


def serve(
    address: Annotated[str | None, typer.Option(help="host:port; port 0 takes a free one.")] = None,
    model: Annotated[
        str | None, typer.Option(help="The model that speaks if a request names none.")
    ] = None,
    json: Json = False,
) -> None:
    """Serve the page, the jobs and OpenAI's speech interface over HTTP until SIGTERM.

    Without VOICEFARM_REDIS_URL a private server and worker run on this machine, and end with the
    command.
    """
    settings = load_settings(gateway_address=address, model=model)
    try:
        with importing():
            from producer.gateway import server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("producer", "voicefarm"):
            raise
        raise BadSetting(f"The gateway needs HTTP: {install_advice('http')}.") from error

    def announce(url: str, is_open: bool) -> None:
        if json:
            say_json({"url": url, "open": is_open})
        else:
            say(url)
        sys.stdout.flush()
        if is_open:
            complain(
                "everybody on this machine may call it, since there are no keys; "
                "`voicefarm keys add NAME` makes one."
            )

    server.serve(settings, announce)
