"""The ledger's Lua scripts as texts, each with what all of them share in front.

A script ends at the first command that its user may not send, and what it did before stays. So a
script first asks about all its commands. Rules that change while a farm works leave nothing half
done.
"""

import re
from collections.abc import Iterator
from pathlib import Path

LUA = Path(__file__).parent / "lua"
CHECKED_KEY = "check"
"""Stands for all keys that begin as it does."""
COMMAND = re.compile(r"redis\.call\('([A-Z]+)'")
GUARD = """
do
  local may, key = redis.acl_check_cmd, ARGV[1] .. ':KEY'
  for _, command in ipairs({COMMANDS}) do
    if not may(command, key, key, key, key) then
      return redis.error_reply('NOPERM it may not send ' .. command .. ' to ' .. ARGV[1] .. ':*')
    end
  end
end
""".replace("KEY", CHECKED_KEY)
"""Four arguments suffice for all commands. With fewer, some servers read behind the last, and hang.
It takes a fifth of the time of a usual call."""


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
    whole = "".join([(LUA / "shared.lua").read_text("utf-8"), *functions, text])
    commands = ", ".join(f"'{command}'" for command in sorted(commands_in(whole)))
    return GUARD.replace("COMMANDS", commands) + whole


def commands_in(script: str) -> set[str]:
    """The commands that a script may send."""
    return set(COMMAND.findall(script))
