"""`report.html`: the report for people, in one file that loads no other but the audio.

It has waveform, loudness and chapters on a time line, a player, and every chunk with its faults,
the suspicious ones first. The programme itself is not inside. The player looks for it in the page's
folder, or plays a file that its reader picks.
"""

from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voicefarm.artifacts.keys import audio_link
from voicefarm.messages import ReportChunk, ReportSummary
from voicefarm.store.writing import Bytes
from worker.programme.plan import Plan
from worker.sound import Wave, decibels

COLUMNS = 1200
"""Of the waveform, however long the programme is."""


class PageSink(Protocol):
    """Where the page goes."""

    def write(self, data: Bytes) -> int:
        """Append."""
        ...


class ReportPage:
    """Writes the page as the programme grows; only its columns take memory."""

    def __init__(self, sink: PageSink, plan: Plan) -> None:
        self._sink = sink
        self._plan = plan
        self._wave = Columns(plan.length)
        self._before, self._after = _template().split("/*DATA*/")
        self._chunks = 0
        audio = audio_link(f"programme.{plan.spec.outputs[0].value}")
        head = self._before.replace("<!--AUDIO-->", audio)
        sink.write(head.replace("{{title}}", _escaped(plan.spec.title)).encode())
        sink.write(b"const chunks = [\n")

    def add(self, line: ReportChunk) -> None:
        """One more chunk."""
        entry = line.model_dump_json(exclude={"text_start", "text_end"})
        self._sink.write((",\n" if self._chunks else "").encode() + _in_script(entry))
        self._chunks += 1

    def hear(self, wave: Wave) -> None:
        """The programme's next samples."""
        self._wave.add(wave)

    def finish(self, summary: ReportSummary) -> None:
        """The rest of the page."""
        spec = self._plan.spec
        self._sink.write(b"\n];\nconst summary = " + _in_script(summary.model_dump_json()))
        self._sink.write(f";\nconst peaks = {self._wave.peaks()};\n".encode())
        self._sink.write(f"const levels = {self._wave.levels()};\n".encode())
        target = "null" if spec.mastering.loudness is None else f"{spec.mastering.loudness:g}"
        self._sink.write(f"const target = {target};\n".encode())
        self._sink.write(self._after.encode())


class Columns:
    """Peak and level of equal stretches of a programme of known length."""

    def __init__(self, length: int) -> None:
        self._width = max(1, -(-length // COLUMNS))
        count = -(-length // self._width) or 1
        self._peaks = np.zeros(count, np.float32)
        self._power = np.zeros(count, np.float64)
        self._position = 0

    def add(self, wave: Wave) -> None:
        """The next samples."""
        while len(wave):
            column = self._position // self._width
            part = wave[: (column + 1) * self._width - self._position]
            self._peaks[column] = max(self._peaks[column], float(np.abs(part).max()))
            self._power[column] += float(np.dot(part, part))
            self._position += len(part)
            wave = wave[len(part) :]

    def peaks(self) -> list[float]:
        """Largest magnitude of each column, 0 to 1."""
        return [round(float(peak), 3) for peak in self._peaks]

    def levels(self) -> list[float]:
        """Level of each column, dBFS."""
        levels: NDArray[np.float64] = decibels(self._power / self._width)
        return [round(float(level), 1) for level in levels]


def _template() -> str:
    return files("worker.programme").joinpath("report.html").read_text("utf-8")


def _in_script(json: str) -> bytes:
    """JSON that can't end the script it stands in, whatever the text says."""
    return json.replace("<", "\\u003c").encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
