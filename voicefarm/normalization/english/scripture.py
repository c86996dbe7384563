"""Books of the Bible in full and cut short, with chapter and verse."""

import re

from voicefarm.normalization.english.numbers import DASH, cardinal, roman
from voicefarm.normalization.scanner import Rule

_BOOKS = (
    "Genesis|Exodus|Leviticus|Numbers|Deuteronomy|Joshua|Judges|Ruth|Samuel|Kings|Chronicles|Ezra|"
    "Nehemiah|Esther|Job|Psalms?|Proverbs|Ecclesiastes|Isaiah|Jeremiah|Lamentations|Ezekiel|"
    "Daniel|Hosea|Joel|Amos|Obadiah|Jonah|Micah|Nahum|Habakkuk|Zephaniah|Haggai|Zechariah|Malachi|"
    "Matthew|Mark|Luke|John|Acts|Romans|Corinthians|Galatians|Ephesians|Philippians|Colossians|"
    "Thessalonians|Timothy|Titus|Philemon|Hebrews|James|Peter|Jude|Revelation|Sirach|Maccabees|"
    "Wisdom|Tobit|Judith|Baruch|Sura|Surah|Quran|Qur'an"
)
_SHORT = {
    "Gen": "Genesis", "Ex": "Exodus", "Exod": "Exodus", "Lev": "Leviticus", "Num": "Numbers",
    "Deut": "Deuteronomy", "Dt": "Deuteronomy", "Josh": "Joshua", "Judg": "Judges",
    "Sam": "Samuel", "Kgs": "Kings", "Chr": "Chronicles", "Chron": "Chronicles",
    "Neh": "Nehemiah", "Esth": "Esther", "Ps": "Psalm", "Pss": "Psalms", "Psa": "Psalm",
    "Prov": "Proverbs", "Eccl": "Ecclesiastes", "Eccles": "Ecclesiastes", "Isa": "Isaiah",
    "Is": "Isaiah", "Jer": "Jeremiah", "Lam": "Lamentations", "Ezek": "Ezekiel", "Dan": "Daniel",
    "Hos": "Hosea", "Mic": "Micah", "Hab": "Habakkuk", "Zeph": "Zephaniah", "Hag": "Haggai",
    "Zech": "Zechariah", "Mal": "Malachi", "Matt": "Matthew", "Mt": "Matthew", "Mk": "Mark",
    "Lk": "Luke", "Jn": "John", "Jno": "John", "Rom": "Romans", "Cor": "Corinthians",
    "Gal": "Galatians", "Eph": "Ephesians", "Phil": "Philippians", "Col": "Colossians",
    "Thess": "Thessalonians", "Thes": "Thessalonians", "Tim": "Timothy", "Tit": "Titus",
    "Phlm": "Philemon", "Philem": "Philemon", "Heb": "Hebrews", "Jas": "James", "Pet": "Peter",
    "Rev": "Revelation",
    "Macc": "Maccabees", "Sir": "Sirach",
}  # fmt: skip
"""Before a chapter and a verse these are books; elsewhere many are titles or names."""
_ORDINALS = {"1": "First", "2": "Second", "3": "Third", "I": "First", "II": "Second",
             "III": "Third"}  # fmt: skip
_MORE = re.compile(rf"\s?({DASH}|,|;)\s?(?:(\d{{1,3}}):)?(\d{{1,3}})([a-d]?)")


def _verse(match: re.Match[str]) -> str:
    """ "1 Cor. 13:4–7" as "First Corinthians thirteen four to seven"."""
    book = _SHORT.get(match["book"], match["book"])
    number = f"{_ORDINALS[match['number']]} " if match["number"] else ""
    chapter, verse = cardinal(int(match["chapter"])), cardinal(int(match["verse"]))
    following = " and following" if match["following"] else ""
    verse += _part(match["part"])
    return f"{number}{book} {chapter} {verse}{_more(match['more'])}{following}"


def _by_numeral(match: re.Match[str]) -> str | None:
    """ "Matt. v. 3" and "Isa. liii", as old books write it."""
    chapter = roman((match["chapter"] or match["whole"]).upper())
    if chapter is None:
        return None
    written = match["book"] or match["short"]
    number = f"{_ORDINALS[match['number']]} " if match["number"] else ""
    verse = f" {cardinal(int(match['verse']))}{_more(match['more'])}" if match["verse"] else ""
    return f"{number}{_SHORT.get(written, written)} {cardinal(chapter)}{verse}"


def _book(match: re.Match[str]) -> str:
    """ "1 Cor. 13", "2 Samuel"."""
    written = match["book"] or match["whole"]
    book = _SHORT.get(written, written)
    chapter = f" {cardinal(int(match['chapter']))}" if match["chapter"] else ""
    return f"{_ORDINALS[match['number']]} {book}{chapter}"


def _more(written: str) -> str:
    said = ""
    for mark, chapter, verse, part in _MORE.findall(written):
        said += f"{mark} " if mark in ",;" else " to "
        said += f"{cardinal(int(chapter))} " if chapter else ""
        said += cardinal(int(verse)) + _part(part)
    return said


def _part(letter: str | None) -> str:
    """The half of a verse: "4a"."""
    return f" {letter.upper()}" if letter else ""


def _chapter(match: re.Match[str]) -> str | None:
    """ "Exod. 20", "Isa. 40–55"; "Gen. 1" where another book is cited near it."""
    text, start, end = match.string, match.start(), match.end()
    if match["book"] and not (
        _CITED.search(text, max(0, start - _NEAR), start) or _CITED.search(text, end, end + _NEAR)
    ):
        return None
    book = _SHORT[match["sure"] or match["book"]]
    return f"{book} {cardinal(int(match['chapter']))}{_more(match['more'])}"


_SURE = (
    "Exod|Lev|Deut|Josh|Judg|Neh|Esth|Pss?|Psa|Prov|Eccl|Eccles|Isa|Jer|Ezek|Hos|Hab|Zeph|Hag|Zech"
    "|Matt|Lk|Jn|Rom|Eph|Heb|Macc"
)
"""Short for nothing but a book; "Gen." is a general too, "Num." a number."""
_NEAR = 60
"""Characters before and after a doubtful book in which another must be cited."""
_CITED = re.compile(rf"\b(?:(?:{_SURE})\. ?\d|(?:{_BOOKS}|{'|'.join(_SHORT)})\.? \d{{1,3}}:\d)")
_NAMES = "|".join(
    (*sorted(_BOOKS.split("|"), key=len, reverse=True), *sorted(_SHORT, key=len, reverse=True))
)
RULES = (
    Rule(
        "123ABCDEGHIJKLMNOPQRSTWZ",
        re.compile(
            r"(?=(?:[123I]{1,3} ?)?[A-Z][a-z']{1,14}\.? \d{1,3}:\d)"
            rf"(?:(?P<number>[123]|I{{1,3}}) ?)?(?P<book>{_NAMES})\.? "
            r"(?P<chapter>\d{1,3}):(?P<verse>\d{1,3})(?P<part>[a-d]?)(?![\d:])"
            rf"(?P<more>(?:{DASH}(?:\d{{1,3}}:)?\d{{1,3}}[a-d]?"
            r"|, ?\d{1,3}(?!\d|:\d| [A-Za-z])){0,6})"
            r"(?P<following>ff?(?!\w)\.?)?(?![\w:])"
        ),
        _verse,
    ),
    Rule(
        "123ABCDEGHIJKLMNOPQRSTWZ",
        re.compile(
            r"(?=(?:[123I]{1,3} ?)?[A-Z][a-z']{1,14}\.? [ivxlc])"
            r"(?:(?P<number>[123]|I{1,3}) ?)?"
            rf"(?:(?P<book>{_NAMES})\.? (?P<chapter>[ivxlc]{{1,8}})"
            r"(?:\.,?|,|:) ?(?P<verse>\d{1,3})(?![\d:])"
            rf"(?P<more>(?:{DASH}\d{{1,3}}|, ?\d{{1,3}}(?!\d|:\d| [A-Za-z])){{0,6}})(?!\w)"
            rf"|(?P<short>{'|'.join(_SHORT)})\. (?P<whole>[ivxlc]{{2,8}})(?!\w))"
        ),
        _by_numeral,
    ),
    Rule(
        "123I",
        re.compile(
            r"(?<!\d )(?P<number>[123]|I{1,3}) "
            r"(?:(?P<book>Cor|Sam|Kgs|Chr|Chron|Thess|Thes|Tim|Pet|Macc|Corinthians|Samuel|Kings"
            r"|Chronicles|Thessalonians|Timothy|Peter|Maccabees|John|Jn)\.? (?P<chapter>\d{1,3})"
            r"(?![\w:/]|[.,]\d|-\w)"
            r"|(?P<whole>Corinthians|Samuel|Chronicles|Thessalonians|Timothy|Maccabees)(?!\w))"
        ),
        _book,
    ),
    Rule(
        "ABCDEGHIJKLMNPRTZ",
        re.compile(
            rf"(?:(?P<sure>{_SURE})|(?P<book>{'|'.join(_SHORT)}))\. ?(?P<chapter>\d{{1,3}})"
            rf"(?P<more>(?:{DASH}\d{{1,3}}(?![\d:])){{0,1}})(?![\w:/%]|[.,]\d)"
        ),
        _chapter,
    ),
)
