"""Runs many command lines of `voicefarm` in this process, which saves the imports of each.

    python -P many_command_lines.py < lines.json > answers.json

The lines are lists of arguments. An answer is the exit code and what was printed to stdout and
stderr. The worker's commands are run by its own command line, as `voicefarm` would become it.
"""

import contextlib
import io
import json
import sys
import traceback
from collections.abc import Sequence

from voicefarm.program import own_packages_first


def answer(line: Sequence[str]) -> tuple[int, str, str]:
    """What the command says and how it ends."""
    from producer.cli import MODULES
    from producer.cli import main as producer_main
    from worker.__main__ import main as worker_main

    sys.argv = ["voicefarm", *line]
    with (
        contextlib.redirect_stdout(io.StringIO()) as stdout,
        contextlib.redirect_stderr(io.StringIO()) as stderr,
    ):
        code: str | int | None = 0
        try:
            if line[0] in MODULES["worker"]:
                code = worker_main()
            else:
                producer_main()
        except SystemExit as end:
            code = end.code
        except BaseException:  # noqa: BLE001 - the test sees its traceback
            traceback.print_exc()
            code = 1
    return int(code or 0), stdout.getvalue(), stderr.getvalue()


if __name__ == "__main__":
    own_packages_first()
    sys.stdout.write(json.dumps([answer(line) for line in json.load(sys.stdin)]))
