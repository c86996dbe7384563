"""How good the sound is: faults found, joins, loudness, captions, long programmes, cost.

`python -m benchmarks.sound 0.1 0.2` does a tenth of the takes and a fifth of the hours, for a
quick look.
"""

import json
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyloudnorm
import pysubs2
import soundfile

from benchmarks.detection import DAMAGED_TAKES, SOUND_TAKES, detection_figures
from benchmarks.results import report
from benchmarks.stitching import finished_job
from producer.private_farm import private_server
from tests.kit.voices import RATE
from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import captions_key, programme_key, report_key
from voicefarm.forms import Output
from voicefarm.ledger import Ledger, connect
from voicefarm.messages import Mastering, Pauses, Report
from voicefarm.store import Store
from voicefarm.store.opening import open_store
from worker.sound import Wave
from worker.sound.peaks import true_peak
from worker.sound.speech import find_speech

HOURS = (1, 12)
TARGET = -16.0
SYNTHESIS = 0.6
"""Core-seconds per second of audio of a 0.3B model in Q4_0 with 16 chunks in a batch. Measured with
llama.cpp: 2.4 s on two cores for 8 s of audio, with prefill, decoding and an int8 codec."""
QUIET_DB = -45.0
"""Relative to the programme's speech: below this it is a gap."""
GOALS = {
    "found_share_least": "goal: 0.99 or more",
    "false_alarm_share": "goal: 0.01 or less",
    "join_step_ratio": "goal: 1 or less",
    "gap_error_ms_max": "goal: 10 or less",
    "loudness_error_lu": "goal: 0.5 or less",
    "true_peak_db": "goal: -1 or less",
    "caption_error_ms_max": "goal: 1 or less",
    "cost_share": "goal: 0.03 or less",
    "stitch_peak_mb_12h": "goal: within 10 % of 1 h",
}


def main() -> None:
    """Run all and report."""
    share, hours = (*map(float, sys.argv[1:]), 1.0, 1.0)[:2]
    figures = detection_figures(round(SOUND_TAKES * share), round(DAMAGED_TAKES * share))
    figures |= programme_figures(hours)
    checks = figures.pop("checks_core_s_per_audio_s")
    figures["cost_share"] = (checks + figures.pop("stitch_core_s_per_audio_s")) / SYNTHESIS
    report("sound", figures, GOALS)


def programme_figures(share: float) -> dict[str, float]:
    """A short programme looked at closely, and long ones for speed, memory and captions."""
    figures: dict[str, float] = {}
    wishes = {
        "mastering": Mastering(loudness=TARGET),
        "pauses": Pauses(variation=0.08),
        "outputs": (Output.WAV,),
        "bits": 24,
        "channels": 2,
    }
    with (
        tempfile.TemporaryDirectory(prefix="voicefarm-bench-") as folder,
        private_server(Path(folder)) as url,
    ):
        store, ledger = open_store(f"{folder}/store"), connect(url, "bench")
        for hours in HOURS:
            job = finished_job(store, ledger, max(1, round(hours * share)), **wishes)
            command = [sys.executable, "-m", "benchmarks.stitching", url, f"{folder}/store", job]
            figures_of_run = json.loads(subprocess.check_output(command))
            summary = Report.model_validate_json(store.get(report_key(job))).summary
            figures["stitch_times_real_time"] = summary.duration_s / figures_of_run["elapsed_s"]
            figures["stitch_core_s_per_audio_s"] = figures_of_run["elapsed_s"] / summary.duration_s
            figures[f"stitch_peak_mb_{hours}h"] = figures_of_run["peak_mb"]
            path = Path(store.locate(programme_key(job)))
            figures[f"programme_gb_{hours}h"] = path.stat().st_size / 1e9
            if hours == HOURS[0]:
                figures |= _listen(store, ledger, job)
            figures["caption_error_ms_max"] = max(
                _caption_error_ms(store, job), figures.get("caption_error_ms_max", 0.0)
            )
            with soundfile.SoundFile(path) as file:
                assert len(file) == summary.samples
            path.unlink()
    return figures


def _listen(store: Store, ledger: Ledger, job: str) -> dict[str, float]:
    """Ten minutes of a finished programme: joins, gaps, loudness and true peak."""
    path = store.locate(programme_key(job))
    stereo, rate = soundfile.read(path, frames=600 * RATE, dtype="float32")
    wave = stereo[:, 0].copy()
    steps = np.abs(np.diff(wave))
    level = find_speech(wave, rate).level
    lines = Report.model_validate_json(store.get(report_key(job))).chunks
    spec = JobReader(store).manifest(job).spec
    chunks = list(JobReader(store).chunks(job))
    errors, largest = [], 0.0
    for line, after in pairwise(lines):
        if after.end_sample > len(wave):
            break
        largest = max(largest, float(steps[line.end_sample : after.start_sample].max()))
        wanted = spec.pause_after(chunks[line.index])
        errors.append(abs(_gap(wave, rate, line.end_sample, after.start_sample, level) - wanted))
    meter = pyloudnorm.Meter(rate)
    return {
        "join_step_ratio": largest / float(np.quantile(steps[steps > 0], 0.999)),
        "gap_error_ms_max": max(errors) * 1000 / rate,
        "loudness_error_lu": abs(meter.integrated_loudness(stereo.astype(np.float64)) - TARGET),
        "true_peak_db": 20 * np.log10(true_peak(wave, rate)),
    }


def _gap(wave: Wave, rate: int, end: int, start: int, level: float) -> int:
    """Samples between the last that is loud before the middle of a gap and the next."""
    middle = (end + start) // 2
    loud = np.abs(wave) >= 10 ** ((level + QUIET_DB) / 20)
    before = np.flatnonzero(loud[middle - rate : middle])
    behind = np.flatnonzero(loud[middle : middle + rate])
    return int(rate - before[-1] - 1 + behind[0])


def _caption_error_ms(store: Store, job: str) -> float:
    """The largest distance of a cue's times to its samples, read back by another program."""
    cues = json.loads(store.get(captions_key(job, "json")))
    errors = [0.0]
    for form in ("srt", "vtt"):
        read = pysubs2.SSAFile.from_string(store.get(captions_key(job, form)).decode(), form)
        for event, cue in zip(read, cues["cues"], strict=True):
            for time_ms, sample in (
                (event.start, cue["start_sample"]),
                (event.end, cue["end_sample"]),
            ):
                errors.append(abs(time_ms - sample * 1000 / cues["sample_rate"]))
    return max(errors)


if __name__ == "__main__":
    main()
