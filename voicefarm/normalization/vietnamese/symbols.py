"""Marks that are spoken, and those that aren't."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import Rule
from voicefarm.normalization.vietnamese.capitals.letters import LOWER, UPPER
from voicefarm.normalization.vietnamese.context import rule, word_before, words_before

_SPOKEN = {
    **{"&": "và", "＆": "và", "=": "bằng", "≈": "xấp xỉ", "≠": "khác", "≤": "nhỏ hơn hoặc bằng"},
    **{"≥": "lớn hơn hoặc bằng", "±": "cộng trừ", "×": "nhân", "÷": "chia", "√": "căn bậc hai của"},
    **{"∞": "vô cùng", "π": "pi", "→": "đến", "⇒": "suy ra", "←": "từ", "↔": "và", "§": "mục"},
    **{"Δ": "đen ta", "α": "an pha", "β": "bê ta", "γ": "ga ma", "Ω": "ôm"},
    **{
        "λ": "lam đa",
        "ω": "ô mê ga",
        "φ": "phi",
        "ϕ": "phi",
        "θ": "tê ta",
        "μ": "muy",
        "δ": "đen ta",
    },
    **{"ε": "ép si lon", "σ": "xích ma", "ρ": "rô", "τ": "tô", "η": "ê ta", "ψ": "pơ si"},
    **{"ν": "nuy", "κ": "cáp pa", "χ": "khi", "ξ": "kơ si", "ζ": "dê ta", "Σ": "xích ma"},
    **{"Φ": "phi", "Θ": "tê ta", "Λ": "lam đa", "Ψ": "pơ si", "Γ": "ga ma", "Π": "pi"},
    **{"₫": "đồng", "€": "ơ rô", "£": "bảng", "¥": "yên", "₿": "bitcoin", "$": "đô la"},
    **{"%": "phần trăm", "‰": "phần nghìn", "@": "a còng", "°": "độ", "∈": "thuộc", "µ": "muy"},
    **{"⊥": "vuông góc với", "∥": "song song với", "∪": "hợp", "∩": "giao", "∅": "tập rỗng"},
    **{"⊂": "là tập con của", "∉": "không thuộc", "∀": "với mọi", "∃": "tồn tại"},
    **{"⇔": "tương đương", "∑": "tổng", "∫": "tích phân", "∠": "góc", "∆": "đen ta"},
}
_WORDED = re.escape("".join(_SPOKEN))
_SILENT = "*_|\\^`~#<>{}©®™•·●▪■□◆►▶→†‡¶¤¦★☆↑↓"
_SIGNS = {"<": "nhỏ hơn", ">": "lớn hơn"}


_REFERENCE = (
    r"(?<=[^\W\d_]{2})(?:\[\d{1,3}(?:[,–-] ?\d{1,3}){0,6}\]){1,8}(?![\w(])|"
    r"(?<=[\w.,;:!?)\"”]) ?(?:\[\d{1,3}(?:[,–-] ?\d{1,3}){0,6}\]){1,8}(?![\w(])|"
    r"(?<=[\w.,;:!?)\"”] )(?:\[\d{1,3}(?:[,–-] ?\d{1,3}){0,6}\]){1,8}(?![\w(])"
)
"""A mark that points at a note: "[1]", "[3][4]"."""


def _reference(match: re.Match[str]) -> str | None:
    """Nothing; in "xem [5]" it is a part of the sentence, and "[0, 1]" holds figures."""
    if _ZERO.search(match[0]) or word_before(match) in _HOLDING:
        return None
    is_part = match.string[match.start() - 1].isspace() and word_before(match) in _POINTING
    is_part |= words_before(match, 2) in ("xem thêm", "Xem thêm")
    is_part |= match.string[: match.start()].rstrip().endswith(("],", "nguồn:", "Nguồn:"))
    return "" if match.string[: match.start()].strip() and not is_part else None


_ZERO = re.compile(r"(?<!\d)0(?!\d)")
"""No note is number 0."""
_HOLDING = words_of("đoạn khoảng vector vectơ véc-tơ mảng miền")
_POINTING = words_of("xem theo trong ở của số tại mục liệu và hoặc như từ nguồn hình bảng là")


def _spoken(match: re.Match[str]) -> str:
    return _SPOKEN[match[0]]


def _result(match: re.Match[str]) -> str:
    """ "test (+)", "HBsAg(-)"."""
    apart = "" if match.string[match.start() - 1].isspace() else " "
    return apart + ("dương tính" if match["sign"] == "+" else "âm tính")


def _divided(match: re.Match[str]) -> str | None:
    """ "25 x 4 : 10"."""
    before = match.string[max(0, match.start() - 24) : match.start()]
    return "chia" if _OPERATED.search(before) else None


_OPERATED = re.compile(r"\d(?: ?[x×+÷*–-] ?| : )\d+ \Z")


_MARKS = f" .,;:!?{_SILENT}"
_LETTERS = re.compile(r"(?:\W|\A|Δ)?[a-z]/(?:[a-z](?:\W|\Z)?|Δ[a-z])")


def _slash(match: re.Match[str]) -> str:
    """ "và/hoặc" keeps one word, "nam/nữ" a pause, "2/3/4" is over."""
    text, start, end = match.string, match.start(), match.end()
    if text[max(0, start - 2) : start] == "và" and text[end : end + 4] == "hoặc":
        return " "
    if _LETTERS.fullmatch(text[max(0, start - 2) : end + 2]):
        return "trên"
    if not text[:start].strip(_MARKS):
        return ""
    is_figure = text[start - 1 : start].isdigit() and not _NAME_NEXT.match(text, end)
    is_figure |= text[end : end + 1].isdigit()
    return "trên" if is_figure else ", "


_NAME_NEXT = re.compile(rf"[{UPPER}][{LOWER}]{{2}}")
"""A name behind a figure is another one, as in "iPhone 7/Plus"."""


def _minus_or_plus(match: re.Match[str]) -> str | None:
    """ "dấu (+)" names the sign, which "dấu cộng (+)" has named."""
    name = "cộng" if match["sign"] == "+" else "trừ"
    before = words_before(match, 2).split()
    if before[-1:] == [name]:
        return ""
    return name if before and before[-1] in _SIGN_NAMES else _result(match)


_SIGN_NAMES = words_of("dấu nút phím ion cực điện")


SYMBOLS: tuple[Rule, ...] = (
    rule(
        f".,;:{_SILENT}",
        rf"\A[{re.escape(_SILENT)}\s]{{0,6}}[.,;:][\s.,;:]{{0,6}}(?![.…])(?<!\.\.\.)",
        lambda _match: "",
    ),
    rule(
        ".,;:",
        r"(?<=\s)[.,;:](?![.\w])",
        lambda match: None if match.string[: match.start()].strip() else "",
    ),
    rule("Ðð", r"[Ðð]\w{0,20}", lambda match: match[0].replace("Ð", "Đ").replace("ð", "đ")),
    rule("@", r"(?<=[\dKkp])@(?=\d)", lambda _match: " "),
    rule("#", r"#(?=\d)", lambda _match: "số"),
    rule("N", r"No\. ?(?=\d)", lambda _match: "số "),
    rule("★⭐", r"(?:(?<=\d)|(?<=\d ))[★⭐](?![★⭐])", lambda _match: "sao"),
    rule("~", r"(?<=V)~ ?[/,]? ?(?=\d)", lambda _match: ", "),
    rule("~", r"~\s?(?=[$€£¥]?\d)", lambda m: "" if word_before(m) == "khoảng" else "khoảng "),
    rule("+", rf"(?<=\S )\+(?= \S)|(?<=[\w){_WORDED}])\+(?=[\w({_WORDED}])", lambda _match: "cộng"),
    rule("+", r"(?<=[\d%])\+{2,}/(?=[^\W\d])", lambda _match: " một "),
    rule("+", r"(?<=[\d%])\+{2,}(?!\w)", lambda _match: ""),
    rule("|", r"(?:(?<=\{[a-z])|(?<=\{[a-z] ))\|(?= ?\w)", lambda _: "sao cho"),
    rule("<>", r"(?<=[\s(“\"])[<>](?=[,;)”\"]| (?:và|hoặc|hay) )", lambda m: _SIGNS[m[0]]),
    rule(
        "<>",
        r"(?:(?<=dấu )|(?<=, )|(?<=và )|(?<=hoặc ))[<>](?=\s*(?:[.,;?!)]|\Z| [^\W\d]))",
        lambda m: _SIGNS[m[0]],
    ),
    rule("ØøΦφ⌀", r"[ØøΦφ⌀] ?(?=\d)", lambda _match: "phi "),
    rule("↑↓", r"[↑↓](?=\s?\d)", lambda m: "tăng" if m[0] == "↑" else "giảm"),
    rule("+", r"(?<=\d)\+(?![\w+])", lambda _match: "cộng"),
    rule("+", r"(?<=\d%)\+(?![\w+])", lambda _match: "cộng"),
    rule("+", r"(?<=[A-Za-z])\+(?![\w+/-])", lambda _match: " cộng"),
    rule("+", r"\+/[-−–] ?(?=\d)", lambda _match: "cộng trừ "),
    rule(":", r"(?<=\d ):(?= \d)", _divided),
    rule(
        "+",
        r"(?:(?<=\d[kKMB])|(?<=\dtr)|(?<=[\d ]tỷ)|(?<=[\d ]triệu)|(?<=[\d ]nghìn))\+(?![\w+])",
        lambda _match: " cộng",
    ),
    rule("-−", r"(?<=\d[a-z] )[-−](?= \w{1,3} ?[-+−=])", lambda _match: "trừ"),
    rule(
        "(",
        r"(?:(?<=[\w:] )|(?<=\w))\((?P<sign>[-–+])\)",
        _minus_or_plus,
    ),
    rule("-–", r"(?<=CN )[-–](?= \d)", lambda _match: "đến"),
    rule("-−", r"(?<=[\d²³] )[-−](?= \d)(?! 0\d)|(?<=[\w)] )−(?= [\w(])", lambda _match: "trừ"),
    rule(
        "<", r"<=?(?=\s?[-\d])|(?<=\s)<(?=\s)", lambda m: "nhỏ hơn" + " hoặc bằng" * ("=" in m[0])
    ),
    rule(
        ">", r">=?(?=\s?[-\d])|(?<=\s)>(?=\s)", lambda m: "lớn hơn" + " hoặc bằng" * ("=" in m[0])
    ),
    rule(
        "!", r"(?:(?<=\d)|(?<![^\W\d]n)(?<=n))!(?= ?[=×*/+;)])(?! ?==)", lambda _match: " giai thừa"
    ),
    rule(
        "/",
        r"(?:(?<=[A-Z)] )|(?<=\b[a-z] ))//(?= [A-Z(a-z][A-Z]{0,2}(?!\w))"
        r"|(?<=[A-Z])//(?=[A-Z]{2}(?!\w))",
        lambda _match: "song song với",
    ),
    rule("-−", r"(?<=\([a-z])[-−](?=\d|[a-z]\))", lambda _match: " trừ "),
    rule("–", r"(?<=\d )–(?= \d+(?:[.,]\d+)? ?=)", lambda _match: "trừ"),
    rule("!", r"!==?(?=\s?[\w(-])", lambda _match: "khác"),
    rule("<", r"<=(?=\s?[\w(])", lambda _match: "nhỏ hơn hoặc bằng"),
    rule(">", r">=(?=\s?[\w(])", lambda _match: "lớn hơn hoặc bằng"),
    rule(
        "=", r"(?:(?<=[\w)] )={2,3}(?= [\w(-])|(?<=[\w)])={2,3}(?=[\w(-]))", lambda _match: "bằng"
    ),
    rule("+-−", r"(?<![\w)])[-+−](?=∞)", lambda m: "cộng " if m[0] == "+" else "âm "),
    rule("=", r"=>", lambda _match: "suy ra"),
    rule("[", _REFERENCE, _reference),
    rule("<", r"(?:(?<=\W\w)|(?<=\A\w))<(?=\w(?:\W|\Z))", lambda _match: "nhỏ hơn"),
    rule(">", r"(?:(?<=\W\w)|(?<=\A\w))>(?=\w(?:\W|\Z))", lambda _match: "lớn hơn"),
    rule("=", r"={2,}", lambda _match: ""),
    rule("-=", r"[-=]>", lambda _match: "đến"),
    rule("".join(_SPOKEN), ".", _spoken),
    rule("/", rf"(?:(?<=[^\W_])|(?<=[{_WORDED}\"”']))/ ?(?=[^\W_(]|[{_WORDED}])", _slash),
    rule("/", r"(?<=[.)])/(?=[^\W_(])", _slash),
    rule("/", rf"(?<=[\w)%.,\"”{_WORDED}] )/(?= [\w(\"“{_WORDED}])", lambda _match: "-"),
    rule("*", r"(?<=[1-7])(?<!\d\d)(?<!\*\d)\*(?![\w*])", lambda _match: " sao"),
    rule(_SILENT, rf"(?<=[^\W_])[{re.escape(_SILENT)}]+(?=[^\W_])", lambda _match: " "),
    rule(_SILENT, rf"[{re.escape(_SILENT)}]+", lambda _match: ""),
)
