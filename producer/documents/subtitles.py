"""Subtitles, SRT and WebVTT: a dubbing track, or the words of their cues in order.

In a dubbing track each cue is said at its time. Without times, sentences over two cues are joined,
and a longer silence between two cues begins a paragraph. What describes a sound isn't read. Rolling
captions repeat lines of the cue before; these are read once.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from producer.documents.decoding import decode_text
from producer.documents.document import Block, Document, Omission, paragraph, without_empty
from producer.documents.policies import ReadingPolicies
from producer.documents.reader import Reader
from producer.text.cleaning import fold_spaces
from voicefarm.errors import UnreadableDocument
from voicefarm.messages import LONGEST_TRACK_MS

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}.*")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<\d[\d:.]*>|\{\\[^{}]{0,100}\}")
_SOUND = re.compile(r"[\[(][^\[\]()]{1,100}[\])]|[♪♫#]+[^♪♫]*[♪♫]*")
_DIALOGUE = re.compile(r"\A(?:[-–—]|>{2,3})\s*")
_VOICE = re.compile(r"\A\s*<v(?:\.[\w.]{1,40})?\s+([^<>\n]{1,60})>")
_LABEL = re.compile(r"((?![a-zà-ỹ])[^\W\d_][\w .'’-]{0,40}):\s+")
_FEWEST_LABELS = 3
"""Cues that begin with a name; somebody must have two of them."""
_ENDED = re.compile(r"[.!?…][\"'”’»)\]]*\Z")
_SILENCE_S = 1.5
_FEWEST_ROLLS, _ROLLS_SHARE = 3, 0.3
"""Cues of rolling captions that begin with the line before them: at least, and as a share."""
_LONGEST = 1200
"""Characters of a paragraph in which nobody is silent."""


@dataclass(frozen=True, slots=True)
class SubtitleCue:
    """What is shown from one time to another."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]
    line: int
    """In the file, from 1."""


def read_subtitles(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read SRT or WebVTT. Raises UnreadableDocument for a file without a cue, NothingToSay."""
    text = decode_text(data, name)
    cues = list(_cues(text))
    if not any(cue.lines for cue in cues):  # each line has an empty one behind it
        cues = list(_cues(re.sub(r"\n[ \t\n]+", "\n", text)))
    cues = _rolled(cues)
    if not cues:
        raise UnreadableDocument(
            f"{name} has no cue with its times; give SRT or WebVTT, or name another input format."
        )
    return _dubbing(cues, name) if policies.timing == "keep" else _text(cues)


def _dubbing(cues: list[SubtitleCue], name: str) -> Document:
    """The cues by their times. Raises UnreadableDocument for times that are a slip."""
    omissions: list[Omission] = []
    blocks: list[Block] = []
    for cue in cues:
        start, end = (round(1000 * time_s) for time_s in (cue.start_s, cue.end_s))
        if max(start, end) > LONGEST_TRACK_MS:
            raise UnreadableDocument(
                f"{name} has a cue after more than {LONGEST_TRACK_MS // 3_600_000} hours in line "
                f"{cue.line}; correct its time, or have the times ignored."
            )
        said = [
            replace(paragraph(_DIALOGUE.sub("", words)), line=cue.line, cue=(start, end))
            for words in _spoken(cue, omissions)
        ]
        if said:  # the next cue has a time of its own
            said[-1] = replace(said[-1], pause_ms=0)
        blocks += said
    return Document(
        title=None,
        language=None,
        blocks=without_empty(sorted(blocks, key=_start)),
        omissions=tuple(omissions),
        length_ms=round(1000 * max(cue.end_s for cue in cues)),
    )


def _start(block: Block) -> int:
    return block.cue[0] if block.cue else 0


def _text(cues: list[SubtitleCue]) -> Document:
    """The words without their times."""
    omissions: list[Omission] = []
    blocks: list[Block] = []
    last: SubtitleCue | None = None
    speaker = ""
    cues = _labelled(cues)
    names = _names(cues)
    for cue in cues:
        for words in _spoken(cue, omissions, names):
            has_paused = last is None or _has_paused(last, cue, blocks)
            text = _DIALOGUE.sub("", words)
            name = _name(text, names)
            if name and name == speaker:
                begins, text = has_paused, _LABEL.sub("", text, count=1)
            else:
                begins = has_paused or text != words or bool(name)
            speaker = name or speaker
            if begins or not blocks:
                blocks.append(replace(paragraph(text), line=cue.line))
            elif text:
                joined = paragraph(f"{blocks[-1].text} {text}")
                blocks[-1] = replace(joined, line=blocks[-1].line)
            last = cue
    return Document(
        title=None, language=None, blocks=without_empty(blocks), omissions=tuple(omissions)
    )


def _labelled(cues: list[SubtitleCue]) -> list[SubtitleCue]:
    """The cues; where several voices speak, each line of WebVTT begins with its voice's name."""
    if len({voice[1] for cue in cues for line in cue.lines if (voice := _VOICE.match(line))}) < 2:
        return cues
    return [
        replace(cue, lines=tuple(_VOICE.sub(r"\1: ", line) for line in cue.lines)) for cue in cues
    ]


def _names(cues: list[SubtitleCue]) -> frozenset[str]:
    """Who speaks, in a transcript whose cues begin with names."""
    found = (_LABEL.match(_DIALOGUE.sub("", _shown(line))) for cue in cues for line in cue.lines)
    names = Counter(label[1] for label in found if label)
    is_transcript = names.total() >= _FEWEST_LABELS and names.total() > len(names)
    return frozenset(names) if is_transcript else frozenset()


def _name(words: str, names: frozenset[str]) -> str:
    """Whose name the words begin with; "" for nobody's."""
    label = _LABEL.match(words) if names else None
    return label[1] if label and label[1] in names else ""


def _rolled(cues: list[SubtitleCue]) -> list[SubtitleCue]:
    """The cues; where each shows the last line of the one before it again, each line once."""
    plain = [[shown for line in cue.lines if (shown := _shown(line))] for cue in cues]
    again = [bool(one and other and one[-1] == other[0]) for one, other in pairwise(plain)]
    if sum(again) < _FEWEST_ROLLS or sum(again) < len(cues) * _ROLLS_SHARE:
        return cues
    return [
        replace(cue, lines=tuple(lines[1:] if repeats else lines))
        for cue, lines, repeats in zip(cues, plain, [False, *again], strict=True)
    ]


def _cues(text: str) -> Iterator[SubtitleCue]:
    lines = text.split("\n")
    place = 0
    while place < len(lines):
        times = _TIMES.fullmatch(lines[place])
        place += 1
        if times is None:
            continue
        first = place
        while place < len(lines) and lines[place].strip() and not _TIMES.fullmatch(lines[place]):
            place += 1
        own = lines[first:place]
        is_next = place < len(lines) and _TIMES.fullmatch(lines[place])
        if is_next and own and own[-1].strip().isdigit():
            own = own[:-1]  # the next cue's number, where no empty line parts them
        parts = times.groups()
        yield SubtitleCue(_seconds(*parts[:4]), _seconds(*parts[4:]), tuple(own), first)


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str | None) -> float:
    whole = 3600 * int(hours or 0) + 60 * int(minutes) + int(seconds)
    return whole + int((thousandths or "0").ljust(3, "0")) / 1000


def _spoken(
    cue: SubtitleCue, omissions: list[Omission], names: frozenset[str] = frozenset()
) -> Iterator[str]:
    """The words of a cue; each speaker of a dialogue has a line."""
    words = ""
    for line in cue.lines:
        shown = _shown(line)
        for sound in _SOUND.findall(shown):
            omissions.append(Omission("sound description", sound, cue.line))
        shown = fold_spaces(_SOUND.sub(" ", shown))
        if words and (_DIALOGUE.match(shown) or _name(shown, names)):
            yield words
            words = ""
        words = f"{words} {shown}".strip()
    if _DIALOGUE.sub("", words):
        yield words


def _shown(line: str) -> str:
    """A line without its marks."""
    return fold_spaces(html.unescape(_TAG.sub("", line)))


def _has_paused(last: SubtitleCue, cue: SubtitleCue, blocks: list[Block]) -> bool:
    """Whether a sentence has ended and then nobody spoke, or a paragraph is long enough."""
    if not blocks or not _ENDED.search(blocks[-1].text):
        return False
    return cue.start_s - last.end_s >= _SILENCE_S or len(blocks[-1].text) > _LONGEST


SUBTITLES = Reader(
    format="subtitles",
    title="SRT and WebVTT",
    read=read_subtitles,
    suffixes=(".srt", ".vtt"),
    media_types=("application/x-subrip", "text/vtt"),
    magic=((0, b"WEBVTT"), (0, b"\xef\xbb\xbfWEBVTT")),
)
