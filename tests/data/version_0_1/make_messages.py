"""How messages.json was made, by version 0.1 at commit 8e7d56a. Kept as a record.

It ran once, from the root of a clone of that commit: python -m tests.data.version_0_1.make_messages

Of each kind there is one message with all that it can hold, and one with as little as it may; for
the latter, `written` is what that version makes of it.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from voicefarm.overview import Overview
from worker.checks.habits import VoiceHabits

from voicefarm import messages

FINGERPRINT = "0123456789abcdef"
RECIPE = {"model": "m", "fingerprint": FINGERPRINT, "voice": "v", "language": "en"}
PAUSES = {"none": 1, "clause": 2, "sentence": 3, "paragraph": 4, "heading": 5, "variation": 0.5}
FINDING = {"check": "loop", "says": "says 'da' 9 times", "weight": 1.25}
TRANSCRIPT = {"text": "một hai", "error_rate": 0.125, "run": 3}
SOUND = {"start": 12, "end": 900, "level": -23.41, "true_peak": 0.61234}
SPEC = {"title": "t", "recipe": RECIPE, "sample_rate": 8000}
SUMMARY = {
    **{"job": "j", "title": "t", "model": "m", "voice": "v", "language": "vi"},
    **{"sample_rate": 8000, "samples": 9000, "duration_s": 1.125, "chunks": 1, "reused": 0},
    "synthesis_s": 0.5,
}
LINE = {
    **{"index": 0, "text_start": 0, "text_end": 3, "take": "takes/ab/cd", "start_sample": 0},
    **{"end_sample": 900, "synthesis_s": 0.5, "attempts": 1, "reused": False},
}
TAKE = {
    **{"key": "takes/ab/cd", "recipe": RECIPE, "text": "Một.", "samples": 1000},
    **{"sample_rate": 8000, "synthesis_s": 0.03125},
}
STATUS = {
    **{"job": "j", "state": "running", "title": "t", "model": "m", "chunks": 9, "done": 3},
    **{"reused": 1, "samples": 100, "sample_rate": 8000, "synthesis_s": 0.25, "created": 1.5e9},
}
JUDGED = {
    **{"findings": [FINDING], "rejected": [[FINDING, FINDING], []]},
    **{"transcript": TRANSCRIPT, "mos": 3.25},
}
FULL_RECIPE = {**RECIPE, "language": "vi", "speed": 1.1, "seed": 4294967295}
FULL_SPEC = {
    **{"title": "Muối “và” gió \u2028", "recipe": FULL_RECIPE, "sample_rate": 22050},
    **{"pauses": PAUSES, "mastering": {"loudness": -18.5, "true_peak": -2.0}},
    **{"outputs": ["flac", "m4b", "mp3", "opus", "wav"], "output_rate": 44100, "bits": 24},
    **{"channels": 2, "tags": {"author": "Ana", "date": "2026-11-02"}},
    "cover": {"kind": "png", "width": 32, "height": 16, "digest": "ab" * 32},
    "word_times": True,
    "voices": {"w": "fedcba9876543210"},
    "speakers": {"Lan": {"speed": 0.8, "level_db": -3.0, "pauses": PAUSES}},
    "on_failure": "skip",
}
SHARE = {"tenant": "desk", "job_class": "interactive", "weight": 7, "in_flight": 5}
CHUNK = {"index": 4, "start": 10, "end": 14, "text": "Một.", "pause": "sentence"}
MESSAGES: dict[type[BaseModel], tuple[dict[str, Any], dict[str, Any]]] = {
    messages.Recipe: (RECIPE, FULL_RECIPE),
    messages.JobSpec: (SPEC, FULL_SPEC),
    messages.Manifest: (
        {
            **{"job": "j", "content": FINGERPRINT, "spec": SPEC, "chunks": 1, "page_size": 256},
            "characters": 3,
        },
        {
            **{"version": 1, "job": "J.b_7-x", "content": FINGERPRINT, "spec": FULL_SPEC},
            **{"chunks": 300, "page_size": 100, "characters": 12345, "share": SHARE},
        },
    ),
    messages.Chunk: (
        CHUNK,
        {
            **{**CHUNK, "heading": 2, "voice": "w", "speaker": "Lan", "pause_ms": 800},
            "shown": "1.",
        },
    ),
    messages.Take: (
        TAKE,
        {
            **{**TAKE, "recipe": FULL_RECIPE, "facts": {"tokens": 12.0, "phonemes": 3.0}},
            "words": [[12, 400, 0, 3], [400, 900, 3, 1]],
            "sound": {**SOUND, "loudness": [-231, -190], "voiced": 0.875},
            **JUDGED,
        },
    ),
    messages.Report: (
        {"chunks": [LINE], "summary": SUMMARY},
        {
            "chunks": [
                {**LINE, "text": "Một.", "speaker": "Lan", "voiced": 0.5, "gap": "Why.", **JUDGED}
            ],
            "summary": {
                **{**SUMMARY, "flagged": 1, "remade": 1, "gains_db": {"v": 3.25}, "gaps": 1},
                "chapters": [{"title": "Một", "level": 1, "start_sample": 0, "end_sample": 9000}],
            },
        },
    ),
    messages.JobStatus: (STATUS, {**STATUS, "gaps": 2, "finished": 1.5e9 + 0.5, "error": "No."}),
    Overview: (
        {"quarantined": 0, "swept": 0},
        {
            "models": {
                "m": {
                    **{"unfinished": 9, "waiting": 4, "queued": 3, "leased": 2},
                    **{"oldest_queued_s": 0.5, "oldest_job_s": 7.25, "workers": 1, "slots": 2},
                }
            },
            **{"jobs": {"running": 1, "done": 2}, "quarantined": 1, "swept": 8},
        },
    ),
    VoiceHabits: (
        {},
        {
            "pace": {"middle": -2.5312, "unsteadiness": 1.0},
            "level": {"middle": -20.1, "unsteadiness": 1.337},
        },
    ),
}


def main() -> None:
    """Write messages.json."""
    written = {
        kind.__name__: {
            "least": json.dumps(least, ensure_ascii=False),
            "written": kind.model_validate_json(json.dumps(least)).model_dump_json(),
            "full": kind.model_validate_json(json.dumps(full)).model_dump_json(),
        }
        for kind, (least, full) in MESSAGES.items()
    }
    text = json.dumps(written, ensure_ascii=False, indent=1) + "\n"
    Path(__file__).with_name("messages.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
