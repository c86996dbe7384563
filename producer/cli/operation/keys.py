"""`voicefarm keys`: who may call the gateway."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from producer.api_keys import SCOPES, USUAL_SCOPES, ApiKey, add_key, list_keys, revoke_key
from voicefarm.console import Json, command_group, say, say_json, say_table
from voicefarm.settings import load_settings

NO_LIMIT = "0 means no limit."


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    keys = command_group("Make, list and revoke keys for the gateway.", invoke_without_command=True)
    keys.callback()(list_without_a_command)
    keys.command("add")(add)
    keys.command("list")(list_them)
    keys.command("revoke")(revoke)
    app.add_typer(keys, name="keys")


def list_without_a_command(context: typer.Context, json: Json = False) -> None:
    """Make, list and revoke keys for the gateway. Without a command, list them."""
    if context.invoked_subcommand is None:
        list_them(json)


def add(
    name: Annotated[str, typer.Argument(help="Whose key it is; keys of one name share jobs.")],
    scope: Annotated[
        list[str], typer.Option(help=f"What it may do: {', '.join(SCOPES)}. Repeatable.")
    ] = list(USUAL_SCOPES),  # noqa: B006 - typer copies it
    requests_per_minute: Annotated[int, typer.Option(help=NO_LIMIT)] = 0,
    streams: Annotated[int, typer.Option(help=f"Streams of sound at once. {NO_LIMIT}")] = 0,
    characters_per_day: Annotated[int, typer.Option(help=NO_LIMIT)] = 0,
    characters_per_request: Annotated[int, typer.Option(help=NO_LIMIT)] = 0,
    json: Json = False,
) -> None:
    """Make a key and print it. It is shown this once: only its hash is stored."""
    key, token = add_key(
        load_settings().open_store(),
        name,
        scope,
        requests_per_minute=requests_per_minute,
        streams=streams,
        characters_per_day=characters_per_day,
        characters_per_request=characters_per_request,
    )
    if json:
        say_json({**_fields(key), "key": token})
    else:
        say(token)


def list_them(json: Json = False) -> None:
    """List the keys, without their secrets."""
    keys = list(list_keys(load_settings().open_store()))
    if json:
        say_json([_fields(key) for key in keys])
        return
    say_table(
        ("ID", "NAME", "SCOPES", "CREATED"),
        ((key.id, key.name, ",".join(key.scopes), _time(key)) for key in keys),
    )


def revoke(
    key: Annotated[str, typer.Argument(help="The id of a key, or a name for all keys of it.")],
    json: Json = False,
) -> None:
    """Revoke keys. Gateways refuse them within 5 s."""
    revoked = revoke_key(load_settings().open_store(), key)
    if json:
        say_json([_fields(one) for one in revoked])
        return
    for one in revoked:
        say(f"{one.id}: revoked")


def _fields(key: ApiKey) -> dict[str, Any]:
    return key.model_dump(mode="json", exclude={"digest"})


def _time(key: ApiKey) -> str:
    return datetime.fromtimestamp(key.created, UTC).strftime("%Y-%m-%d %H:%M")
