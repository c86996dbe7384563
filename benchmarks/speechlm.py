"""Speech language models: audio-seconds per core-second, including prompts and codec.

    python -m benchmarks.speechlm [--gguf PATH --codec PATH] [--quick] [--slots N]

Three ways to make the same chunks (speechlm_workload.py), one after another on the same cores:
1. `alone`: one `llama_cpp.Llama` call per chunk and the codec, as the public SDKs do;
2. `per_core`: one such process per core;
3. `engine`: voicefarm's decode loop and codec thread, with as many chunks in flight as slots, on
   each backbone that is installed. Its slots are those of `--slots auto`.

Without `--gguf` the weights are forged: random, of the shape of a real model, which does not
change the speed. A random model never ends by itself. So every variant makes as many codes of a
chunk as its text would have, and END is forbidden before. Core-seconds are CPU seconds used.
Prints tables and writes `results/speechlm.json`: the figures of the fastest backbone, and under
`backbones` those of each.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.speechlm_backbones import here
from benchmarks.speechlm_workload import Style
from tests.kit.forge.codecs import NeuCodec, TrueCodec, forge_codec
from tests.kit.forge.gguf_models import LETTERS, TRUE_SHAPE, Quantization, forge
from worker.engines.speechlm.backbone import backbone_library
from worker.engines.speechlm.memory import FEWEST_AUTO_SLOTS, MOST_AUTO_SLOTS

RESULTS = Path(__file__).parent / "results" / "speechlm.json"
STYLES: tuple[Style, ...] = ("reference", "turbo")
QUANTIZATIONS: tuple[Quantization, ...] = ("Q4_K_M", "Q4_0")
CORES = len(os.sched_getaffinity(0))
Figures = dict[str, Any]


def role(name: str, **task: Any) -> dict[str, float]:
    """Run one role in a process of its own and return its figures."""
    return _wait(_start(name, **task))


def _start(name: str, **task: Any) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "benchmarks.speechlm_roles", name, json.dumps(task)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def _wait(process: "subprocess.Popen[str]") -> dict[str, float]:
    out, _ = process.communicate()
    if process.returncode or not out.strip():
        raise SystemExit(f"A role failed: {process.args!r}")
    figures: dict[str, float] = json.loads(out.strip().splitlines()[-1])
    return figures


def gains(files: dict[str, str], style: Style, options: argparse.Namespace) -> Figures:
    """Rounds of alone, per core, engine in turn; the medians and their ratios."""
    common = {**files, "style": style}
    rounds: dict[str, list[float]] = {"alone": [], "per_core": []}
    busy: dict[str, list[float]] = {}
    for turn in range(options.rounds):
        first = CORES * turn
        single = role("alone", **common, threads=CORES, chunks=1, first=first)
        rounds["alone"].append(single["audio_per_core_s"])
        pair = [
            _start("alone", **common, threads=1, chunks=1, first=first + core)
            for core in range(CORES)
        ]
        rounds["per_core"].append(_joined([_wait(process) for process in pair]))
        for backbone in here():
            batched = role("engine", **common, **_window(options, backbone), threads=CORES)
            rounds.setdefault(backbone, []).append(batched["audio_per_core_s"])
            busy.setdefault(backbone, []).append(batched["slots_busy_share"])
    medians: Figures = {way: statistics.median(values) for way, values in rounds.items()}
    medians["slots_busy_share"] = {name: statistics.median(busy[name]) for name in busy}
    return medians


def _joined(pair: list[dict[str, float]]) -> float:
    return sum(one["audio_s"] for one in pair) / sum(one["core_s"] for one in pair)


def _window(options: argparse.Namespace, backbone: str) -> Figures:
    """What is measured of an engine, and how long, once each slot's first chunk is through.

    Before, all the first prompts are fed in a row, and the caches are short.
    """
    slots = slots_of(options, backbone)
    return {"backbone": backbone, "slots": slots, "seconds": options.seconds, "warm_chunks": slots}


def slots_of(options: argparse.Namespace, backbone: str) -> int:
    """Those of the option, or what `--slots auto` gives a worker on all cores."""
    suits = backbone_library(backbone).slots_per_core * CORES
    automatic = min(MOST_AUTO_SLOTS, max(FEWEST_AUTO_SLOTS, suits))
    return int(options.slots) or automatic


def files_of(options: argparse.Namespace) -> dict[str, dict[str, str]]:
    """GGUF and codec per quantization: the given ones, or forged."""
    codec = options.codec or str(forge_codec(TrueCodec()))
    if options.gguf:
        return {Path(options.gguf).stem: {"gguf": options.gguf, "codec": codec}}
    forged = {q: forge(replace(TRUE_SHAPE, quantization=q)) for q in QUANTIZATIONS}
    return {q: {"gguf": str(path), "codec": codec} for q, path in forged.items()}


def measure_gains(files: dict[str, dict[str, str]], options: argparse.Namespace) -> Figures:
    """Each backbone's gain tables, style by quantization, and the audio per core-second behind."""
    figures: Figures = {name: _empty() for name in here()}
    for style in STYLES:
        for quantization, paths in files.items():
            medians = gains(paths, style, options)
            for name in here():
                _enter(figures[name], name, style, quantization, medians)
                _show(name, style, quantization, medians)
    return figures


def _empty() -> Figures:
    tables = ("gain_over_one_at_a_time", "gain_over_process_per_core", "audio_s_per_core_s")
    return {table: {style: {} for style in STYLES} for table in tables} | {"slots_busy_share": 1.0}


def _enter(figures: Figures, name: str, style: Style, quantization: str, medians: Figures) -> None:
    """Put one measurement into the tables of a backbone."""
    speed, busy = medians[name], medians["slots_busy_share"][name]
    behind = {"alone": medians["alone"], "per_core": medians["per_core"], "engine": speed}
    figures["gain_over_one_at_a_time"][style][quantization] = speed / medians["alone"]
    figures["gain_over_process_per_core"][style][quantization] = speed / medians["per_core"]
    figures["audio_s_per_core_s"][style][quantization] = {**behind, "slots_busy_share": busy}
    figures["slots_busy_share"] = min(figures["slots_busy_share"], busy)


def _show(name: str, style: Style, quantization: str, medians: Figures) -> None:
    speed = medians[name]
    print(
        f"{style:<10}{quantization:<8}{name:<9} alone {medians['alone']:.3f}  per core "
        f"{medians['per_core']:.3f}  engine {speed:.3f} audio s per core s  = "
        f"{speed / medians['alone']:.2f} x and {speed / medians['per_core']:.2f} x, "
        f"slots busy {medians['slots_busy_share'][name]:.1%}",
        flush=True,
    )


def measure_phases(files: dict[str, str], options: argparse.Namespace) -> Figures:
    """Tokens a core-second of each backbone, fed and drawn, with 500 in every cache."""
    phases: Figures = {}
    for name in here():
        slots = slots_of(options, name)
        made = role("steps", **files, backbone=name, slots=slots, threads=CORES)
        phases[name] = {
            "prefill_tokens_per_core_s": made["prefill_tokens_per_core_s"],
            "decode_tokens_per_core_s": made["codes_per_core_s"],
        }
    return phases


def chosen(figures: Figures) -> str:
    """The backbone that made most audio, over all styles and files: the one that `auto` takes."""
    return max(
        figures,
        key=lambda name: sum(
            made["engine"]
            for table in figures[name]["audio_s_per_core_s"].values()
            for made in table.values()
        ),
    )


def measure_memory(files: dict[str, str], options: argparse.Namespace) -> Figures:
    """Peaks with 8 and 32 slots; growth over 2,000 chunks (of a small model, when quick)."""
    window = {"seconds": options.seconds, "warm_chunks": 1, "threads": CORES}
    figures: Figures = {}
    for slots in (8, 32):
        memory = role("engine", **files, slots=slots, **window)
        figures[f"peak_mb_{slots}_slots"] = memory["peak_mb"]
    if options.quick:
        small = replace(LETTERS, quantization="F16")
        files = {**files, "gguf": str(forge(small)), "codec": str(forge_codec(NeuCodec()))}
    growth = role("growth", **files, style="turbo", slots=8, threads=CORES, shortened=True)
    return figures | {"growth_mb_2000_chunks": growth["growth_mb_2000_chunks"]}


def measure_slots(files: dict[str, str], options: argparse.Namespace) -> Figures:
    """Codes per core-second of full steps by slots and threads."""
    table: Figures = {}
    for threads in sorted({1, CORES}):
        for slots in (1, 8, 32) if options.quick else (1, 8, 16, 32, 64):
            steps = role("steps", **files, slots=slots, threads=threads)
            table[f"{slots}x{threads}"] = steps["codes_per_core_s"]
            print(
                f"slots {slots:>2}, threads {threads}: {steps['codes_per_core_s']:.1f} codes/core-s"
            )
    return {"codes_per_core_s_by_slots_x_threads": table}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gguf", help="weights of your own; END and speech tokens as VieNeu's")
    parser.add_argument("--codec", help="a NeuCodec ONNX decoder of your own")
    parser.add_argument("--slots", type=int, default=0, help="0: as many as a worker would take")
    parser.add_argument("--quick", action="store_true", help="one short round: 12 minutes, not 40")
    parser.add_argument("--gains-only", action="store_true", help="no memory, no table of slots")
    options = parser.parse_args()
    options.rounds, options.seconds = (1, 10) if options.quick else (3, 15)
    # An idle thread that spins long costs others that share the cores; the same for all variants.
    os.environ.setdefault("GOMP_SPINCOUNT", "2000")
    files = files_of(options)
    first = next(iter(files.values()))
    backbones = measure_gains(files, options)
    for name, phases in measure_phases(first, options).items():
        backbones[name] |= phases
    best = chosen(backbones)
    figures = {**backbones[best], "backbone": best, "backbones": backbones}
    _write(figures)
    if not options.gains_only:
        first = {**first, "backbone": best}
        slots = slots_of(options, best)
        figures |= role("bare", **first, slots=slots, seconds=options.seconds, threads=CORES)
        for measure in (measure_memory, measure_slots):
            figures |= measure(first, options)
            _write(figures)
    print(json.dumps(figures, indent=2))


def _write(figures: Figures) -> None:
    """Keep what there is so far, so that a run that is ended early leaves something."""
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
