"""The text of an RTF as a tree of HTML, which is read as pages are."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from producer.documents.asides.findings import Findings
from producer.documents.containers.xml import Element, text_of
from producer.documents.html.attributes import EPUB_TYPE
from producer.documents.rtf.tokens import CHARSETS, Token, code_page, tokens_of

_SKIPPED = frozenset(
    (
        *("colortbl", "info", "pict", "listtable", "listoverridetable", "revtbl", "rsidtbl"),
        *("generator", "themedata", "datastore", "xmlnstbl", "bkmkstart", "bkmkend"),
        *("nonshppict", "object", "private", "pgptbl", "latentstyles", "filetbl", "shpinst"),
        *(
            "atnid",
            "atnauthor",
            "atnref",
            "atntime",
            "atrfstart",
            "atrfend",
            "xe",
            "tc",
            "do",
            "nonesttables",
        ),
    )
)
_LEFT_OUT = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "page header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "page footer"),
    "annotation": "comment",
    "contents": "table of contents",
}
_SIGNS = {
    **{"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“"},
    **{"rdblquote": "”", "bullet": "•", "tab": " ", "emspace": " ", "enspace": " "},
    **{"nestcell": "; "},
}
_KEPT_APART = frozenset(
    ("fonttbl", "stylesheet", "footnote", "listtext", "pntext", "fldinst", *_LEFT_OUT)
)
_NEVER_IGNORED = frozenset(("shppict", "cs", "s", "ts", "ds"))
_SWITCHES = {
    **{"v": ("is_hidden",), "super": ("is_raised",), "nosupersub": ("is_raised",)},
    **dict.fromkeys(("strike", "striked", "deleted"), ("is_struck",)),
    "plain": ("is_hidden", "is_struck", "is_raised"),
}
_TURNS_ON = frozenset(("v", "super", "strike", "striked", "deleted"))
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLED = re.compile(r"heading\s?([1-9])", re.IGNORECASE)
_BULLET = re.compile(r"[^\w(\[]|o|\W{2,}")
_DEEPEST_HEADING, _BODY_LEVEL, _MOST_GROUPS = 6, 10, 500


@dataclass(slots=True)
class _RtfGroup:
    """What holds until a brace closes."""

    kind: str = "text"
    """text, skip, fonts, styles, or what a destination is that is kept apart."""
    is_ignorable: bool = False
    is_hidden: bool = False
    is_struck: bool = False
    is_raised: bool = False
    code_page: str = "cp1252"
    after_unicode: int = 1
    """Signs behind a Unicode letter that stand for it in old programs."""
    begun: list[str] = field(default_factory=list)
    """What a destination that is kept apart says."""


class RtfPages:
    """Makes the tree; what has no place in it is remembered as left out."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._root = etree.Element("html")
        self._body = etree.SubElement(self._root, "body")
        self._groups = [_RtfGroup()]
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._styles: dict[int, int] = {}
        """Levels of headings by the number of their style."""
        self._style, self._level = 0, 0
        self._is_cell = False
        self._row: Element | None = None
        self._paragraph: Element = etree.Element("p")
        self._bytes = bytearray()
        self._passed_over = 0
        self._first_half = 0xD800
        self._beyond = 0
        """Open groups that lie too deep."""
        self._code_page = "cp1252"
        self._notes = 0
        self._letters: Mapping[str, Callable[[int | None], None]] = {
            "u": self._say_unicode,
            "uc": self._count_passed,
            "ansicpg": self._set_code_page,
            "f": self._set_font,
            "fcharset": self._set_charset,
        }
        self._layout: Mapping[str, Callable[[int | None], None]] = {
            "pard": self._begin_paragraph,
            "s": self._set_style,
            "outlinelevel": self._set_outline,
            "intbl": self._set_cell,
            "line": self._break_line,
            "cell": self._end_cell,
            "row": self._end_row,
            **dict.fromkeys(("par", "sect", "page"), self._end_paragraph),
        }

    def page(self, written: str) -> Element:
        """The text as a page."""
        for token in tokens_of(written):
            if token.code < 0:
                self._decode()
            self._take(token)
        self._decode()
        self._end_paragraph()
        self._end_row()
        return self._root

    @property
    def _group(self) -> _RtfGroup:
        return self._groups[-1]

    def _take(self, token: Token) -> None:
        if token.brace or token.word:
            self._passed_over = 0
        if token.brace == "{":
            self._open()
        elif token.brace == "}":
            self._close()
        elif token.code >= 0:
            if self._passed_over:
                self._passed_over -= 1
            else:
                self._bytes.append(token.code)
        elif token.text:
            passed, self._passed_over = self._passed_over, 0
            self._say(token.text[passed:])
        elif token.sign:
            self._take_sign(token.sign)
        else:
            self._take_word(token.word, token.number)

    def _take_sign(self, sign: str) -> None:
        if sign == "*":
            self._group.is_ignorable = True
        elif sign in "~_\\{}":
            self._say({"~": " ", "_": "-"}.get(sign, sign))
        elif sign in "\r\n":
            self._end_paragraph()

    def _take_word(self, word: str, number: int | None) -> None:
        group = self._group
        if word in _KEPT_APART:
            group.kind, group.begun, group.is_ignorable = word, [], False
            self._notes += word == "footnote"
        elif word in _SKIPPED:
            if word == "pict" and group.kind != "skip":
                self._findings.leave_out("picture", "", 0)
            group.kind = "skip"
        elif group.is_ignorable and word not in _NEVER_IGNORED:
            group.kind, group.is_ignorable = "skip", False
        else:
            self._obey(word, number)

    def _obey(self, word: str, number: int | None) -> None:
        group = self._group
        if word in _SIGNS:
            self._say(_SIGNS[word])
        elif word in _SWITCHES:
            for name in _SWITCHES[word]:
                setattr(group, name, word in _TURNS_ON and number != 0)
        elif word in self._letters:
            self._letters[word](number)
        elif group.kind == "text" and word in self._layout:
            self._layout[word](number)
        elif group.kind == "stylesheet" and word == "s":
            self._style = number or 0
        elif group.kind in ("footnote", "contents") and word == "par":
            self._say(" ")

    def _say_unicode(self, number: int | None) -> None:
        code = (number or 0) % 0x10000
        if 0xD800 <= code < 0xDC00:
            self._first_half = code
        elif 0xDC00 <= code < 0xE000:
            self._say(chr(0x10000 + ((self._first_half - 0xD800) << 10) + code - 0xDC00))
            self._first_half = 0xD800
        else:
            self._say(chr(code))
        self._passed_over = self._group.after_unicode

    def _count_passed(self, number: int | None) -> None:
        self._group.after_unicode = number or 0

    def _set_code_page(self, number: int | None) -> None:
        self._code_page = self._group.code_page = code_page(f"cp{number}")

    def _set_font(self, number: int | None) -> None:
        self._font = number or 0
        self._group.code_page = self._fonts.get(self._font, self._code_page)

    def _set_charset(self, number: int | None) -> None:
        if self._group.kind == "fonttbl" and number and number in CHARSETS:
            self._fonts[self._font] = CHARSETS[number]

    def _set_style(self, number: int | None) -> None:
        self._level = self._styles.get(number or 0, 0)

    def _set_outline(self, number: int | None) -> None:
        level = (number or 0) + 1
        self._level = min(level, _DEEPEST_HEADING) if level < _BODY_LEVEL else 0

    def _begin_paragraph(self, number: int | None) -> None:
        self._level, self._is_cell = 0, False

    def _set_cell(self, number: int | None) -> None:
        self._is_cell = True

    def _break_line(self, number: int | None) -> None:
        etree.SubElement(self._paragraph, "br")

    def _say(self, text: str) -> None:
        group = self._group
        text = _NO_XML.sub("", text)
        if group.kind == "skip" or not text:
            return
        if group.kind != "text":
            group.begun.append(text)
        elif group.is_hidden:
            self._findings.leave_out("hidden text", text, 0)
        else:
            self._write(text, "s" if group.is_struck else "sup" if group.is_raised else "")

    def _write(self, text: str, tag: str) -> None:
        last = self._paragraph[-1] if len(self._paragraph) else None
        if tag and last is not None and last.tag == tag and not last.tail:
            last.text = (last.text or "") + text
        elif tag:
            etree.SubElement(self._paragraph, tag).text = text
        elif last is not None:
            last.tail = (last.tail or "") + text
        else:
            self._paragraph.text = (self._paragraph.text or "") + text

    def _decode(self) -> None:
        if self._bytes:
            data, self._bytes = bytes(self._bytes), bytearray()
            self._say(data.decode(self._group.code_page, "replace"))

    def _open(self) -> None:
        if len(self._groups) < _MOST_GROUPS:
            self._groups.append(replace(self._group, is_ignorable=False))
        else:
            self._beyond += 1

    def _close(self) -> None:
        if self._beyond or len(self._groups) == 1:
            self._beyond = max(0, self._beyond - 1)
            return
        group = self._groups.pop()
        said = "".join(group.begun).strip()
        if group.begun is self._group.begun and group.kind == self._group.kind:
            if group.kind == "stylesheet":
                self._define_style(group)
            return
        if group.kind in ("listtext", "pntext") and said and not _BULLET.fullmatch(said):
            self._say(f"{said} ")
        elif group.kind == "footnote":
            self._end_note(said)
        elif group.kind == "fldinst":
            self._begin_field(said)
        elif group.kind in _LEFT_OUT and said:
            self._findings.leave_out(_LEFT_OUT[group.kind], said, 0)

    def _define_style(self, group: _RtfGroup) -> None:
        name = "".join(group.begun).strip(" ;")
        group.begun.clear()
        if heading := _STYLED.match(name):
            self._styles[self._style] = min(int(heading[1]), _DEEPEST_HEADING)

    def _begin_field(self, instruction: str) -> None:
        """What is left of the group around an instruction is the field's result."""
        is_contents = instruction.upper().startswith("TOC")
        if is_contents and self._findings.policies.front_matter == "skip":
            self._group.kind, self._group.begun = "contents", []

    def _end_note(self, said: str) -> None:
        key = f"note{self._notes}"
        reference = etree.SubElement(self._paragraph, "a", href=f"#{key}")
        reference.set(EPUB_TYPE, "noteref")
        reference.text = str(self._notes)
        note = etree.SubElement(self._root[0], "aside", id=key)
        note.set(EPUB_TYPE, "footnote")
        note.text = said

    def _end_paragraph(self, number: int | None = None) -> None:
        made, self._paragraph = self._paragraph, etree.Element("p")
        if self._is_cell:
            self._row = self._row if self._row is not None else _new_row()
            self._row[-1].append(made)
            return
        if self._level and text_of(made):
            made.tag = f"h{self._level}"
        self._body.append(made)

    def _end_cell(self, number: int | None = None) -> None:
        self._is_cell = True
        self._end_paragraph()
        if self._row is not None:
            etree.SubElement(self._row, "td")

    def _end_row(self, number: int | None = None) -> None:
        row, self._row, self._is_cell = self._row, None, False
        if row is None:
            return
        if not len(row[-1]):
            row.remove(row[-1])
        last = self._body[-1] if len(self._body) else None
        table = last if last is not None and last.tag == "table" else None
        (table if table is not None else etree.SubElement(self._body, "table")).append(row)


def _new_row() -> Element:
    row = etree.Element("tr")
    etree.SubElement(row, "td")
    return row
