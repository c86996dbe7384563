"""Cleaning: one spelling for every character before a text is cut or spoken.

A hidden mark inside a word makes a model stumble and makes two equal sentences differ, which would
synthesize them twice. Pure functions, safe to call from any thread.
"""

import re
import unicodedata

# Line and paragraph separators that aren't "\n". A form feed starts a page: a new paragraph.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x85\u2028]")
_PARAGRAPH_ENDS = re.compile("[\x0c\u2029]")
_ODD_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# In order: controls, soft hyphen, joiners and fillers, zero-width and bidi marks, word joiner and
# invisible operators, lone surrogates, variation selectors, the byte-order mark, interlinear marks
# and the replacement for a lost character, noncharacters, tags and further variation selectors.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\uffff\U000e0000-\U000e0fff]+"
)


def clean_text(text: str) -> str:
    """Return `text` in NFC, with "\\n" line ends, plain spaces and nothing invisible.

    Tabs and runs of spaces stay, because indentation means something in Markdown. Cleaning twice
    is the same as cleaning once.
    """
    text = _PARAGRAPH_ENDS.sub("\n\n", _LINE_ENDS.sub("\n", text))
    text = _INVISIBLE.sub("", text)
    if text.isascii():
        return text
    # After the marks are gone: one between a letter and its accent would keep them apart.
    return unicodedata.normalize("NFC", _ODD_SPACES.sub(" ", text))


def fold_spaces(text: str) -> str:
    """Return `text` with every run of white space as one space, and none at either end."""
    return " ".join(text.split())
