"""What is measured, each in a process of its own: `python -m benchmarks.speechlm_roles ROLE JSON`.

Prints one JSON object. Core-seconds are CPU seconds that the process used, all threads together,
so what other processes do meanwhile matters little.
"""

import itertools
import json
import os
import random
import re
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np

from benchmarks.speechlm_backbones import Opened, opened
from benchmarks.speechlm_workload import Chunk, Style, chunks, prompt
from worker.engines import Speech
from worker.engines.speechlm.backbone import Request
from worker.engines.speechlm.batching.decoder import Decoder, Logits
from worker.engines.speechlm.batching.loop import DecodeLoop
from worker.engines.speechlm.batching.rows import Rows
from worker.engines.speechlm.batching.sampler import Sampler
from worker.engines.speechlm.codecs.codec import Sounding
from worker.engines.speechlm.codecs.codec_thread import CodecThread
from worker.engines.speechlm.codecs.neucodec import NeuCodec
from worker.engines.speechlm.llamacpp.language_model import start_backend
from worker.engines.speechlm.llamacpp.loading import SLICE
from worker.engines.speechlm.prompts.prompt_tokens import PromptTokenizer
from worker.engines.speechlm.settings import Sampling, Tokens
from worker.slots.watch import Watch

CODES_PER_SECOND = 50


@dataclass(frozen=True)
class Task:
    """What a process has to do."""

    gguf: str
    codec: str
    backbone: str = "llamacpp"
    style: Style = "reference"
    slots: int = 16
    threads: int = 2
    codec_threads: int = 0
    """0 takes `threads`."""
    context: int = 1280
    seconds: float = 60.0
    """How long to measure, after the first chunks are through."""
    chunks: int = 3
    slice_size: int = SLICE["cpu"]
    warm_chunks: int = 2
    """Chunks that are through before measuring begins."""
    first: int = 0
    """Which chunk of the endless supply `alone` begins with."""
    shortened: bool = False
    """Cut chunks to 4 to 40 codes, so that thousands of them are through in minutes."""


def resident_mb(key: str = "VmRSS") -> float:
    """Resident memory in MB: now, or with VmHWM the peak."""
    status = Path("/proc/self/status").read_text("ascii")
    match = re.search(rf"{key}:\s+(\d+)", status)
    return int(match.group(1)) * 1024 / 1e6 if match else 0.0


def alone(task: Task) -> dict[str, float]:
    """One `llama_cpp.Llama` call per chunk, then the codec: what the public SDKs do."""
    start_backend()
    model = llama_cpp.Llama(
        task.gguf, n_ctx=2048, n_threads=task.threads, n_threads_batch=task.threads, verbose=False
    )
    codec = NeuCodec.load(Path(task.codec), threads=task.threads, device="cpu")
    todo = list(itertools.islice(chunks(), task.first, task.first + task.chunks))
    model(prompt(todo[0], task.style), max_tokens=2)
    began, cpu, codes = time.perf_counter(), time.process_time(), 0
    for chunk in todo:
        completion = model(
            prompt(chunk, task.style), max_tokens=chunk.target, temperature=1.0, top_k=50
        )
        codes += completion["usage"]["completion_tokens"]
        codec.decode([_sounding(completion["usage"]["completion_tokens"])])
    return _result(codes, time.perf_counter() - began, time.process_time() - cpu)


def _sounding(count: int) -> Sounding:
    """`count` codes. A random model's own are mostly not speech tokens."""
    dice = random.Random(count)
    return Sounding(tuple(dice.randrange(65_536) for _ in range(max(count, 1))))


def _result(codes: int, wall: float, cpu: float) -> dict[str, float]:
    audio = codes / CODES_PER_SECOND
    return {"audio_s": audio, "wall_s": wall, "core_s": cpu, "audio_per_core_s": audio / cpu}


def open_for(task: Task) -> Opened:
    """The task's backbone over its weights."""
    return opened(
        task.backbone,
        Path(task.gguf),
        slots=task.slots,
        context=task.context,
        slice_size=task.slice_size,
        threads=task.threads,
    )


class Worker:
    """voicefarm's backbone and codec, put together as the engine does, and slots that feed it."""

    def __init__(self, task: Task, record: list[Rows] | None = None) -> None:
        self.task = task
        self.codec = NeuCodec.load(
            Path(task.codec), threads=task.codec_threads or task.threads, device="cpu"
        )
        self.opened = open_for(task)
        tokens = self.opened.tokens
        self.tokenizer = PromptTokenizer(self.opened.model, Tokens(), tokens)
        decoder = self.opened.decoder
        decoder = decoder if record is None else Recording(decoder, record)
        self.backbone = DecodeLoop(decoder, Sampler(Sampling(), self.opened.columns), tokens)
        self.codec_thread = CodecThread(self.codec)
        self.stop = threading.Event()
        self.done = 0
        self._supply = chunks()
        self._lock = threading.Lock()

    def speak(self, chunk: Chunk, *, sound: bool) -> Speech:
        """What the engine's `synthesize` does, for exactly the chunk's target of codes."""
        ids = self.tokenizer.tokenize(prompt(chunk, self.task.style))
        request = Request(ids, chunk.target, seed=chunk.target, least=chunk.target)
        codes = self.backbone.submit(request, Watch()).result().codes
        samples = np.zeros(1, np.float32)
        if sound:
            samples = self.codec_thread.submit(Sounding(codes)).result()
        return Speech(samples)

    def feed(self, *, sound: bool = True, free: int = 0) -> list[threading.Thread]:
        """Start threads that speak chunks until `stop`: one for each slot, except `free` of them.

        The first chunks are cut to 1/slots, 2/slots, … of their length. So ends and prompts are
        spread over time from the beginning, as in a worker that has run for long.
        """
        threads = [
            threading.Thread(
                target=self._slot, args=(sound, (i + 1) / self.task.slots), daemon=True
            )
            for i in range(self.task.slots - free)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _slot(self, sound: bool, share: float) -> None:
        while not self.stop.is_set():
            with self._lock:
                chunk = next(self._supply)
            chunk = Chunk(chunk.text, max(8, round(chunk.target * share)))
            share = 1.0
            if self.task.shortened:
                chunk = Chunk(chunk.text[: chunk.target % 37 + 4], chunk.target % 37 + 4)
            try:
                self.speak(chunk, sound=sound)
            except Exception:
                if self.stop.is_set():
                    return
                raise
            self.done += 1

    def wait_for(self, chunks_done: int) -> None:
        """Wait until that many chunks are through."""
        while self.done < chunks_done:
            time.sleep(0.05)


class Recording:
    """A decoder that records what it decodes."""

    def __init__(self, inner: Decoder, rows: list[Rows]) -> None:
        self.inner, self.rows, self.shape = inner, rows, inner.shape
        self.log: list[tuple[str, Any]] = []

    def decode(self, rows: Rows) -> Logits:
        self.log.append(("decode", rows))
        return self.inner.decode(rows)

    def trim(self, slot: int, length: int) -> int:
        self.log.append(("trim", (slot, length)))
        return self.inner.trim(slot, length)

    def clear(self) -> None:
        self.inner.clear()

    def close(self) -> None:
        self.inner.close()


def engine(task: Task) -> dict[str, float]:
    """voicefarm's engine with all slots kept fed, over a window in its steady state."""
    worker = Worker(task)
    worker.feed()
    worker.wait_for(task.warm_chunks)
    stats = worker.backbone.stats
    began, cpu = time.perf_counter(), time.process_time()
    codes, steps, busy = stats.codes, stats.steps, stats.busy_slots
    time.sleep(task.seconds)
    result = _result(stats.codes - codes, time.perf_counter() - began, time.process_time() - cpu)
    steps = stats.steps - steps
    result |= {
        "slots_busy_share": (stats.busy_slots - busy) / (steps * task.slots),
        "sample_share": stats.sample_s / (stats.decode_s + stats.sample_s),
        "held_share": stats.prompt_tokens_held
        / max(1, stats.prompt_tokens_held + stats.prompt_tokens),
        "peak_mb": resident_mb("VmHWM"),
        "resident_mb": resident_mb(),
    }
    return result


def bare(task: Task) -> dict[str, float]:
    """voicefarm's decode loop, then the very same steps again with nothing around them."""
    worker = Worker(task, record=[])
    recording = worker.backbone._decoder
    assert isinstance(recording, Recording)
    worker.feed(sound=False)
    worker.wait_for(2)
    first, began = len(recording.log), time.process_time()
    time.sleep(task.seconds)
    last, took = len(recording.log), time.process_time() - began
    worker.stop.set()
    log = list(recording.log[:last])
    worker.backbone.close()
    again = open_for(task).decoder
    _replay(again, log[:first])
    began = time.process_time()
    _replay(again, log[first:])
    return {"share_of_bare_loop": (time.process_time() - began) / took}


def _replay(decoder: Decoder, log: list[tuple[str, Any]]) -> None:
    for what, arguments in log:
        if what == "decode":
            decoder.decode(arguments)
        else:
            decoder.trim(*arguments)


def growth(task: Task) -> dict[str, float]:
    """Resident memory after 200 chunks and after 2,000 more."""
    worker = Worker(task)
    worker.feed()
    worker.wait_for(200)
    before = resident_mb()
    worker.wait_for(2200)
    return {"growth_mb_2000_chunks": resident_mb() - before, "resident_mb": resident_mb()}


def steps(task: Task) -> dict[str, float]:
    """Prompt tokens, and codes of full steps over 500 tokens in every cache, by core-second."""
    length, slice_size = 500, 125
    decoder = open_for(replace(task, context=768, slice_size=slice_size)).decoder
    tokens = np.arange(length, dtype=np.int32)
    began = time.process_time()
    for slot in range(task.slots):
        for first in range(0, length, slice_size):
            part = tokens[first : first + slice_size]
            wanted = part == length - 1
            decoder.decode(Rows(part, part, np.full_like(part, slot), wanted))
    fed = task.slots * length / (time.process_time() - began)
    slots = np.arange(task.slots, dtype=np.int32)
    took = []
    for step in range(6):
        began = time.process_time()
        at = np.full_like(slots, length + step)
        decoder.decode(Rows(np.full_like(slots, 40_000), at, slots, np.ones(len(slots), bool)))
        took.append(time.process_time() - began)
    return {
        "codes_per_core_s": task.slots / float(np.median(took[1:])),
        "prefill_tokens_per_core_s": fed,
    }


def main() -> None:
    roles = {role.__name__: role for role in (alone, engine, bare, growth, steps)}
    task = Task(**json.loads(sys.argv[2]))
    print(json.dumps(roles[sys.argv[1]](task)), flush=True)
    os._exit(0)  # Threads still speak, but their results aren't needed.


if __name__ == "__main__":
    main()
