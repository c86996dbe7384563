"""Simple formulas in TeX, written in the signs that the rules of a language read.

`x^{2} \\le \\alpha_0` becomes `x^2 ≤ α₀`. What isn't a line of signs isn't simple: a sum with
bounds, a matrix, an arrow above a letter.
"""

import re
from collections.abc import Mapping

_SIGN_LIST = """
    alpha:α beta:β gamma:γ delta:δ epsilon:ε varepsilon:ε zeta:ζ eta:η theta:θ vartheta:θ
    iota:ι kappa:κ lambda:λ mu:μ nu:ν xi:ξ pi:π rho:ρ sigma:σ tau:τ upsilon:υ phi:φ varphi:φ
    chi:χ psi:ψ omega:ω Gamma:Γ Delta:Δ Theta:Θ Lambda:Λ Xi:Ξ Pi:Π Sigma:Σ Phi:Φ Psi:Ψ
    Omega:Ω le:≤ leq:≤ leqslant:≤ ge:≥ geq:≥ geqslant:≥ ne:≠ neq:≠ lt:< gt:> ll:≪ gg:≫
    approx:≈ sim:≈ simeq:≈ equiv:≡ times:× div:÷ cdot:· pm:± in:∈ notin:∉ subset:⊂
    cap:∩ cup:∪ to:→ rightarrow:→ infty:∞ forall:∀ exists:∃ circ:° percent:% prime:'
    ldots:… dots:…
"""
"""Commands, and the sign of each."""
_SIGNS: Mapping[str, str] = dict(re.findall(r"([A-Za-z]+):(\S+)", _SIGN_LIST))
_SILENT = re.compile(
    r"\\(?:(?:(?:display|text|script)style|left|right|[bB]igg?[lr]?|limits|q?quad)(?![A-Za-z])"
    r"|[,;:! >])"
)
_UPRIGHT = re.compile(
    r"\\(?:math(?:rm|bf|it|sf|tt|cal|bb)|text(?:rm|bf|it)?|operatorname|boldsymbol|bm|mbox)"
    r"\s*\{([^{}\\$]{1,200})\}"
)
_NAMED = re.compile(r"\\(sin|cos|tan|cot|log|ln|exp|max|min|sup|inf|det|dim|gcd|deg)(?![A-Za-z])")
_COMMAND = re.compile(r"\\([A-Za-z]{2,12})(?![A-Za-z])( ?)")
_FRACTION = re.compile(r"\\[dt]?frac\s*(?:\{(\w{1,9})\}\s*\{(\w{1,9})\}|(\d)(\d))")
_ROOT = re.compile(r"\\sqrt\s*(?:\{(\w|\d{1,9})\}|(\d))")
_RAISED_SIGN = re.compile(r"\^\s*\{?\s*([°'])\s*\}?")
_BELOW = re.compile(r" ?_ ?(?:\{ ?(\u2060?\w{1,12}) ?\}|(\w))")
_RAISED = re.compile(r"\^\s*\{([+-]?(?!T\b)\w{1,9})\}")
_GROUP = re.compile(r"\{([^{}]*)\}")
_UPRIGHT_MARK = "\N{WORD JOINER}"
"""Stands before words, which aren't the product of quantities of one letter each."""
_BEGINS = rf"(?<![^\W_])(?<!{_UPRIGHT_MARK})"
_SIDE_BY_SIDE = re.compile(rf"{_BEGINS}(?:[A-Z]{{2,5}}|[A-Za-z]{{2,3}})(?![^\W_])")
_WORD = re.compile(rf"{_BEGINS}[A-Za-z]{{2,}}")
_LONGEST = 300
"""Characters; a longer formula doesn't fit a sentence."""
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_READABLE = re.compile(
    rf"(?:[^\W_]|[\s+=<>.,:;!?()\[\]/%|−±·×÷≤≥≠≪≫≈≡→∈∉⊂∩∪∞∀∃°'…√₀-₉*{_UPRIGHT_MARK}-]"
    r"|_\w|\^[+-]?\w)*+"
)


def signs_of(formula: str) -> str | None:
    """What a formula is in plain signs; None if it isn't simple enough to be read.

    Letters without a space between them are quantities of their own: `AB` becomes `A B`.
    """
    if len(formula) > _LONGEST:
        return None
    text = " ".join(_SILENT.sub(" ", formula).replace("\\%", "%").split())
    text = _NAMED.sub(_upright, _UPRIGHT.sub(_upright, text))
    text = _FRACTION.sub(lambda one: "/".join(filter(None, one.groups())), text)
    text = _ROOT.sub(lambda one: f"√{one[1] or one[2]}", text)
    text = _COMMAND.sub(_sign, text)
    text = _RAISED_SIGN.sub(r"\1", text)
    text = _RAISED.sub(r"^\1", _BELOW.sub(_below, text))
    text = _GROUP.sub(r"\1", _GROUP.sub(r"\1", text))
    text = _SIDE_BY_SIDE.sub(lambda one: " ".join(one[0]), text)
    if _WORD.search(text) or not _READABLE.fullmatch(text):
        return None
    return " ".join(text.replace(_UPRIGHT_MARK, "").split())


def _upright(command: re.Match[str]) -> str:
    words = command[1].split()
    return " ".join(word if len(word) == 1 else _UPRIGHT_MARK + word for word in words)


def _sign(command: re.Match[str]) -> str:
    sign = _SIGNS.get(command[1], command[0])
    return sign if sign.isalpha() else sign + command[2]


def _below(index: re.Match[str]) -> str:
    text = (index[1] or index[2]).removeprefix(_UPRIGHT_MARK)
    if text.isdecimal():
        return text.translate(_LOWERED)
    return f"_{text}" if len(text) == 1 else f" {_UPRIGHT_MARK * (len(text) > 2)}{text} "
