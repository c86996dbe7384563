"""`python -m worker`: one worker process, as `voicefarm worker` starts it."""

import sys

from voicefarm.errors import VoicefarmError
from voicefarm.settings import load_settings
from worker.app import create_app


def main() -> int:
    """Work until SIGTERM; the exit code, as docs/cli.md lists them."""
    try:
        app = create_app(load_settings())
    except VoicefarmError as error:
        sys.stderr.write(f"voicefarm worker: {error}\n")
        return error.exit_code
    app.start(["--quiet", "worker", "--without-gossip", "--without-mingle"])
    code: int = app.voicefarm_exit_code
    return code


if __name__ == "__main__":
    sys.exit(main())
