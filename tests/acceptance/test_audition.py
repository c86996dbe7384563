"""`models check --listen` as a user meets it."""

import os
from pathlib import Path

from tests.kit.commands import Commands
from tests.kit.real_ears import needs_ears

CACHE = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
"""Where weights are, as it was before the tests got a cache of their own."""


@needs_ears
def test_a_sound_voice_passes_and_each_line_says_what_was_heard(here: Commands) -> None:
    here.settings["XDG_CACHE_HOME"] = CACHE
    here.timeout_s = 300
    told = here.json("models", "check", "--listen", "espeak", "--language", "en")
    assert told["passed"]
    assert told["judged"] == ["en"]
    assert len(told["lines"]) == 10
    assert all(line["heard"] and line["error_rate"] < 0.3 for line in told["lines"])


def test_a_model_that_says_nothing_fails_with_a_table_and_a_code(here: Commands) -> None:
    done = here.run("models", "check", "--listen", "silence", "--language", "en")
    assert done.returncode == 1, done.stderr
    assert "FAIL" in done.stdout
    assert "silence failed." in done.stdout


def test_what_it_can_not_speak_is_refused(here: Commands) -> None:
    done = here.run("models", "check", "--listen", "piper-jo")
    assert (done.returncode, "Did you mean 'piper-joe'?" in done.stderr) == (2, True)
    other = here.run("models", "check", "--listen", "silence", "--language", "xx-")
    assert other.returncode == 2
    assert len(other.stderr.strip().splitlines()) == 1
