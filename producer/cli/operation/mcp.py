"""`voicefarm mcp`: tools for assistants, over the standard input and output."""

from pathlib import Path
from typing import Annotated

import typer

from voicefarm.errors import BadInput, BadSetting
from voicefarm.extras import install_advice
from voicefarm.settings import load_settings
from voicefarm.wording.paths import shown


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(mcp)


def mcp(
    folder: Annotated[
        Path, typer.Option(help="Where files are read and written; nowhere else.")
    ] = Path(),
) -> None:
    """Give an assistant the tools to narrate, by the Model Context Protocol, until it leaves.

    Without VOICEFARM_REDIS_URL a private farm runs on this machine, and ends with the command.
    """
    settings = load_settings()
    if not folder.is_dir():
        raise BadInput(f"{shown(folder)} is not a folder; make it or name another.", field="folder")
    try:
        from producer.gateway import mcp_tools, server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("producer", "voicefarm"):
            raise
        raise BadSetting(f"The tools need MCP: {install_advice('mcp')}.") from error
    server.configure_log(settings)
    with server.open_gateway(settings, may_be_open=True) as gateway:
        mcp_tools.mcp_server(gateway, folder).run("stdio")
