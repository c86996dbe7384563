"""Names with figures and signs in them: models, roads, languages, molecules, keys to press."""

import itertools
import re

from voicefarm.languages.record import words
from voicefarm.normalization.english.context import text_before
from voicefarm.normalization.english.numbers import DIGITS as DIGIT_WORDS
from voicefarm.normalization.english.numbers import cardinal, number_words, paired, plural, spelled
from voicefarm.normalization.scanner import DIGITS, Rule

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIXED = {
    "C++": "C plus plus", "C#": "C sharp", "F#": "F sharp", "J#": "J sharp", "G++": "G plus plus",
    "g++": "G plus plus", "Notepad++": "Notepad plus plus", "C/C++": "C and C plus plus",
    "A#": "A sharp", "D#": "D sharp", "G#": "G sharp", "ASP.NET": "ASP dot net",
    "Node.js": "Node JS", "Next.js": "Next JS", "Vue.js": "Vue JS", "Three.js": "Three JS",
    "React.js": "React JS", "D3.js": "D three JS", "Wi-Fi": "wifi", "A*": "A star",
    "WWI": "World War one", "WWII": "World War two", "WW1": "World War one",
    "WW2": "World War two", "gr8": "great", "l8r": "later", "m8": "mate", "w8": "wait",
    "h8": "hate", "str8": "straight", "any1": "anyone", "some1": "someone", "every1": "everyone",
    "WHO": "W H O", "APR": "A-P-R",
    "ACLU": "A-C-L-U", "USPS": "U S P S", "ICBM": "I C B M", "COPD": "C O P D",
    "H.264": "H two six four", "H.265": "H two six five", "x264": "X two six four",
    "x265": "X two six five", "h.264": "H two six four", "h.265": "H two six five",
    "TL;DR": "T L D R", "AT&T": "AT and T",
    "TCP/IP": "TCP IP", "I/O": "I O", "OS/2": "OS two", "PL/SQL": "PL SQL",
    "AC/DC": "AC DC", "O/S": "OS", "k8s": "Kubernetes", "K8s": "Kubernetes",
}  # fmt: skip
_CHATTED = {
    "4ever": "forever", "2day": "today", "2moro": "tomorrow", "2morrow": "tomorrow",
    "2nite": "tonight", "2night": "tonight",
}  # fmt: skip
_KEYS = {
    "Ctrl": "Control", "ctrl": "control", "CTRL": "Control", "Cmd": "Command", "cmd": "command",
    "CMD": "Command", "Alt": "Alt", "alt": "alt", "ALT": "Alt", "Shift": "Shift", "shift": "shift",
    "SHIFT": "Shift", "Win": "Windows", "Esc": "Escape", "Del": "Delete", "Ins": "Insert",
    "PgUp": "Page Up", "PgDn": "Page Down", "Fn": "Function", "Option": "Option", "⌘": "Command",
}  # fmt: skip
_PREFIXES = words(
    "mid pre post early late non sub anti inter ex trans Mid Pre Post Early Late Non top under over"
)
"""What a hyphen joins to a figure that is read for itself: "mid-1990s"."""
SMALL_WORDS = tuple(key for key in _KEYS if key.islower())
_REGIONS = {"us": "US", "eu": "EU", "ap": "AP", "sa": "SA", "ca": "CA", "me": "ME", "af": "AF",
            "uk": "UK"}  # fmt: skip
_ELEMENTS = words(
    """
    H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br
    Kr Rb Sr Y Zr Nb Mo Ag Cd In Sn Sb Te I Xe Cs Ba W Pt Au Hg Pb Bi Rn Ra U Pu
    """
)
_PROCESSOR_AFTER = re.compile(
    r" (?:[A-Z]\w{0,15} )?(?:processors?|chips?|CPUs?|parts?|machines?|servers?|models?|laptops?"
    r"|desktops?|designs?|configurations?|setups?)\b"
)
_AFTER_FIGURE = re.compile(
    rf"(?:ty|teen|ten|eleven|twelve|hundred|thousand|lion|{'|'.join(DIGIT_WORDS)}) \Z"
)
_PIECES = re.compile(r"[A-Za-z]+|\d+|[^\W\d_]+|[.]")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SUBSCRIPT_LETTERS = str.maketrans("ₙᵢⱼₖₘₜₓ", "nijkmtx")


def _processor(match: re.Match[str]) -> str | None:
    """ "8C/16T" as "eight cores, sixteen threads"."""
    cores, threads = int(match["cores"]), int(match["threads"])
    if not cores <= threads <= 2 * cores:
        return None
    if _PROCESSOR_AFTER.match(match.string, match.end()):
        return f"{cardinal(cores)}-core, {cardinal(threads)}-thread"
    many = "s" * (cores != 1)
    return f"{cardinal(cores)} core{many}, {cardinal(threads)} thread{'s' * (threads != 1)}"


def _fixed(match: re.Match[str]) -> str:
    return _FIXED[match[0]]


def _keys(match: re.Match[str]) -> str:
    keys = re.split(r"\s?[+-]\s?", match[0])
    return " ".join(_KEYS.get(key, _named(key)) for key in keys)


def _region(match: re.Match[str]) -> str:
    zone = f" {match['zone'].upper()}" if match["zone"] else ""
    number = cardinal(int(match["number"]))
    return f"{_REGIONS[match['land']]} {match['part'].replace('-', ' ')} {number}{zone}"


def _name(match: re.Match[str]) -> str | None:
    """ "RTX4090" as "RTX forty ninety", "COVID-19" as "COVID-nineteen", "A4" as "A-four"."""
    if match[0].partition("-")[0] in _PREFIXES:
        return None
    parts = match[0].split("-")
    said = _named(parts[0])
    for before, part in itertools.pairwise(parts):
        # Two figures in a row are not one number: "x86-64".
        said += (" " if before[-1].isdecimal() else "-") + _named(part)
    return said


def _named(part: str) -> str:
    pieces = _PIECES.findall(part)
    figures = [piece for piece in pieces if piece[0].isdecimal()]
    if (len(part) > 6 and len(figures) > 2) or (len(figures) > 1 and len(part) > 10):
        return " ".join(_letter_or_digit(character) for character in part)
    said: list[str] = []
    for place, piece in enumerate(pieces):
        if piece == ".":
            said.append("point" if pieces[place + 1][0].isdecimal() else "dot")
        elif piece == "s" and said and place == len(pieces) - 1 and pieces[place - 1].isdecimal():
            said[-1] = plural(said[-1])
        elif piece.isdecimal():
            said.append(spelled(piece) if place and pieces[place - 1] == "." else _figure(piece))
        else:
            said.append(_letters(piece))
    return _no_article(" ".join(said))


def _no_article(said: str) -> str:
    """Alone before another word, an A would be the article."""
    return "A-" + said[2:] if said.startswith("A ") else said


def _letter_or_digit(character: str) -> str:
    return spelled(character) if character.isdecimal() else character.upper()


def _figure(digits: str) -> str:
    if len(digits) in (3, 4):
        return paired(digits)
    return spelled(digits) if len(digits) > 4 or digits[0] == "0" else cardinal(int(digits))


def _letters(piece: str) -> str:
    """Short runs of small letters are spelled: "mp3", "utf8"."""
    is_spelled = len(piece) < 4 and piece.islower() and not re.search("[aeiouy]", piece)
    return piece.upper() if is_spelled and len(piece) > 1 else piece


def _molecule(match: re.Match[str]) -> str | None:
    """ "CO₂" as "C O two"; figures on the line only after two elements."""
    symbols = set(re.findall("[A-Z][a-z]?", match[0]))
    if match[0].isalpha() and match[0].isascii():
        if len(symbols) < 2 or not symbols <= _ELEMENTS or match[0] in ("NoNo", "InIn"):
            return None
        return _no_article(" ".join(match[0].upper()))
    is_plain = match[0].isascii()
    if not symbols <= _ELEMENTS or (
        is_plain and (len(symbols) < 2 or not symbols & {"O", "H", "Cl"})
    ):
        return None
    pieces = re.findall(r"[A-Z][a-z]?|\d+|[₀-₉]+|[²³⁺⁻]", match[0])
    return _no_article(" ".join(map(_molecule_piece, pieces)))


def _molecule_piece(piece: str) -> str:
    digits = piece.translate(_SUBSCRIPTS)
    if digits.isdecimal():
        return cardinal(int(digits))
    return {"⁺": "plus", "⁻": "minus", "²": "two", "³": "three"}.get(piece, " ".join(piece.upper()))


def _indexed(match: re.Match[str]) -> str:
    """ "x₁"."""
    if match["name"] == "log" and not match["index"].isalpha():
        return f"log base {number_words(match['index'].translate(_SUBSCRIPTS))} of"
    index = match["index"].translate(_SUBSCRIPTS).translate(_SUBSCRIPT_LETTERS)
    return f"{match['name']} {cardinal(int(index)) if index.isdecimal() else index}"


def _grade(match: re.Match[str]) -> str | None:
    """ "A+", "O-": grades, ratings and blood types; not the end of a code."""
    if _AFTER_FIGURE.search(text_before(match)):
        return None
    return f"{match['grade']}-{'plus' if match['sign'] == '+' else 'minus'}"


def _pension(match: re.Match[str]) -> str:
    """ "401(k)"."""
    return f"{paired(match['plan'])} {match['letter'].upper()}"


def _wireless(match: re.Match[str]) -> str:
    return " ".join(["eight oh two dot eleven", *match["kind"].upper()])


def _driven(match: re.Match[str]) -> str:
    """ "4WD"."""
    return f"{cardinal(int(match['wheels']))}-wheel drive"


def _regimen(match: re.Match[str]) -> str:
    """ "the 10-20-30 rule", "a 1-2 punch", "24-7 support": figure after figure."""
    return " ".join(cardinal(int(figure)) for figure in re.findall(r"\d+", match[0]))


def _rooms(match: re.Match[str]) -> str:
    """ "3BR/2½BA" as "three bedroom, two and a half bath"."""
    if match["only"]:
        return f"{number_words(match['only'])} bedroom"
    half = " and a half" if match["half"] else ""
    return f"{number_words(match['beds'])} bedroom, {number_words(match['baths'])}{half} bath"


def _stylish(match: re.Match[str]) -> str:
    """ "Ke$ha" as "Kesha"."""
    return f"{match['head']}{'S' if match['tail'].isupper() else 's'}{match['tail']}"


def _lettered_range(match: re.Match[str]) -> str:
    """ "Q1-Q3", "pages A1-A5"."""
    letter = match["letter"]
    return f"{letter} {_figure(match['first'])} to {letter} {_figure(match['last'])}"


def _caliber(match: re.Match[str]) -> str:
    """ ".50-cal", ".45 ACP"."""
    return paired(match["caliber"]) + " caliber" * bool(match["named"])


def _sides(match: re.Match[str]) -> str | None:
    """ "L x W x H" as "length by width by height"."""
    sides = re.split(r" ?[x×] ?", match[0])
    return " by ".join(_SIDES[side] for side in sides) if len({*sides}) > 1 else None


def _road(match: re.Match[str]) -> str:
    name, number = match["name"], match["number"]
    return f"{name} {paired(number)}"


def _dotnet(match: re.Match[str]) -> str:
    return "dot net"


def _plate(match: re.Match[str]) -> str:
    """After "plate": letter by letter and digit by digit."""
    return " ".join(_letter_or_digit(character) for character in match[0] if character.isalnum())


_SIDES = {"L": "length", "W": "width", "H": "height", "D": "depth"}
_KEY = r"(?:[A-Za-z0-9]{1,9}|F\d{1,2}|[⌘⇧⌥])"
_MODIFIER = "|".join(sorted(_KEYS, key=len, reverse=True))
_ION = re.compile(
    r"(?=[A-Z][\w₀-₉]{0,12}[²³⁴⁺⁻^+-])"
    r"(?:[A-Z][a-z]?(?:[₀-₉]{1,2}|\d)?){1,4}(?:[²³⁴]?[⁺⁻]|\^?[2-4][+-](?=[\s,.;)]))(?!\w)"
)
_SALT = re.compile(
    r"(?=[A-Z][a-zA-Z]{2,5}(?!\w))(?:[A-Z][a-z](?=[A-Z])|[A-Z](?=[A-Z][a-z]))(?:[A-Z][a-z]?){1,3}(?![\w-])"
)
_RULED = (
    r"(?= (?:rule|principle|diet|punch|fast(?:ing)?|breathing|method|technique|hindsight|vision"
    r"|offsuit|suited|workout|budget)\b)"
)
_AROUND_THE_CLOCK = (
    r"(?= (?:support|service|access|coverage|care|monitoring|operations?|job|hotline|help|news"
    r"|availability|surveillance)\b)"
)
SPECIAL = (
    Rule(
        DIGITS,
        re.compile(
            rf"(?<![\w.,/:-])(?:\d{{1,2}}(?:[-–]\d{{1,2}}|(?:[-–/]\d{{1,2}}){{2,4}}){_RULED}"
            r"|\d{1,2}:\d{1,2}(?= (?:diet|fast))"
            rf"|24[-–]7(?:(?<=\bopen 24.7)|(?<=available 24.7)|(?<=\bwork 24.7)"
            rf"|(?<=working 24.7)|{_AROUND_THE_CLOCK})"
            r"|10-4(?:(?<=\ba 10-4)|(?<=^10-4)|(?<=[\"'(]10-4))(?=[,.!?\"')](?!\d)|,? good\b))"
        ),
        _regimen,
    ),
    Rule(
        _CAPITALS,
        re.compile(r"(?P<letter>[A-Z])(?P<first>\d{1,3})[-–](?P=letter)(?P<last>\d{1,3})(?![\w-])"),
        _lettered_range,
    ),
    Rule(
        ".",
        re.compile(
            r"(?<!\w)\.(?P<caliber>22|25|30|32|38|40|44|45|50|223|308|357|380)"
            r"(?P<named>[ -]cal(?:iber|ibre)?\b\.?(?! \d))?"
            r"(?(named)|(?= (?:ACP|Win\b|Magnum|Mag\b|rifle|pistol|revolver|Special|Colt|S&W|BMG"
            r"|Long|handgun|rounds?|shells?|bullets?|ammo|LR\b|Smith)))"
        ),
        _caliber,
    ),
    Rule(".", re.compile(r"(?<!\w)\.30-06(?!\w)"), lambda _match: "thirty aught six"),
    Rule(DIGITS, re.compile(r"(?P<cores>\d{1,3})C ?/ ?(?P<threads>\d{1,3})T(?![\w-])"), _processor),
    Rule(DIGITS, re.compile(r"(?P<wheels>[24])(?:WD|wd)(?!\w)"), _driven),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<beds>\d{1,2}) ?(?:B[RD]s?|b[rd]s?|bed)\.?"
            r"(?: ?[/,+&|-] ?(?P<baths>\d(?:\.\d)?)(?P<half>½)? ?(?:BA|ba|BTH|bath)s?\.?)(?!\w)"
            r"|(?P<only>\d) ?BR(?!\w)"
        ),
        _rooms,
    ),
    Rule(_CAPITALS, _ION, _molecule),
    Rule(_CAPITALS, _SALT, _molecule),
    Rule(DIGITS, re.compile(r"802\.11(?P<kind>[a-z]{0,2})(?!\w)"), _wireless),
    Rule(DIGITS, re.compile(r"(?P<plan>40[13])\(?(?P<letter>[kb])(?:\)|(?!\w))"), _pension),
)
"""Before the units, which would take the letters."""
RULES = (
    Rule(
        _LETTERS,
        re.compile(
            rf"(?:{'|'.join(map(re.escape, sorted(_FIXED, key=len, reverse=True)))})(?![\w#+*])"
        ),
        _fixed,
    ),
    Rule(
        _CAPITALS,
        re.compile(r"(?P<head>[A-Z][A-Za-z]{0,11})\$(?P<tail>[A-Za-z]{1,11})(?![\w$(])"),
        _stylish,
    ),
    Rule(DIGITS, re.compile(rf"(?:{'|'.join(_CHATTED)})(?!\w)"), lambda match: _CHATTED[match[0]]),
    Rule(
        "b",
        re.compile(
            r"b4(?= (?:u|you|i|I|we|they|he|she|it|the|my|going|work|school|bed|this|that)\b)"
        ),
        lambda _match: "before",
    ),
    Rule(".", re.compile(r"(?<!\w)\.NET\b"), _dotnet),
    Rule(
        "CcAaSsWEDIPFO⌘",
        re.compile(rf"(?:(?:{_MODIFIER})(?: ?\+ ?|-(?=[A-Z0-9](?!\w)))){{1,3}}{_KEY}(?!\w)"),
        _keys,
    ),
    Rule(
        "euascm",
        re.compile(
            r"(?P<land>us|eu|ap|sa|ca|me|af|uk)-(?P<part>(?:gov-)?(?:north|south|east|west|central)"
            r"(?:east|west)?)-?(?P<number>\d)(?P<zone>[a-f])?(?!\w)"
        ),
        _region,
    ),
    Rule(
        _CAPITALS,
        re.compile(
            r"(?<=plate )(?=[A-Z0-9 -]{4,10}\b)[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{1,4}){1,2}(?!\w)"
        ),
        _plate,
    ),
    Rule(
        _CAPITALS,
        re.compile(
            r"(?:[A-Z][a-z]?(?:[₀-₉]{1,3}|\d{1,2})?"
            r"|\((?:[A-Z][a-z]?[₀-₉\d]{0,2}){1,4}\)[₀-₉\d]{1,2}){1,12}"
            r"(?:(?<=[₀-₉\d])|(?<=[₀-₉\d][A-Z])|(?<=[₀-₉\d]COOH)|(?<=[₀-₉\d]CHO)|(?<=[₀-₉\d]OH)|(?=[²³]?[⁺⁻]))[²³]?[⁺⁻]?(?!\w)"
        ),
        _molecule,
    ),
    Rule("LWHD", re.compile(r"[LWHD](?: ?[x×] ?[LWHD]){1,2}(?!\w)"), _sides),
    Rule("ABCDO", re.compile(r"(?P<grade>AB|[A-DO])(?P<sign>[+-])(?=[.,;:!?)\s]|\Z)"), _grade),
    Rule(
        _LETTERS,
        re.compile(r"(?P<name>[A-Za-z]{1,5})(?P<index>[₀-₉]{1,3}|[ₙᵢⱼₖₘₜₓ])(?!\w)"),
        _indexed,
    ),
    Rule("IUSMAB", re.compile(r"(?P<name>I|US|SR|CA|M|A|B)-(?P<number>\d{1,3})(?!\w)"), _road),
    Rule(
        _LETTERS,
        re.compile(
            r"[A-Za-z]{1,16}+(?:-?\d{1,12}+[A-Za-z]{0,8}+){1,6}"
            r"(?:\.(?:nano|micro|small|medium|(?:\d{0,2}x)?large|metal)|\.\d{1,3})?"
            r"(?:-[A-Za-z0-9]{1,8}){0,3}(?!\w|,\d{3})"
        ),
        _name,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"\d{1,5}-?[A-Z][A-Za-z]{0,3}(?:\d{1,4}[A-Za-z]{0,3}){0,3}(?!\w)"
            r"|\d{1,6}[a-z]\d[\da-z]{0,60}(?!\w)"
        ),
        _name,
    ),
)
