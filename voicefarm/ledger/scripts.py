"""The ledger's Lua scripts as texts, each with what all of them share in front."""

import re
from collections.abc import Iterator
from pathlib import Path

LUA = Path(__file__).parent / "lua"


def scripts() -> Iterator[tuple[str, str]]:
    """Each script's name and text."""
    for path in LUA.glob("*.lua"):
        if path.stem != "shared":
            yield path.stem, _script(path)


def _script(path: Path) -> str:
    """The text of a script: what all share, the scripts that it includes as functions, itself."""
    text = path.read_text("utf-8")
    included = re.search(r"^-- include (.*)$", text, re.MULTILINE)
    functions = [
        f"local function {name}(ARGV)\n{(LUA / f'{name}.lua').read_text('utf-8')}\nend\n"
        for name in (included[1].split() if included else ())
    ]
    return "".join([(LUA / "shared.lua").read_text("utf-8"), *functions, text])
