"""Formulas in LaTeX: those that read as a text are read, the others are left out.

`$x$`, `$n = 5$` and `$A = \\pi r^2$` are their letters and signs. Sums,
matrices and the like aren't said. An amount in dollars isn't a formula: its sign has a digit
behind it, and prose up to the next sign.
"""

import re
from collections.abc import Iterator

from voicefarm.normalization.tex import signs_of

_ANY_FORMULA = re.compile(r"\$|\\[a-zA-Z(\[%&#]")
_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,200}+\}){0,200}+\}){0,300}+\}"
_SYMBOLS = (
    "frac|dfrac|tfrac|sqrt|sum|int|iint|oint|prod|lim|binom|vec|hat|bar|overline|mathbb|mathbf"
    "|mathrm|mathcal|left|right|cdot|times|div|pm|leq?|geq?|neq?|approx|equiv|infty|partial|nabla"
    "|alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma"
    "|tau|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Pi|Sigma|Phi|Psi|Omega|in|to"
)
_FORMULA = re.compile(
    r"(?P<opens>\$\$|\\\[|\\\(|\\begin\{(?P<name>[A-Za-z]{1,20}\*?)\})"
    r"|(?<![\w$\\])\$(?P<inline>(?=\S)[^$\n]{0,299}[^\s$\\])\$(?![\w$])"
    r"|\\(?:emph|textbf|textit|textsc|texttt|underline|text)\{(?P<inside>[^{}]{0,500})\}"
    r"|(?<![^\s\d(])\\(?P<escaped>[$%&#])"
    rf"|\\(?:cite[tp]?|ref|eqref|label|footnotemark|cref){_BRACES}"
    rf"|(?<![A-Za-z:\\])\\(?:{_SYMBOLS})(?![A-Za-z])(?:{_BRACES}|[_^](?:{_BRACES}|\w))*+"
)
_CLOSERS = {"$$": "$$", "\\[": "\\]", "\\(": "\\)"}
_LONGEST = 4000
"""Characters between a formula's two ends; behind a longer one something was forgotten."""
_IS_MATHS = re.compile(r"[\\^{}]|_\w|[A-Za-z]\s*[=<>+*/]|[=<>+*/]\s*[A-Za-z]")
_IS_PROSE = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{4,}(?![A-Za-z}(])|[.!?]\s")
_HAS_MATHS = re.compile(r"[A-Za-z=\\^]")
_MAY_BE_PROSE = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}(?![A-Za-z])")


def formulas(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each formula of `text` stands, and what is read of it; empty to leave it out."""
    if _ANY_FORMULA.search(text) is None:
        return
    place = 0
    while formula := _FORMULA.search(text, place):
        end, words = _one_formula(text, formula)
        if words is None:
            place = formula.start() + 1
        else:
            yield formula.start(), end, words
            place = end


def _one_formula(text: str, formula: re.Match[str]) -> tuple[int, str | None]:
    """Where a formula ends and what is read of it; None if it isn't one."""
    if formula["inline"] is not None:
        return formula.end(), _read(formula["inline"])
    if formula["opens"] is None:
        words = formula["inside"] or formula["escaped"] or signs_of(formula[0]) or ""
        return formula.end(), words
    closer = _CLOSERS.get(formula["opens"]) or f"\\end{{{formula['name']}}}"
    at = text.find(closer, formula.end(), formula.end() + _LONGEST)
    if at <= formula.end():
        return formula.end(), None
    inside = "" if formula["name"] else text[formula.end() : at]
    return at + len(closer), signs_of(inside) or ""


def _read(inside: str) -> str | None:
    """What is read of the inside of `$…$`; None if it isn't a formula."""
    is_maths = _IS_MATHS.search(inside)
    if is_maths or " " not in inside or not _MAY_BE_PROSE.search(inside):
        signs = signs_of(inside)
        if signs is not None and _HAS_MATHS.search(inside):
            return signs
    return "" if is_maths and not _IS_PROSE.search(inside) else None
