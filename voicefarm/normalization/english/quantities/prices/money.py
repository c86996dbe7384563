"""Money: signs and codes on either side, scales, ranges, cents and rates."""

import re

from voicefarm.languages.record import words
from voicefarm.normalization.english.context import text_before, word_after
from voicefarm.normalization.english.numbers import (
    AMOUNT,
    DASH,
    cardinal,
    number_words,
    parts,
    plural,
)
from voicefarm.normalization.english.quantities.adjectives import is_before_noun
from voicefarm.normalization.english.quantities.units import RATE, rate_words
from voicefarm.normalization.scanner import DIGITS, Rule

_DOLLAR = ("dollar", "dollars", "cent", "cents")


def _dollar(kind: str) -> tuple[str, str, str, str]:
    return (f"{kind} dollar", f"{kind} dollars", "cent", "cents")


_RUPEE = ("rupee", "rupees", "paisa", "paise")
_YUAN = ("yuan", "yuan", "fen", "fen")
_REAL = ("real", "reais", "centavo", "centavos")
_COIN = ("bitcoin", "bitcoin", "", "")
_PESO = ("peso", "pesos", "centavo", "centavos")
SIGNS = {
    "$": _DOLLAR,
    **{sign: _dollar("US") for sign in ("US$", "U.S.$", "U$")},
    **{sign: _dollar("Australian") for sign in ("A$", "AU$")},
    **{sign: _dollar("Canadian") for sign in ("C$", "CA$", "CAD$", "Can$")},
    **{sign: _dollar("Singapore") for sign in ("S$", "SG$")},
    "HK$": _dollar("Hong Kong"),
    "NZ$": _dollar("New Zealand"),
    "NT$": _dollar("Taiwan"),
    "MX$": ("Mexican peso", "Mexican pesos", "centavo", "centavos"),
    "R$": _REAL,
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
    "JP¥": ("yen", "yen", "sen", "sen"),
    "CN¥": _YUAN,
    "元": _YUAN,
    "₩": ("won", "won", "jeon", "jeon"),
    "₹": _RUPEE,
    "Rs.": _RUPEE,
    "Rs": _RUPEE,
    "₽": ("ruble", "rubles", "kopeck", "kopecks"),
    "₺": ("lira", "lira", "kurus", "kurus"),
    "₴": ("hryvnia", "hryvnias", "kopiyka", "kopiykas"),
    "₪": ("shekel", "shekels", "agora", "agorot"),
    "₫": ("dong", "dong", "xu", "xu"),
    "฿": ("baht", "baht", "satang", "satang"),
    "₱": _PESO,
    "₦": ("naira", "naira", "kobo", "kobo"),
    "₵": ("cedi", "cedis", "pesewa", "pesewas"),
    "₿": _COIN,
    # Of "zł" and "Kč", whose letters are plain by now.
    "zl": ("zloty", "zlotys", "grosz", "groszy"),
    "Kc": ("koruna", "koruna", "haler", "haler"),
    "kr": ("krone", "kroner", "ore", "ore"),
}
"""One, many, one hundredth, many hundredths; the latter empty where there are none."""
SMALL_WORDS = tuple(sign for sign in SIGNS if sign.islower())
CODES = {
    "USD": _dollar("US"), "EUR": SIGNS["€"], "GBP": SIGNS["£"], "JPY": SIGNS["¥"],
    "CNY": _YUAN, "RMB": _YUAN, "AUD": SIGNS["A$"], "CAD": SIGNS["C$"], "NZD": SIGNS["NZ$"],
    "HKD": SIGNS["HK$"], "SGD": SIGNS["S$"], "TWD": SIGNS["NT$"],
    "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"), "INR": SIGNS["₹"],
    "KRW": SIGNS["₩"], "VND": SIGNS["₫"], "VNĐ": SIGNS["₫"], "THB": SIGNS["฿"],
    "SEK": ("Swedish krona", "Swedish kronor", "ore", "ore"),
    "NOK": ("Norwegian krone", "Norwegian kroner", "ore", "ore"),
    "DKK": ("Danish krone", "Danish kroner", "ore", "ore"), "PLN": SIGNS["zl"],
    "CZK": ("Czech koruna", "Czech koruna", "haler", "haler"),
    "HUF": ("forint", "forints", "filler", "filler"), "RUB": SIGNS["₽"], "TRY": SIGNS["₺"],
    "BRL": _REAL, "MXN": SIGNS["MX$"], "ZAR": ("rand", "rand", "cent", "cents"),
    "AED": ("dirham", "dirhams", "fils", "fils"), "SAR": ("riyal", "riyals", "halala", "halalas"),
    "ILS": SIGNS["₪"], "PHP": _PESO, "IDR": ("rupiah", "rupiah", "sen", "sen"),
    "MYR": ("ringgit", "ringgit", "sen", "sen"), "UAH": SIGNS["₴"],
    "BTC": _COIN, "ETH": ("ether", "ether", "", ""),
}  # fmt: skip
SCALES = {
    "k": "thousand", "thousand": "thousand", "m": "million", "mil": "million", "mn": "million",
    "mm": "million", "million": "million", "b": "billion", "bn": "billion", "bil": "billion",
    "billion": "billion", "t": "trillion", "tn": "trillion", "tr": "trillion",
    "trn": "trillion",
    "trillion": "trillion", "lakh": "lakh", "crore": "crore", "cr": "crore",
}  # fmt: skip
SCALE = r"thousand|million|billion|trillion|lakh|crore|mill?|mn|mm|bn|bil|trn?|tn|cr|[kKmMbBtT]"
_SCALED = rf"(?:[ -]?(?P<scale>{SCALE}|MM|BN|Mn|Bn)(?!\w))?"
_SCALED_END = rf"(?:[ -]?(?P<last_scale>{SCALE}|MM|BN|Mn|Bn)(?!\w))?"
_SIGN = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_CODE = "|".join(CODES)
_WORDS_TOO = {"TRY", "PHP", "ETH", "SAR"}
"""Before a number they are something else: "TRY 2 of them", "PHP 8"."""
_LEADING_CODE = "|".join(code for code in CODES if code not in _WORDS_TOO)
_COMPOUND = re.compile(r"-(?:an?-|per-|plus)?[a-z]")
SINGULAR = words(
    """
    bill bills note notes coin coins banknote fine fines fee fees ticket tickets
    """
)
_SAID_AGAIN = {
    "dollars": ("dollar", "dollars", "bucks"), "pounds": ("pound", "pounds", "quid"),
    "euros": ("euro", "euros"), "yen": ("yen",), "rupees": ("rupee", "rupees"),
}  # fmt: skip
"""The currency that some write once more: "$5 bucks", "$70 billion dollars"."""

Currency = tuple[str, str, str, str]


def _currency(mark: str) -> Currency:
    return SIGNS.get(mark) or CODES[mark]


def _scale(written: str | None) -> str:
    return SCALES.get(written.lower().replace("mill", "mil"), written) if written else ""


def amount_words(amount: str, scale: str, currency: Currency, *, is_single: bool = False) -> str:
    """An amount of money in full: "twelve dollars seventy-five"."""
    one, many, cent, cents = currency
    if many == "dong" and not scale and re.fullmatch(r"\d{1,3}\.\d{3}", amount):
        amount = amount.replace(".", "")  # no hundredths: the dot groups
    whole, decimals = parts(amount)
    is_single = is_single and (bool(scale) or not int(decimals or "0"))
    if scale or len(decimals) not in (0, 2) or not (one and cent):
        return " ".join(filter(None, (number_words(amount), scale, one if is_single else many)))
    said = []
    if int(whole or "0") or not int(decimals or "0"):
        is_one = is_single or whole == "1"
        said.append(f"{number_words(whole or '0')} {one if is_one else many}")
    if int(decimals or "0"):
        said.append(f"{cardinal(int(decimals))} {cent if int(decimals) == 1 else cents}")
    return " and ".join(said)


def _money(match: re.Match[str]) -> str | None:
    group = match.groupdict()
    if group["mark"] == "INR" and (
        _BLOOD.match(match[0]) or match.string.startswith("PT/", match.start() - 3)
    ):
        return None
    currency = _currency(group["mark"])
    if word_after(match) in _SAID_AGAIN.get(currency[1].rpartition(" ")[2], ()):
        kind = currency[1].rpartition(" ")[0]
        currency = (kind, kind, *currency[2:])
    scale, last = _scale(group.get("scale")), group.get("last")
    if last:
        if word_after(match) in _SPANS or word_after(match) in SINGULAR or is_before_noun(match):
            currency = (currency[0], currency[0], *currency[2:])
        words = _range_words(match["amount"], scale, last, _scale(group["last_scale"]), currency)
    else:
        written = group.get("scale") or ""
        is_single = bool(
            word_after(match) in SINGULAR
            or (text_before(match).endswith("ub-") and word_after(match).islower())
            or _COMPOUND.match(match.string, match.end())
            or is_before_noun(match)
            or (written and match.string[match.start("scale") - 1] == "-")
        )
        words = amount_words(match["amount"], scale, currency, is_single=is_single)
    mark = group.get("sign") or group.get("inner_sign") or ""
    sign = {"-": "minus ", "−": "minus ", "–": "minus ", "+": "plus "}.get(mark, "")
    rate = rate_words(group.get("rate") or "").replace(" per bit", " per barrel")
    return sign + words + rate + " per person" * bool(group.get("person"))


def _priced(match: re.Match[str]) -> str:
    """ "$/kg", the head of a column."""
    return _currency(match["mark"])[1] + rate_words(match["rate"])


def _negative(match: re.Match[str]) -> str:
    """ "$(0.12)", a loss for each share."""
    scale = _scale(match["scale"] or match["outer"])
    return f"minus {amount_words(match['amount'], scale, SIGNS[match['mark']])}"


def _column(match: re.Match[str]) -> str:
    """ "Revenue ($m)", the head of a column."""
    return f"{_scale(match['scale'])}s of {SIGNS[match['mark']][1]}"


def _loss(match: re.Match[str]) -> str | None:
    """ "(1,200)" as accountants write a loss: alone in a cell, or behind such words as "net"."""
    text, mark = match.string, match["mark"]
    is_item = len(match["amount"]) == 1  # "Steps: (1); then: (2)"
    is_labelled = not (mark or is_item) and _CELL_BEFORE.search(
        text, max(0, match.start() - 2), match.start()
    )
    if is_labelled and _CELL_AFTER.match(text, match.end()):  # "2023: (310); 2022: (188)"
        return f"minus {number_words(match['amount'])}"
    is_cell = match.start() == 0 and match.end() == len(text.rstrip())
    is_money = mark or "," in match["amount"] or _LARGE.match(text, match.end())
    if not is_money or not (
        is_cell or _LOSSES.search(text[max(0, match.start() - 60) : match.start()])
    ):
        return None
    scale = _scale(match["scale"])
    if mark:
        return f"minus {amount_words(match['amount'], scale, SIGNS[mark])}"
    return f"minus {number_words(match['amount'])} {scale}".rstrip()


def _range_words(first: str, scale: str, last: str, last_scale: str, currency: Currency) -> str:
    """ "ten to twenty million dollars"; both in full where there are cents."""
    if any(len(parts(amount)[1]) == 2 for amount in (first, last)) and not (scale or last_scale):
        return f"{amount_words(first, '', currency)} to {amount_words(last, '', currency)}"
    beginning = f"{number_words(first)} {scale}".rstrip()
    return f"{beginning} to {amount_words(last, last_scale, currency)}"


def _pair(match: re.Match[str]) -> str:
    """ "EUR/USD" and "£/$", a rate: "euro dollar"."""
    base, quote = (_named(match[name]) for name in ("base", "quote"))
    return f"{base} {quote}"


def _named(mark: str) -> str:
    if mark.islower() or mark in _TRADED:
        return _TRADED.get(mark, mark)
    return _currency(mark)[0].removeprefix("US ")


def _millions(match: re.Match[str]) -> str | None:
    """ "10MM" where money is near; a lens or a pistol has millimeters."""
    text = match.string
    near = (
        f"{text[max(0, match.start() - 60) : match.start()]}|{text[match.end() : match.end() + 40]}"
    )
    if word_after(match) in _CALIBERS:
        return f"{number_words(match['amount'])} millimeter"
    if not _BUSINESS.search(near):
        return None
    first = f"{number_words(match['first'])} to " if match["first"] else ""
    return f"{first}{number_words(match['amount'])} million"


_BLOOD = re.compile(r"INR ?\d(?:\.\d)?(?: ?[-–] ?\d(?:\.\d)?)?\Z")
"""A value of the blood, and no rupees."""
_CALIBERS = words(
    """
    film films lens lenses pistol pistols gun guns cannon camera cameras slides round rounds ammo
    projector prints howitzer shells mortar mortars
    """
)
_SPANS = ("range", "bracket", "band")
_TRADED = {"XAU": "gold", "XAG": "silver", "USDT": "tether"}
_MAJOR = "EUR|USD|GBP|JPY|CHF|AUD|NZD|CAD|CNY|SEK|NOK|INR"
_MONEY_WORDS = "(?:dollar|euro|pound|yen|sterling|yuan|rupee|franc|peso|won|real)"
_BUSINESS = re.compile(
    r"[$€£]\d|\b(?:worth|revenues?|sales|profits?|loss(?:es)?|EBITDA|cash|debt|budget|raised?|raises"
    r"|fund(?:s|ed|ing)?|invest\w*|valuation|valued|costs?|income|earnings|users|shares|barrels|deal"
    r"|market cap|spend\w*|paid|bookings|backlog|units|bbls?|boe|gallons|portfolio|assets|equity)\b"
)
_CELL_BEFORE = re.compile(r": \Z")
_CELL_AFTER = re.compile(r"(?:;|\s*\Z)")
_LARGE = re.compile(r" (?:thousand|million|billion)\b")
_LOSSES = re.compile(
    r"\b(?:loss|losses|net|income|deficit|cash flows?|operating|EBITDA|earnings|shortfall|expenses?"
    r"|balance|profit|change)\b[^.!?]{0,40}\Z",
    re.I,
)
_RANGE = rf"(?:\s?{DASH}\s?(?:{_SIGN})?(?P<last>{AMOUNT}){_SCALED_END})?"
_RATED = rf"(?P<rate>{RATE})?"
_BEFORE = re.compile(
    rf"(?P<sign>(?<![\w)])[-−–+])?(?P<mark>{_SIGN}|{_LEADING_CODE})\s?(?P<inner_sign>[-−])?(?P<amount>{AMOUNT})"
    rf"{_SCALED}{_RANGE}(?: ?(?:{_CODE})\b)?{_RATED}(?P<person> ?p(?:p|\.p\.)(?!\w))?"
)
_AFTER = re.compile(
    rf"(?P<amount>{AMOUNT}){_SCALED}(?:\s?{DASH}\s?(?P<last>{AMOUNT}){_SCALED_END})?"
    rf"\s?(?P<mark>{_SIGN}|(?:{_CODE}))(?![\w$]|\d|\s?\d){_RATED}"
)
_starts = "".join(dict.fromkeys(mark[0] for mark in (*SIGNS, *CODES)))
RULES = (
    Rule(
        "(",
        re.compile(
            rf"\((?P<mark>[$€£¥])?(?P<amount>{AMOUNT})"
            r"(?: ?(?P<scale>thousand|million|billion|bn|m|k))?\)"
        ),
        _loss,
    ),
    Rule(
        "(",
        re.compile(rf"\((?P<amount>{AMOUNT})\) ?(?:%|percent\b)"),
        lambda match: f"minus {number_words(match['amount'])} percent",
    ),
    Rule(
        "$€£",
        re.compile(r"[$€£](?P<amount>1|5|10|[2-9]0|100)s(?!\w)"),
        lambda match: plural(number_words(match["amount"]).removeprefix("one ") or "one"),
    ),
    Rule("X", re.compile(r"(?P<base>XA[UG])/?(?P<quote>USD|EUR)(?!\w)"), _pair),
    Rule(
        "EUGJCANSI", re.compile(rf"(?P<base>{_MAJOR})(?!(?P=base))(?P<quote>{_MAJOR})(?!\w)"), _pair
    ),
    Rule(
        _starts,
        re.compile(
            rf"(?P<base>{_SIGN}|{_CODE})/(?P<quote>{_SIGN}|{_CODE}|USDT|{_MONEY_WORDS})(?![\w/])"
        ),
        _pair,
    ),
    Rule(
        "".join(dict.fromkeys(sign[0] for sign in SIGNS)),
        re.compile(rf"(?<!\w)(?P<mark>{_SIGN})(?P<rate>{RATE})(?!\w)"),
        _priced,
    ),
    Rule(
        "$€£¥",
        re.compile(
            rf"(?P<mark>[$€£¥])\((?P<amount>{AMOUNT})"
            r"(?: ?(?P<scale>bn|million|billion|[kKmMbB]))?\)"
            r"(?(scale)|(?: ?(?P<outer>million|billion|thousand|bn|mn|[kKmMbB])(?!\w))?)"
        ),
        _negative,
    ),
    Rule(
        "$€£¥",
        re.compile(
            r"(?:(?<=\()|(?<=[Ii]n )|(?<![^\n])(?=..{1,2}:))"
            r"(?P<mark>[$€£¥])(?P<scale>bn|mn|[kKmMbB])(?!\w)"
        ),
        _column,
    ),
    Rule(
        DIGITS,
        re.compile(r"(?P<count>\d{1,2})/(?=[$€£]\d)"),
        lambda match: f"{number_words(match['count'])} for ",
    ),
    Rule(
        "$€£¥",
        re.compile(r"(?:(?<=euro/)|(?<=dollar/)|(?<=pound/)|(?<=yen/))(?P<mark>[$€£¥])(?!\w)"),
        lambda m: _named(m["mark"]),
    ),
    Rule(
        DIGITS,
        re.compile(rf"(?:(?P<first>{AMOUNT}) ?{DASH} ?)?(?P<amount>{AMOUNT}) ?MM(?![\w-])"),
        _millions,
    ),
    Rule(_starts + "-−–+", _BEFORE, _money),
    Rule(DIGITS + ".", _AFTER, _money),
)
