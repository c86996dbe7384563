"""The tree of a page as blocks: headings, paragraphs, lists, tables, notes, in reading order."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from producer.documents.asides.findings import NOTE_MARK, Findings, Footnote
from producer.documents.asides.notes import sentence_of
from producer.documents.asides.raised import is_of_words, raised_words
from producer.documents.asides.tables import spoken_rows
from producer.documents.containers.xml import Element, local_name, text_of
from producer.documents.document import SCENE_BREAK_MS, Block, heading, paragraph
from producer.documents.html.attributes import (
    is_hidden,
    is_licence,
    kinds_of,
    number_of_print,
)
from producer.documents.html.contents import contents_in
from producer.documents.html.figures import description_of, formula_in, letter_in
from producer.documents.html.lists import item_numbers
from producer.documents.html.notes import PageNotes
from producer.documents.html.preformatted import is_code
from producer.documents.html.tables import is_layout, rows_of
from producer.documents.html.tags import BLOCKS, CONTROLS, HEADINGS, MEDIA, SILENT, STRUCK
from producer.documents.html.words import Words
from producer.documents.layout.surroundings.gutenberg import LICENCE
from producer.documents.policies import LONGEST_CODE
from producer.documents.spoken_labels import spoken_label
from producer.text.cleaning import fold_spaces

_DEEPEST = 150
"""Elements in elements; what lies deeper is read as its bare text."""
_PERMALINK = re.compile("[¶#§🔗⚓]\ufe0f?")
_SCENE_BREAK = re.compile(r"(?:[*#~•⁂※❦■◆○●–—_-]\s?){1,10}")
_BRACKETED = re.compile(rf"[\[(]\s*({NOTE_MARK.pattern})\s*[\])]")
_CODE_TAGS = frozenset({"code", "kbd", "samp", "tt"})


class PageReader:
    """Goes through a tree once; `blocks` are what was read, `anchors` where its ids stand."""

    def __init__(self, findings: Findings, notes: PageNotes, *, has_lines: bool = True) -> None:
        self.blocks: list[Block] = []
        self.anchors: dict[str, int] = {}
        """By id, how many blocks stand before it."""
        self._findings = findings
        self._notes = notes
        self._has_lines = has_lines
        self._words = Words()
        self._level = 0
        self._number = ""
        self._line = 0
        self._depth = 0
        self._contents: frozenset[Element] = frozenset()
        self._above_notes: set[int] = set()
        """Headings below which only notes stand, as far as is known."""
        self._handlers: Mapping[str, Callable[[Element], None]] = {
            "br": self._end_line,
            "hr": self._break_scene,
            "a": self._read_link,
            "img": self._leave_out_picture,
            "image": self._leave_out_picture,
            "table": self._read_table,
            "pre": self._read_preformatted,
            "math": self._read_formula,
            "sup": self._read_raised,
            "ol": self._read_numbered_list,
            **dict.fromkeys(_CODE_TAGS, self._read_code),
            **dict.fromkeys(SILENT, self._pass_over),
            **dict.fromkeys(CONTROLS, self._pass_over),
            **dict.fromkeys(MEDIA, self._leave_out_medium),
            **dict.fromkeys(STRUCK, self._leave_out_struck),
            **dict.fromkeys(HEADINGS, self._read_heading),
        }

    def read(self, element: Element) -> None:
        """Add the blocks of an element."""
        if self._findings.policies.front_matter == "skip":
            self._contents = contents_in(element)
        self._read(element)
        self._flush()

    def without_empty_headings(self) -> None:
        """Empty the headings below which nothing but notes stood; places stay as they are."""
        for place in self._above_notes:
            below = self.blocks[place + 1] if place + 1 < len(self.blocks) else None
            if below is None or (
                below.kind == "heading" and below.level <= self.blocks[place].level
            ):
                block = self.blocks[place]
                self._findings.leave_out("heading of notes", block.text, block.line)
                self.blocks[place] = replace(block, text="")

    def _read(self, element: Element) -> None:
        name = local_name(element)
        if not name:
            self._words.say(html.unescape(element.text or ""))
            return
        self._remember(element)
        if self._is_left_out(element):
            return
        self._depth += 1
        if self._depth > _DEEPEST:
            self._words.say(f" {text_of(element)} ")
        elif handler := self._handlers.get(name):
            handler(element)
        elif name in BLOCKS:
            self._read_block(element)
        else:
            self._read_children(element)
        self._depth -= 1

    def _remember(self, element: Element) -> None:
        for key in (element.get("id"), element.get("name")):
            if key:
                self.anchors.setdefault(key, len(self.blocks))

    def _is_left_out(self, element: Element) -> bool:
        if key := self._notes.bodies.get(element):
            self._flush()
            self._define_note(element, key)
            return True
        if "pagebreak" in kinds_of(element):
            if shown := text_of(element):
                self._leave_out("page number", shown)
            return True
        if what := number_of_print(element):
            self._leave_out(what, text_of(element))
            return True
        if element in self._contents:
            self._leave_out("table of contents", text_of(element))
            return True
        if is_licence(element) and self._findings.policies.front_matter == "skip":
            self._leave_out(LICENCE, text_of(element))
            return True
        if is_hidden(element):
            if (shown := text_of(element)) and local_name(element) not in SILENT:
                self._leave_out("hidden text", shown)
            return True
        return False

    def _read_children(self, element: Element) -> None:
        self._words.say(element.text or "")
        for child in element:
            self._read(child)
            self._words.say(child.tail or "")

    def _read_block(self, element: Element) -> None:
        self._flush()
        self._place(element)
        self._read_children(element)
        self._flush()

    def _place(self, element: Element) -> None:
        if self._has_lines:
            self._line = element.sourceline or self._line

    def _read_heading(self, element: Element) -> None:
        self._flush()
        self._place(element)
        self._level = HEADINGS[local_name(element)]
        self._read_children(element)
        self._flush()
        self._level = 0

    def _flush(self) -> None:
        words, self._words = self._words, Words()
        for text in words.paragraphs():
            text = _BRACKETED.sub(r"\1", text)
            if not text:
                continue
            if _SCENE_BREAK.fullmatch(text) and not self._level:
                self._part_scenes()
            else:
                self._add(text)

    def _add(self, text: str) -> None:
        text, self._number = self._number + text, ""
        block = heading(self._level, text) if self._level else paragraph(text)
        self.blocks.append(replace(block, line=self._line))

    def _end_line(self, element: Element) -> None:
        self._words.end_line()

    def _break_scene(self, element: Element) -> None:
        self._flush()
        self._part_scenes()

    def _part_scenes(self) -> None:
        if self.blocks:
            self.blocks[-1] = replace(self.blocks[-1], pause_ms=SCENE_BREAK_MS)

    def _pass_over(self, element: Element) -> None:
        """Read nothing."""

    def _leave_out(self, what: str, text: str) -> None:
        self._findings.leave_out(what, text, self._line)
        self._words.leave_gap()

    def _leave_out_picture(self, element: Element) -> None:
        if letter := letter_in(element):
            self._words.say(letter)
        else:
            self._leave_out("picture", description_of(element))

    def _leave_out_medium(self, element: Element) -> None:
        pictures = [one for one in element.iter() if local_name(one) == "image"]
        what = "picture" if pictures or local_name(element) == "svg" else "embedded file"
        self._leave_out(what, text_of(element) or description_of(element))

    def _leave_out_struck(self, element: Element) -> None:
        self._leave_out("struck-out text", text_of(element))

    def _read_link(self, element: Element) -> None:
        if element in self._notes.back_links or self._is_permalink(text_of(element)):
            return
        key = self._notes.references.get(element)
        if key is None or is_of_words(text_of(element)):
            self._read_children(element)
        if key is not None:
            self._words.say(self._findings.refer_to(key))

    def _is_permalink(self, text: str) -> bool:
        """Whether a link's text is a mere sign: it leads to its own place, most often a heading."""
        return _PERMALINK.fullmatch(text) is not None or (
            bool(self._level and text) and not any(map(str.isalnum, text))
        )

    def _read_raised(self, element: Element) -> None:
        before = self._words.ending()
        with self._own_words() as words:
            self._read_children(element)
        inside = " ".join(words.paragraphs())
        if NOTE_MARK.search(inside):
            self._words.say("".join(mark[0] for mark in NOTE_MARK.finditer(inside)))
            return
        said = raised_words(inside, before)
        if said is None:
            self._leave_out("note mark", inside)
        else:
            self._words.say(said)

    def _read_code(self, element: Element) -> None:
        if len(text_of(element)) > LONGEST_CODE:
            self._leave_out("code", text_of(element))
        else:
            self._read_children(element)

    def _read_preformatted(self, element: Element) -> None:
        self._flush()
        self._place(element)
        text = "".join(element.itertext())
        if is_code(element, text):
            self._leave_out("code block", text)
            if self._findings.policies.code == "say":
                self._add(spoken_label("code", self._findings.language))
            return
        for line in text.split("\n"):
            self._words.say(line)
            self._words.end_line()
        self._flush()

    def _read_formula(self, element: Element) -> None:
        formula, is_read = formula_in(element)
        if is_read:
            self._words.say(formula)
        else:
            self._leave_out("formula", formula)

    def _read_numbered_list(self, element: Element) -> None:
        self._flush()
        numbers = item_numbers(element)
        for item in element:
            if number := numbers.get(item):
                self._number += f"{number}. "
            self._read(item)
            self._flush()
            self._number = ""

    def _read_table(self, element: Element) -> None:
        self._flush()
        self._place(element)
        if is_layout(element):
            self._read_block(element)
            return
        titles, rows = rows_of(element, self._inside)
        for row in spoken_rows(titles, rows, self._findings, self._line):
            if row:
                self._add(row)

    def _define_note(self, element: Element, key: str) -> None:
        self._place(element)
        if self.blocks and self.blocks[-1].kind == "heading":
            self._above_notes.add(len(self.blocks) - 1)
        texts = [text for text in self._inside_blocks(element) if text]
        text = " ".join([*map(sentence_of, texts[:-1]), *texts[-1:]])
        sign = self._notes.signs.get(key, "").strip("[]() ")
        text = _without_sign(text, sign)
        if text:
            label = sign if sign.isdecimal() else ""
            note = Footnote(label, text, self._line)
            self._findings.defined_notes.setdefault(key, note)

    def _inside(self, element: Element) -> str:
        """What an element says, on one line, as a cell of a table does."""
        return fold_spaces(" ".join(self._inside_blocks(element)))

    def _inside_blocks(self, element: Element) -> list[str]:
        outer = self.blocks, self._number, self._level, self.anchors
        self.blocks, self._number, self._level, self.anchors = [], "", 0, {}
        with self._own_words():
            self._read_children(element)
            self._flush()
        texts = [block.text for block in self.blocks]
        self.blocks, self._number, self._level, self.anchors = outer
        return texts

    @contextmanager
    def _own_words(self) -> Iterator[Words]:
        outer, self._words = self._words, Words()
        try:
            yield self._words
        finally:
            self._words = outer


def _without_sign(text: str, sign: str) -> str:
    """A note without the number or star at its start, which a listener hears before it."""
    if sign:
        text = re.sub(rf"\A[\[(]?{re.escape(sign)}[\])]?[.:)]?\s+", "", text)
    return text.lstrip(" .:)]")
