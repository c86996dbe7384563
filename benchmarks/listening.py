"""Seconds to the first sound of a chunk, with and without streaming within it.

    python -m benchmarks.listening [--gguf PATH --codec PATH] [--slots 1 8] [--rounds N]

A listener comes to a chunk as its synthesis begins; the other slots are kept busy. Chunks of equal
length are made in turn without streaming, so that the first sound is the whole chunk, and with it.
A preview begins when it can be heard to its end without a stall at the pace so far. `ready_s` is
when its first piece could have been heard. Forged weights as in benchmarks/speechlm.py; engine and
codec alone, without the queue and the store. Prints a table and writes `results/listening.json`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.speechlm_roles import CODES_PER_SECOND, Task, Worker
from benchmarks.speechlm_workload import CODES_PER_CHARACTER, Chunk, chunks, prompt
from tests.kit.forge.codecs import TrueCodec, forge_codec
from tests.kit.forge.gguf_models import TRUE_SHAPE, forge
from worker.engines import Samples
from worker.engines.speechlm.backbone import Request
from worker.engines.speechlm.codecs.codec import Sounding
from worker.engines.speechlm.settings import Streaming
from worker.engines.speechlm.streaming import CHARACTERS_PER_S, Pieces
from worker.engines.speechlm.tape import Tape
from worker.slots.watch import Watch

RESULTS = Path(__file__).parent / "results" / "listening.json"
CHARACTERS = 100
CORES = len(os.sched_getaffinity(0))
RATE = 24_000


@dataclass
class Stopwatch:
    """A listener that notes when it could have heard and when it heard, in seconds."""

    began: float = field(default_factory=time.perf_counter)
    ready_s: float = 0.0
    heard: list[tuple[float, float]] = field(default_factory=list)
    """When each piece came, and how long it sounds."""

    def wanted(self) -> bool:
        """Always."""
        self.ready_s = self.ready_s or time.perf_counter() - self.began
        return True

    def write(self, samples: Samples) -> None:
        """Note it."""
        self.heard.append((time.perf_counter() - self.began, len(samples) / RATE))

    @property
    def stalled_s(self) -> float:
        """Seconds of silence between the pieces, if each is played as soon as it is there."""
        end, stalled = self.heard[0][0], 0.0
        for came, length in self.heard:
            stalled += max(0.0, came - end)
            end = max(end, came) + length
        return stalled


class Listened:
    """A worker of which one slot speaks to a listener while the others work."""

    def __init__(self, task: Task) -> None:
        self._worker = Worker(task)
        texts = (chunk.text[:CHARACTERS] for chunk in chunks() if len(chunk.text) >= CHARACTERS)
        self._supply = (Chunk(text, round(CHARACTERS * CODES_PER_CHARACTER)) for text in texts)
        self._worker.feed(free=1)
        self.speak(aloud=False)

    def speak(self, *, aloud: bool) -> dict[str, float]:
        """One chunk's figures, in seconds from its beginning."""
        chunk, sink, tape = next(self._supply), Stopwatch(), Tape()
        ids = self._worker.tokenizer.tokenize(prompt(chunk, self._worker.task.style))
        expected_s = CHARACTERS / CHARACTERS_PER_S
        pieces = Pieces(Streaming(), sink, self._sound, expected_s, CODES_PER_SECOND)
        most = {"most": chunk.target, "least": chunk.target}
        request = Request(ids, **most, tape=tape if aloud else None)
        future = self._worker.backbone.submit(request, Watch())
        if aloud:
            future.add_done_callback(lambda _: tape.end())
            pieces.follow(tape)
        pieces.end(self._sound(future.result().codes))
        whole_s = time.perf_counter() - sink.began
        return {
            "first_sound_s": sink.heard[0][0],
            "ready_s": sink.ready_s,
            "whole_s": whole_s,
            "stalled_s": sink.stalled_s,
            "pace": chunk.target / CODES_PER_SECOND / future.result().decode_s,
        }

    def _sound(self, codes: tuple[int, ...]) -> Samples:
        return self._worker.codec_thread.submit(Sounding(codes)).result()


def measure(task: Task, rounds: int) -> dict[str, dict[str, float]]:
    """Medians without and with streaming, taken in turn."""
    listened = Listened(task)
    ways: dict[bool, list[dict[str, float]]] = {False: [], True: []}
    for _ in range(rounds):
        for aloud, figures in ways.items():
            figures.append(listened.speak(aloud=aloud))
    return {
        name: {
            key: round(statistics.median(one[key] for one in ways[aloud]), 2)
            for key in ways[aloud][0]
        }
        for name, aloud in (("whole", False), ("streamed", True))
    }


def run(slots: int, options: argparse.Namespace, files: list[str]) -> dict[str, Any]:
    """Measure with `slots` slots in a process of its own, and print it."""
    role = ["--role", str(slots), "--rounds", str(options.rounds), *files]
    command = [sys.executable, "-m", "benchmarks.listening", *role]
    out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    figures: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
    whole, streamed = figures["whole"], figures["streamed"]
    print(
        f"slots {slots}: first sound {whole['first_sound_s']} s whole, "
        f"{streamed['first_sound_s']} s streamed (a piece ready after {streamed['ready_s']} s, "
        f"stalled {streamed['stalled_s']} s), drawn at {streamed['pace']} x real time",
        flush=True,
    )
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gguf", help="weights of your own; END and speech tokens as VieNeu's")
    parser.add_argument("--codec", help="a NeuCodec ONNX decoder of your own")
    parser.add_argument("--slots", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--role", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    gguf = options.gguf or str(forge(replace(TRUE_SHAPE, quantization="Q4_K_M")))
    codec = options.codec or str(forge_codec(TrueCodec()))
    if options.role:
        task = Task(gguf, codec, slots=options.role, threads=CORES)
        print(json.dumps(measure(task, options.rounds)), flush=True)
        os._exit(0)  # Threads still speak, but their results aren't needed.
    # As in a worker: an idle thread that spins long costs others that share the cores.
    os.environ.setdefault("GOMP_SPINCOUNT", "2000")
    files = ["--gguf", gguf, "--codec", codec]
    figures = {f"{slots}_slots": run(slots, options, files) for slots in options.slots}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
