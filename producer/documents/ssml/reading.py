"""SSML as a document: breaks, paragraphs, voices and rates; what has no match is listed."""

import html
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from producer.documents.asides.findings import Findings
from producer.documents.containers.xml import Element, local_name, parse_xml, text_of
from producer.documents.document import Block, Document, paragraph
from producer.documents.policies import ReadingPolicies
from producer.documents.speakers import SpeakerSettings
from producer.documents.ssml.values import break_ms, rate_of, said_as
from producer.text.cleaning import clean_text, fold_spaces
from producer.text.language_guess import guess_language
from voicefarm.errors import NothingToSay, UnreadableDocument
from voicefarm.messages import LONGEST_PAUSE_MS

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DEEPEST = 100
_SILENT = frozenset({"metadata", "meta", "lexicon", "lookup", "mark", "bookmark", "desc"})
_PLAIN = frozenset({"speak", "w", "token"})


def read_ssml(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read SSML. Raises UnreadableDocument for what isn't valid XML, or no SSML."""
    if not data.strip():
        raise NothingToSay(f"{name} is empty; give a text with at least one word.")
    policies.limits.check_text(len(data), name)
    root = parse_xml(data, name)
    if local_name(root) != "speak":
        raise UnreadableDocument(f"{name} isn't SSML; put its text into a <speak> element.")
    findings = Findings(policies=policies, guess=lambda: guess_language(text_of(root)))
    reader = _SsmlReader(findings)
    reader.read(root)
    return Document(
        title=None,
        language=root.get(_LANGUAGE) or None,
        blocks=tuple(reader.blocks),
        speakers=reader.speakers or None,
        omissions=tuple(findings.omissions),
        pronunciations=reader.pronunciations,
    )


@dataclass(frozen=True, slots=True)
class _Manner:
    """Who speaks, and how fast."""

    voice: str = ""
    rate: float = 1.0

    @property
    def speaker(self) -> str:
        """A name for those who speak in this manner; "" for the narrator."""
        rate = f"{self.rate:g} ×" if self.rate != 1.0 else ""
        return " ".join(filter(None, (self.voice, rate)))


class _SsmlReader:
    def __init__(self, findings: Findings) -> None:
        self.blocks: list[Block] = []
        self.speakers: dict[str, SpeakerSettings] = {}
        self.pronunciations: dict[str, str] = {}
        self._findings = findings
        self._words: list[str] = []
        self._manner = _Manner()
        self._line = 0
        self._depth = 0
        self._handlers: Mapping[str, Callable[[Element], None]] = {
            "p": self._read_paragraph,
            "paragraph": self._read_paragraph,
            "s": self._read_sentence,
            "sentence": self._read_sentence,
            "break": self._read_break,
            "sub": self._read_substitute,
            "say-as": self._read_say_as,
            "phoneme": self._read_phoneme,
            "prosody": self._read_prosody,
            "voice": self._read_voice,
            "lang": self._read_language,
            "audio": self._read_audio,
        }

    def read(self, root: Element) -> None:
        """Add the blocks of the whole text."""
        self._read(root)
        self._flush()

    def _read(self, element: Element) -> None:
        name = local_name(element)
        if not name:
            self._words.append(html.unescape(element.text or ""))
            return
        if name in _SILENT:
            return
        self._line = element.sourceline or self._line
        self._depth += 1
        if self._depth > _DEEPEST:
            self._words.append(text_of(element))
        elif handler := self._handlers.get(name):
            handler(element)
        else:
            if name not in _PLAIN:
                self._findings.leave_out("mark of SSML", f"{name}: {text_of(element)}", self._line)
            self._read_children(element)
        self._depth -= 1

    def _read_children(self, element: Element) -> None:
        self._words.append(element.text or "")
        for child in element:
            self._read(child)
            self._words.append(child.tail or "")

    def _flush(self, pause_ms: int | None = None) -> None:
        text = fold_spaces(clean_text("".join(self._words)))
        self._words = []
        if text:
            speaker = self._manner.speaker
            if speaker:
                rate = self._manner.rate if self._manner.rate != 1.0 else None
                self.speakers[speaker] = SpeakerSettings(voice=self._manner.voice, speed=rate)
            block = replace(paragraph(text), speaker=speaker, line=self._line)
            self.blocks.append(block)
        if pause_ms is not None and self.blocks:
            self.blocks[-1] = replace(self.blocks[-1], pause_ms=pause_ms)

    def _read_paragraph(self, element: Element) -> None:
        self._flush()
        self._read_children(element)
        self._flush()

    def _read_sentence(self, element: Element) -> None:
        """A sentence ends where its element does, also without a full stop."""
        self._read_children(element)
        said = "".join(self._words).rstrip()
        self._words.append(" " if said.endswith((".", "!", "?", "…", ":")) or not said else ". ")

    def _read_break(self, element: Element) -> None:
        pause_ms = break_ms(element.get("time"), element.get("strength"))
        if pause_ms is None:
            written = element.get("time") or element.get("strength") or ""
            self._findings.leave_out("break", written, self._line)
        else:
            self._flush(min(pause_ms, LONGEST_PAUSE_MS))

    def _read_substitute(self, element: Element) -> None:
        self._words.append(element.get("alias") or text_of(element))

    def _read_say_as(self, element: Element) -> None:
        said = said_as(text_of(element), (element.get("interpret-as") or "").strip().lower())
        if said is None:
            self._findings.leave_out("expletive", text_of(element), self._line)
        else:
            self._words.append(said)

    def _read_phoneme(self, element: Element) -> None:
        word, sounds = text_of(element), " ".join((element.get("ph") or "").split())
        is_ipa = (element.get("alphabet") or "ipa").lower() == "ipa"
        if word and sounds and is_ipa and self.pronunciations.get(word, sounds) == sounds:
            self.pronunciations[word] = sounds
        else:
            self._findings.leave_out("pronunciation", f"{word}: {sounds}", self._line)
        self._words.append(word)

    def _read_prosody(self, element: Element) -> None:
        for kind in ("pitch", "range", "contour", "volume", "duration"):
            if written := element.get(kind):
                self._findings.leave_out(kind, f"{written}: {text_of(element)}", self._line)
        rate = rate_of(element.get("rate") or "100%")
        if rate is None:
            self._findings.leave_out("rate", element.get("rate"), self._line)
        with self._as(replace(self._manner, rate=round(self._manner.rate * (rate or 1), 3))):
            self._read_children(element)

    def _read_voice(self, element: Element) -> None:
        name = (element.get("name") or "").split(" ")[0]
        if not name:
            self._findings.leave_out("voice without a name", text_of(element), self._line)
        with self._as(replace(self._manner, voice=name or self._manner.voice)):
            self._read_children(element)

    @contextmanager
    def _as(self, manner: _Manner) -> Iterator[None]:
        """What is read inside is spoken in this manner."""
        before = self._manner
        if manner == before:
            yield
            return
        self._flush()
        self._manner = manner
        try:
            yield
            self._flush()
        finally:
            self._manner = before

    def _read_language(self, element: Element) -> None:
        tag = element.get(_LANGUAGE) or ""
        self._findings.leave_out("change of language", f"{tag}: {text_of(element)}", self._line)
        self._read_children(element)

    def _read_audio(self, element: Element) -> None:
        self._findings.leave_out("embedded file", element.get("src") or "", self._line)
        self._read_children(element)
