"""Cleaning: one spelling for every character before a text is cut or spoken.

A hidden mark inside a word makes a model stumble and makes two equal sentences differ, which would
synthesize them twice. Pure functions, safe to call from any thread.
"""

import re
import unicodedata

from producer.text.lookalikes import without_lookalikes

# Terminal control (ECMA-48): colours and cursor moves, titles and links, other escapes. The first
# two also exist as one control character.
_ESCAPES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[P\\]X^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]{0,1000}(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[()*+#%][0-~]|\x1b[78=>]"
)
# A colour whose escape character was lost on the way, as in copies of logs.
_COLOUR_RESET = "[0m"
_LOST_ESCAPES = re.compile(r"(?<![\[\d;])\[\d{1,3}(?:;\d{1,3})*m(?![\dm;])")
# Printers struck a letter twice to make it bold, and one over "_" to underline it.
_STRUCK_OVER = re.compile("[^\n\x08]\x08")
# Line and paragraph separators that aren't "\n". A form feed starts a page: a new paragraph.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x85\u2028]")
_PARAGRAPH_ENDS = re.compile("[\x0c\u2029]")
_ODD_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# A soft hyphen, or the sign that scanned texts have in its place, with the rest of its word.
_HYPHEN_AT_END = re.compile(r"(?<=[^\W\d_])[\xad¬][ \t]*\n[ \t]*([^\W\d_]\S*)[ \t]*\n?")
# In order: controls, soft hyphen, joiners and fillers, zero-width and bidi marks, word joiner and
# invisible operators, lone surrogates, variation selectors, the byte-order mark, interlinear marks
# and the replacement for a lost character, noncharacters, tags and further variation selectors.
# What holds an emoji together stays: the selector behind it, the joiner between two.
_PICTURES = (
    "\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23fa\u24c2\u25aa-\u27bf\u2934-\u2b55\u3030\u303d\u3297"
    "\u3299\xa9\xae\U0001f000-\U0001faff"
)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\uffff\U000e0000-\U000e0fff]"
    rf"(?<![{_PICTURES}]\ufe0f)(?<![0-9#*]\ufe0f(?=\u20e3))"
    rf"(?<![{_PICTURES}\ufe0f]\u200d(?=[{_PICTURES}]))"
)


def clean_text(text: str) -> str:
    """Return `text` in NFC, with "\\n" line ends, plain spaces and nothing invisible.

    Tabs and runs of spaces stay, because indentation means something in Markdown. Characters that
    only look unlike plain ones become those. Cleaning twice is the same as cleaning once.
    """
    if not _is_plain(text):
        text = _STRUCK_OVER.sub("", _ESCAPES.sub("", text))
        text = _PARAGRAPH_ENDS.sub("\n\n", _LINE_ENDS.sub("\n", text))
        text = _INVISIBLE.sub("", text) if text.isascii() else text
    if text.isascii():
        return _without_lost_escapes(text)
    if "\xad" in text or "¬" in text:
        # The rest of the word comes up, so that each line keeps its number.
        text = _HYPHEN_AT_END.sub(r"\1\n", text)
    text = without_lookalikes(_ODD_SPACES.sub(" ", _INVISIBLE.sub("", text)))
    # After the marks are gone: one between a letter and its accent would keep them apart.
    return _without_lost_escapes(unicodedata.normalize("NFC", text))


def _is_plain(text: str) -> bool:
    """Whether there are no controls and odd spaces; most texts have none, which is seen fast."""
    return text.replace("\n", "").replace("\t", "").isprintable()


def _without_lost_escapes(text: str) -> str:
    return _LOST_ESCAPES.sub("", text) if _COLOUR_RESET in text else text


def fold_spaces(text: str) -> str:
    """Return `text` with every run of white space as one space, and none at either end."""
    return " ".join(text.split())
