"""`voicefarm mcp`, used by the official client over its standard input and output."""

import asyncio
import os
from pathlib import Path
from typing import Any

import soundfile
from mcp import Client, StdioServerParameters

from tests.kit.commands import VOICEFARM


def talk(folder: Path, steps: Any) -> Any:
    parameters = StdioServerParameters(
        command=VOICEFARM,
        args=["mcp", "--folder", str(folder)],
        env={**os.environ, "VOICEFARM_STORE": str(folder / "store"), "VOICEFARM_MODEL": "espeak"},
    )

    async def run() -> Any:
        async with Client(parameters) as client:
            return await steps(client)

    return asyncio.run(run())


def test_an_assistant_narrates_a_file_and_fetches_it(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# A note\n\nIt cost $5.")

    async def steps(client: Client) -> None:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        assert tools == {"narrate", "preview", "status", "cancel", "fetch", "voices"}
        preview = await client.call_tool("preview", {"file": "note.md"})
        assert "five dollars" in str(preview)
        speakers = {"Emma": {"language": "en"}, "Lan": {"voice": "vi-south"}}
        told = {"text": "[Emma] It cost $5. [Lan] Giá 5 đồng.", "language": "vi"}
        both = await client.call_tool("preview", {**told, "speakers": speakers})
        first, second = both.structured_content["chunks"]
        assert (first["spoken"], first["voice"]) == ("It cost five dollars.", "en-us")
        assert (second["spoken"], second["voice"]) == ("Giá năm đồng.", "vi-south")
        wrong = await client.call_tool("narrate", {**told, "speakers": {"Emma": {"tongue": "en"}}})
        assert wrong.is_error
        assert "speakers.Emma.tongue" in str(wrong)
        begun = await client.call_tool("narrate", {"file": "note.md", "format": "wav"})
        job = begun.structured_content["id"]
        state = "running"
        while state != "done":
            state = (await client.call_tool("status", {"job": job})).structured_content["state"]
        await client.call_tool("fetch", {"job": job, "name": "note.wav"})
        for name in ("../out.wav", "/tmp/out.wav", "note.md", "."):
            refused = await client.call_tool("fetch", {"job": job, "name": name})
            assert refused.is_error, name
        outside = await client.call_tool("narrate", {"file": "/etc/hostname"})
        assert outside.is_error
        unknown = await client.call_tool("narrate", {"text": "x", "voice": "nobody"})
        assert unknown.is_error
        assert "is not known" in str(unknown)

    talk(tmp_path, steps)
    assert soundfile.info(tmp_path / "note.wav").duration > 1
