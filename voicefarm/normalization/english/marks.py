"""Signs in prose: notes that are not read, arithmetic, marks with a name, marks without a sound."""

import re
from collections.abc import Callable

from voicefarm.languages.record import words
from voicefarm.normalization.emoticons import HEART
from voicefarm.normalization.english.context import text_before, word_after
from voicefarm.normalization.english.numbers import NUMBER, cardinal, number_words, roman
from voicefarm.normalization.english.quantities.adjectives import NOT_NOUNS
from voicefarm.normalization.scanner import DIGITS, Rule

_BETWEEN_FIGURES = {
    "*": "times", "×": "times", "x": "by", "·": "times", "/": "slash", "÷": "divided by",
    "<": "is less than", ">": "is greater than",
}  # fmt: skip
NAMES = {
    "&": "and", "@": "at", "+": "plus", "=": "equals", "≠": "is not equal to", "%": "percent",
    "~": "about", "≈": "about", "≥": "at least", "≤": "at most", "×": "times", "÷": "divided by",
    "±": "plus or minus", "→": "to", "⇒": "implies", "←": "from", "↔": "to and from",
    "↑": "up", "↓": "down", "$": "dollars", "€": "euros", "£": "pounds", "¥": "yen",
    "©": "copyright", "℗": "copyright", "¶": "paragraph", "°": "degrees", "√": "square root of",
    "∛": "cube root of",
    "∞": "infinity", "∑": "sum", "∏": "product", "∫": "integral of", "∂": "partial", "∆": "delta",
    "∇": "nabla", "∈": "in", "∉": "not in", "⊂": "subset of", "⊆": "subset of", "∪": "union",
    "∩": "intersection", "∀": "for all", "∃": "there exists", "∴": "therefore", "∵": "because",
    "≡": "is equivalent to", "∝": "is proportional to", "≪": "much less than",
    "≫": "much greater than", "∅": "empty set", "¬": "not", "∧": "and", "∨": "or", "⊕": "xor",
    "∥": "parallel to", "△": "triangle", "♩": "quarter note", "♂": "male", "♀": "female",
    "♠": "spades", "♦": "diamonds", "♣": "clubs", "ℝ": "R", "ℕ": "N", "ℤ": "Z", "ℚ": "Q", "ℂ": "C",
    "⊥": "perpendicular to", "∠": "angle", "‰": "per mille",
    "−": "minus", "♯": "sharp", "♭": "flat", "℅": "care of", "№": "number",
    "₹": "rupees", "₩": "won", "¢": "cents", "₫": "dong", "₽": "rubles",
}  # fmt: skip
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
    "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi",
    "ω": "omega", "Γ": "gamma", "Δ": "delta", "Θ": "theta", "Λ": "lambda", "Ξ": "xi", "Π": "pi",
    "Σ": "sigma", "Φ": "phi", "Ψ": "psi", "Ω": "omega",
}  # fmt: skip
_SILENT = "♥#*_|^`\\™®†‡•‣◦▪●○■□◆◇★☆✦✧¦{}℠"
_NAMES = re.escape("".join(NAMES))
_SILENT_RUN = f"[{re.escape(_SILENT)}]{{1,200}}"
_SPANNED = words(
    """
    January February March April May June July August September October November December Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday noon midnight late close closing dusk dawn
    sunset
    """
)
_BEFORE_SPAN = re.compile(rf"(?:\b|(?<=\d))(?:(?:{'|'.join(_SPANNED)})|(?i:[ap]\.?m\.?))\Z")
_EMOTICON = re.compile(rf"(?<![^\s.!?,])(?:[:;=]'?-?[()DPp|]{{1,3}}|{HEART})(?=[\s.!?,\d]|\Z)")
_FIGURE = r"[\d.)²³½]"
_MEASURE = re.compile(r"\d[\d.,]* ?(?:[°º]?[CF]|lbs?|oz|kg|g|ml|in|cm|mm|km|mi|ft)\b")
"""After the slash of "180 °C / 400F", the same by other units."""
_SPOKEN_NEXT = re.compile(r"[^\W_]|[-−]\.?\d")
_PRODUCT = re.compile(r"[\d.,]{1,12}(?: ?x ?[\d.,]{1,12}){0,4} ?=")


def _emoticon(match: re.Match[str]) -> str:
    """Not read; but "I <3 you" is love."""
    is_verb = match[0][0] == "<" and re.search(r"\b(?:I|[Ww]e) \Z", text_before(match))
    return "love" if is_verb and word_after(match) else ""


def _between_figures(match: re.Match[str]) -> str:
    if match["mark"] == "/" and match.string.startswith("(", match.end()):
        return "over"
    if match["mark"] == "/" and _MEASURE.match(match.string, match.end()):
        return "or"
    if match["mark"] == "/" and " / " in match.string[match.start() - 1 : match.end() + 1]:
        return "divided by"
    if match["mark"] == "x" and _PRODUCT.match(match.string, match.end()):
        return "times"
    return _BETWEEN_FIGURES[match["mark"]]


def _until(match: re.Match[str]) -> str | None:
    """ "Monday–Friday", "May-June"."""
    is_span = _BEFORE_SPAN.search(text_before(match)) and word_after(match) in _SPANNED
    return "to" if is_span else None


def _compared(match: re.Match[str]) -> str:
    return f"is {'less' if match['mark'] == '≤' else 'greater'} than or equal to"


def _named(match: re.Match[str]) -> str:
    return " ".join(NAMES[mark] for mark in match[0])


def _many(match: re.Match[str]) -> str:
    """ "2π"."""
    return f"{number_words(match['amount'])} {_GREEK[match['letter']]}"


def _greek(match: re.Match[str]) -> str:
    power = {"²": " squared", "³": " cubed"}.get(match["power"], "")
    index = match["index"].translate(_LOWERED)
    return _GREEK[match["letter"]] + (f" {number_words(index)}" if index else "") + power


def _silent(match: re.Match[str]) -> str:
    """Nothing, or the space between two words that it held apart."""
    start, end, text = match.start(), match.end(), match.string
    holds_apart = start and text[start - 1].isalnum() and _SPOKEN_NEXT.match(text, end)
    return " " if holds_apart else ""


def _squared(match: re.Match[str]) -> str:
    return _squared_or_cubed(match[0])


def _squared_or_cubed(power: str) -> str:
    return " squared" if power == "²" else " cubed"


def _says(said: str) -> Callable[[re.Match[str]], str]:
    def say(match: re.Match[str]) -> str:
        return said

    return say


def _numbered_section(match: re.Match[str]) -> str | None:
    value = roman(match["numeral"].upper())
    return None if value is None else f"section {cardinal(value)}"


def _stars(match: re.Match[str]) -> str:
    """ "★★★★☆" as "four out of five stars"."""
    full = match[0].count("★")
    names = ("zero", "one", "two", "three", "four", "five")
    if full == len(match[0]):
        return f"{names[full]} star{'' if full == 1 else 's'}"
    return f"{names[full]} out of {names[len(match[0])]} stars"


def _function_power(match: re.Match[str]) -> str:
    """ "sin²θ" as "sin squared theta"."""
    letter = f" {_GREEK[match['letter']]}" if match["letter"] else ""
    return f"{_squared_or_cubed(match['power'])}{letter}"


def _stars_behind(match: re.Match[str]) -> str:
    """ "5★", "a 5★ hotel"."""
    noun = word_after(match)
    if noun.islower() and noun not in NOT_NOUNS:
        return "-star"
    return " star" if re.search(r"(?<![\d.])1\Z", text_before(match)) else " stars"


def _isotope(match: re.Match[str]) -> str:
    """ "¹⁴C" as "fourteen C"."""
    return number_words(match["mass"].translate(_RAISED)) + " "


def _solar(match: re.Match[str]) -> str:
    """ "0.12 M☉" as "solar masses", without a figure "solar mass"."""
    is_counted = re.search(r"\d ?\Z", text_before(match))
    return f"solar {(_SOLAR_MANY if is_counted else _SOLAR)[match['what']]}"


def _integral(match: re.Match[str]) -> str:
    """ "∫₀¹" as "integral from zero to one of"."""
    low, high = match["low"].translate(_LOWERED), match["high"].translate(_RAISED)
    return f"integral from {number_words(low)} to {number_words(high)} of "


def _charge(match: re.Match[str]) -> str:
    """ "e⁻" as "e minus"."""
    return " plus" if match[0] == "⁺" else " minus"


def _number_or_hash(match: re.Match[str]) -> str:
    return "number"


_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LISTED = r"\d{1,3}(?:(?:, ?| ?[-–] ?|; ?)\d{1,3}){0,20}"
_SOLAR = {"M": "mass", "L": "luminosity", "R": "radius"}
_SOLAR_MANY = {"M": "masses", "L": "luminosities", "R": "radii"}
NOTES = (
    Rule("MLR", re.compile(r"(?P<what>[MLR])[☉⊙](?!\w)"), _solar),
    Rule(":;=<", _EMOTICON, _emoticon),
    Rule(
        DIGITS,
        re.compile(rf"(?P<amount>{NUMBER})(?!μ\w|Ω)(?P<letter>[{''.join(_GREEK)}])(?![α-ωά-ώ])"),
        _many,
    ),
    Rule(
        "²³",
        re.compile(
            rf"(?:(?<=\bsin)|(?<=\bcos)|(?<=\btan))(?P<power>[²³])(?P<letter>[{''.join(_GREEK)}])?"
        ),
        _function_power,
    ),
    Rule("⁻", re.compile(r"(?:(?<=\bsin)|(?<=\bcos)|(?<=\btan))⁻¹ ?"), _says(" inverse ")),
    Rule("²³", re.compile(r"(?<=[\W\d_][a-z\d]\))[²³]"), _squared),
    # "[3, 4]", a superscript after a stop or a long word, "it.12 More".
    Rule(
        "[",
        re.compile(
            rf"(?:(?<=[\w.,;:!?)\]”\"'])|(?<=[a-z] )(?=\[\d+\][-–,] ?\[))\[{_LISTED}\]"
            r"(?:[-–—,] ?\[\d{1,3}\]){0,8}"
        ),
        _says(""),
    ),
    Rule("[", re.compile(r"\[(?:citation needed|note \d{1,3}|[a-z])\]"), _says("")),
    Rule(
        "¹²³⁰⁴⁵⁶⁷⁸⁹",
        re.compile(r"(?<![\w.,;:!?)\]”\"'])(?P<mass>[¹²³⁰⁴-⁹]{1,3})(?=[A-Z][a-z]?(?![^\W\d_]))"),
        _isotope,
    ),
    Rule(
        "¹²³⁰⁴⁵⁶⁷⁸⁹",
        re.compile(
            r"(?<!\bsin)(?<!\bcos)(?<!\btan)(?<!\blog)"
            r"(?:(?<=[a-z][.,;:!?)”\"'])|(?<=[.!?][”\"'])|(?<=[a-z]{3})|(?<=\d[.,;]))"
            r"[¹²³⁰⁴-⁹](?:[,–⁻]?[¹²³⁰⁴-⁹]){0,6}"
        ),
        _says(""),
    ),
    Rule(
        "0123456789",
        re.compile(
            r"(?<=[a-z]{2}[.!?])(?<![Nn]o\.)(?<!pp\.)\d{1,3}(?:[,–-]\d{1,3}){0,4}"
            r"(?=\s+[A-Z\"“]|\s*\Z)"
        ),
        _says(""),
    ),
)
RULES = (
    Rule("#№", re.compile(r"[#№] ?(?=\d)"), _number_or_hash),
    Rule("§", re.compile(r"§{1,2} ?(?P<numeral>[IVXivx]{1,7})(?!\w)"), _numbered_section),
    Rule("#", re.compile(r"(?<=[\w(] )#s(?!\w)"), _says("numbers")),
    Rule("§", re.compile(r"§§ ?"), _says("sections")),
    Rule("§", re.compile(r"§ ?"), _says("section")),
    Rule("+", re.compile(r"\+/[-−–](?![A-Za-z])"), _says("plus or minus")),
    Rule("x×", re.compile(r"(?<=\d )[x×](?= ?[$€£¥]\d)"), _says("times")),
    Rule("·", re.compile(r"(?<=\b[A-Za-z])·(?=[A-Za-z](?!\w))"), _says(" times ")),
    Rule("-–", re.compile(r"(?<=[A-Z]{2}\d\d)[-–](?=\d\d(?![\w-]))"), _says(" to ")),
    Rule("/", re.compile(r"(?<=∂[A-Za-zα-ω])/(?=∂)"), _says(" over ")),
    Rule("∫", re.compile(r"∫(?P<low>[₀-₉]{1,4})(?P<high>[⁰¹²³⁴-⁹]{1,4}) ?"), _integral),
    Rule("/", re.compile(r"(?<=\d)/(?=1,?000? ?(?:g|ml|mL|km|sq)\b)"), _says(" per ")),
    Rule("*", re.compile(r"(?<=\d)\*(?= [(\d])"), _says("")),
    Rule(
        "*",
        re.compile(r"(?<=\b[1-7])\*(?= (?:hotel|resort|spa|luxury|B&B|review))"),
        _says("-star"),
    ),
    Rule("~", re.compile(r"(?<=\dV)~ ?"), _says(" AC ")),
    Rule(
        "(", re.compile(r"(?:(?<![^\n])|(?<=[.!] ))\([cC]\)(?= ?(?:19|20)\d\d)"), _says("copyright")
    ),
    Rule("(", re.compile(r"(?<=\d[-–]\d)\((?=\d{1,2}\))"), _says(" (")),
    Rule("¶", re.compile(r"¶¶ ?(?=\d)"), _says("paragraphs ")),
    Rule("<", re.compile(r"<(?=[$€£]\d)"), _says("less than ")),
    Rule(">", re.compile(r"(?<!\w)>(?=[$€£]\d)"), _says("more than ")),
    Rule(
        "/",
        re.compile(
            r"(?:(?<=[°º][CF])|(?<=[°º] [CF])|(?<=[°º][CF] )|(?<=\d[CF]))"
            r"/(?:(?=[-−]\d{1,3} ?[°º]?[CF]\b)| (?=[-−]?\d))"
        ),
        _says("or"),
    ),
    Rule(
        "*×x·/÷<>",
        re.compile(
            rf"(?:(?<={_FIGURE})|(?<={_FIGURE} ))(?<!\D\.) ?(?P<mark>[*×x·÷<>/]) ?(?=[\d(√-])"
        ),
        _between_figures,
    ),
    Rule(
        "<>",
        re.compile(r"(?:(?<=\b[A-Za-z])|(?<=\b[A-Za-z] ))(?P<mark>[<>])(?= ?\d)"),
        _between_figures,
    ),
    Rule(
        "<",
        re.compile(
            r"(?:(?<=\bis )|(?<=\bat )|(?<=\bof )|(?<=\bwas )|(?<=\bare )|(?<=\bwere )|(?<=\bbe ))"
            r"<(?= ?[\d.])"
        ),
        _says("less than"),
    ),
    Rule("!", re.compile(r"(?:(?<=&& )|(?<=\|\| )|(?<=if \())!(?=[a-z(])"), _says("not ")),
    Rule(
        "!", re.compile(r"(?<=[\dn])!(?= ?[=×·÷*/](?!\w*>))|(?<=[-−+] \d\))!"), _says(" factorial")
    ),
    Rule("⁺⁻", re.compile(r"(?<=[A-Za-z])[⁺⁻](?![⁰¹²³⁴-⁹\w])"), _charge),
    Rule("ᵢⱼₖₙₘₓ", re.compile(r"[ᵢⱼₖₙₘₓ]"), lambda match: " " + "ijknmx"["ᵢⱼₖₙₘₓ".index(match[0])]),
    Rule("<>", re.compile(r"<(?= ?\d)"), _says("less than")),
    Rule("<>", re.compile(r">(?= ?\d)"), _says("more than")),
    Rule("<", re.compile(r"<(?=-?\d|[^\w!?=-]|\Z)(?!/[A-Za-z])"), _says("is less than")),
    Rule(">", re.compile(r"(?<=[^\w/\"'=-])>(?!=)"), _says("is greater than")),
    Rule("-=<", re.compile(r"-{1,2}>|={1,2}>"), _says("to")),
    Rule("=", re.compile(r"(?<=\w)={2,3}(?=\w)|(?<= )={2,3}(?= )"), _says("equals")),
    Rule("=!<>", re.compile(r"!="), _says("is not equal to")),
    Rule("<>", re.compile(r"<="), _says("at most")),
    Rule("<>", re.compile(r">="), _says("at least")),
    Rule("&", re.compile("&&"), _says("and")),
    Rule("$", re.compile(r"\$(?= signs?\b)"), _says("dollar")),
    Rule("$", re.compile(r"\${2,20}"), _silent),
    Rule("$", re.compile(r"\$(?=[A-Za-z_{])"), _silent),
    Rule("–", re.compile(r"(?<=[a-z])–(?=\d)"), _says("to")),
    Rule(
        "-–",
        re.compile(r"(?<=\d(?P<first>[a-hA-H]))[-–](?=(?P<last>[a-hA-H])(?!\w|-))"),
        lambda match: "to" if match["first"] < match["last"] else None,
    ),
    Rule(
        "-–—", re.compile(r"(?<=\w[)\]])[-–—](?=[(\[]\w)|(?<=\d)[-–](?=[QH][1-4]\b)"), _says(" to ")
    ),
    Rule("~", re.compile(r"\A~ |~(?=\s*\Z)"), _says("")),
    Rule("-–", re.compile(r"(?:(?<=\bA)|(?<=\ba))[-–](?=[zZ](?!\w))"), _says("to")),
    Rule("-–", re.compile(r"[-–](?=[JFMASONDTWncdlms])"), _until),
    Rule("×", re.compile(r"(?<=[A-Za-z] )×(?= ?\d)"), _says("by")),
    Rule("x", re.compile(r"(?<=[\"'″′] )x(?= \d)"), _says("by")),
    Rule("✓✔✗✘☑☒", re.compile(r"(?<![^\s|(])[✓✔☑✗✘☒]\ufe0f? ?(?=[\w(])"), _says("")),
    Rule("✓✔✗✘☑☒", re.compile(r"[✓✔☑]\ufe0f?"), _says("yes")),
    Rule("✓✔✗✘☑☒", re.compile(r"[✗✘☒]\ufe0f?"), _says("no")),
    Rule("★", re.compile(r"(?<=\d)★(?![★☆])"), _stars_behind),
    Rule("★☆", re.compile(r"(?=[★☆]{2,5}(?![★☆]))★{1,5}☆{0,4}"), _stars),
    Rule("=~+", re.compile(r"={2,}|~{2,}|\+{4,}"), _silent),
    Rule("+", re.compile(r"\+(?=[.,;:!?)\s]|\Z)"), _says("plus")),
    Rule(
        "-–−",
        re.compile(
            r"(?<=[\w)] )[-–−](?= \w{1,3}\s?=)|(?<=[²³] )[-–−](?= )"
            r"|(?<=\) )−(?= )|(?<=\w\) )-(?= (?:\(|[b-hj-z](?![\w'])))"
        ),
        _says("minus"),
    ),
    Rule(
        "≤≥",
        re.compile(r"(?:(?<=\b\w)|(?<=[\d)])|(?<=\b\w )|(?<=[\d)] ))(?P<mark>[≤≥])"),
        _compared,
    ),
    Rule("".join(NAMES), re.compile(f"[{_NAMES}](?:[{_NAMES}](?!\\s?[\\d.>])){{0,50}}"), _named),
    Rule(
        "".join(_GREEK),
        re.compile(
            f"(?<![α-ω])(?P<letter>[{''.join(_GREEK)}])(?P<index>[₀-₉]{{0,3}})(?P<power>[²³]?)(?![α-ωά-ώ])"
        ),
        _greek,
    ),
    Rule("/", re.compile(r"(?<=\w )/(?= \d{1,2}(?::\d\d| ?[ap]m\b))"), _says("or")),
    Rule(
        "/",
        re.compile(r"(?<=\w)/(?=\w)|(?<=[\w.])/(?=[$€£¥]|\.\d)|(?<=[a-z]\.)/(?=[a-z])"),
        _says(" "),
    ),
    Rule("/", re.compile("/"), _silent),
    Rule("¹²³⁰⁴⁵⁶⁷⁸⁹", re.compile("[¹²³⁰⁴-⁹]{1,9}"), _says("")),
    Rule(_SILENT, re.compile(rf"\A{_SILENT_RUN} ?|{_SILENT_RUN}"), _silent),
)
