"""Scene breaks: a row of stars, squares or dashes is silence, longer than between paragraphs."""

import re

_ROW = re.compile(
    r"[*•·⁂※†‡#~\-–—―_=^■□▪▫●○◦◆◇★☆✦✧✶✱✲✻❖❦❧☙§¤<>/\\.:\s]+"
    r"|[-–—=~*·•\s]*(?:o+[0O]o+|O[o0]O)[-–—=~*·•\s]*"
    r"|(?:[xX]\s+){2,}[xX]"
)
# A few of these alone are a quotation's sign, a path or an ellipsis.
_TOO_LITTLE = re.compile(r"[<>:\s]+|[/\\.:\s]{1,3}|(?:\.\s?){3}")


def is_break(text: str) -> bool:
    """Whether a line without its indent is a scene break."""
    return _ROW.fullmatch(text) is not None and _TOO_LITTLE.fullmatch(text) is None
