"""Hearing a job that runs, by the real command, a real worker and a real Valkey."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.acceptance.test_speechlm import write_model
from tests.kit.commands import Commands
from tests.kit.forge.engines import model_file
from tests.kit.forge.gguf_models import LETTERS
from tests.kit.forge.letters import chain
from tests.kit.valkey_server import ValkeyServer

HEAD = 44
"""Bytes of the head of a WAV."""


@pytest.fixture
def forged(here: Commands, tmp_path: Path) -> Commands:
    """The command with a model that streams; one frame a second, so it outruns its own speech."""
    short = {"piece": 10, "look_forward": 5, "look_back": 20}
    model = model_file(tmp_path, replace(LETTERS, codes=7168), streaming=short, frames_per_second=1)
    here.settings |= write_model(tmp_path / "models", model)
    return here


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def start(command: Commands, pipe: Path, text: str) -> "subprocess.Popen[str]":
    """Start `narrate` with somebody at the other end of its pipe."""
    options = ("--model", "forged", "--pause", "paragraph=0", "--play-to", str(pipe), "--json")
    process = command.begin("narrate", "-", *options, stdin=subprocess.PIPE)
    assert process.stdin
    process.stdin.write(text)
    process.stdin.close()
    process.stdin = None
    return process


def test_sound_comes_before_any_take(
    forged: Commands, pipe: Path, valkey: ValkeyServer, namespace: str, tmp_path: Path
) -> None:
    forged.settings |= {"VOICEFARM_REDIS_URL": valkey.url, "VOICEFARM_NAMESPACE": namespace}
    forged.settings["VOICEFARM_MAX_ATTEMPTS"] = "1"
    with forged.worker("--model", "forged"):
        # A chunk that never ends has no take, and is heard all the same.
        process = start(forged, pipe, "the cat Z sat on the mat " + "for a while " * 3)
        with pipe.open("rb") as sound:
            heard = sound.read()
        _, said = process.communicate()
    assert process.returncode == 4, said
    assert len(heard) > HEAD
    assert not list((tmp_path / "store").glob("takes/**/*.json"))


def test_every_chunk_is_heard_in_order_whichever_way_it_came(forged: Commands, pipe: Path) -> None:
    letters = "YBXDWE"
    text = "\n\n".join(f"the cat {letter} sat on the mat" for letter in letters)
    process = start(forged, pipe, text)
    heard = np.frombuffer(pipe.read_bytes()[HEAD:], "<i2")
    made = json.loads(process.communicate()[0])
    assert walked(heard, [code / 2 for letter in letters for code in chain(letter)])
    assert 0 < made["first_sound_s"] < made["wall_s"]


def walked(heard: NDArray[np.int16], expected: Sequence[float]) -> bool:
    """Whether the levels that are heard walk through the expected ones, from the first to the last.

    A code is half a step of 16 bits, so a level is rounded either way, and may be passed over."""
    place = 0
    for level, _ in groupby(heard[heard > 0].tolist()):
        near = [step for step in range(4) if abs(expected[place + step] - level) <= 0.51]
        if not near:
            return False
        place = min(place + near[0], len(expected) - 4)
    return place == len(expected) - 4
