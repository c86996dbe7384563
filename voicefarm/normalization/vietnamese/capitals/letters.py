"""Letters by their Vietnamese names, and which run of capitals is a word."""

import re

from voicefarm.languages.record import words as words_of

UPPER = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZĐÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
)
LOWER = UPPER.lower()

_NAMES = {
    **{"A": "a", "B": "bê", "C": "xê", "D": "đê", "E": "e", "F": "ép", "G": "giê", "H": "hát"},
    **{"I": "i", "J": "giây", "K": "ca", "L": "lờ", "M": "em", "N": "en", "O": "ô", "P": "pê"},
    **{"Q": "quy", "R": "rờ", "S": "ét", "T": "tê", "U": "u", "V": "vê", "W": "vê kép"},
    **{"X": "ích", "Y": "i dài", "Z": "dét", "Đ": "đê", "Ă": "á", "Â": "ớ"},
}
_ONSET = "b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x"
_VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
_SYLLABLE = re.compile(rf"(?:{_ONSET})?[{_VOWELS}]{{1,3}}(?:c|ch|m|n|ng|nh|p|t)?")
_MARKED = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]")
_TONED = re.compile("[áạắặấậéẹếệíịóọốộớợúụứựýỵ]")
_STOPPED = re.compile("(?:c|ch|p|t)$")
_FRONT = re.compile("(?:c|ng)[eèéẻẽẹêềếểễệiìíỉĩị]|g[eèéẻẽẹêềếểễệ]|k[aoơuư]|^[đd]?[aeo]e")
_SPEAKABLE = re.compile(
    "(?:[bcdfghjklmnpqrstvwxz]{0,2}[aeiouy]{1,2}){2,6}[bcdfghjklmnpqrstvwxz]?|"
    "[bcdfghjklmnpqrstvwxz]{1,2}[aeiouy]{1,2}(?:nt|st|ng|nd|ck|rd|rk|lt|ft|sh|ch|th|ll|ss|mp|rt)"
)
_LONG_WORD = re.compile(
    "(?:[bcdfghjklmnpqrstvwxz]{0,3}[aeiouy]{1,3}){2,6}[bcdfghjklmnpqrstvwxz]{0,3}"
)
"""A long word such as "marketing". Acronyms of that length have fewer vowels."""

WORDS = words_of(
    """
    ASEAN NATO UNESCO UNICEF OPEC FIFA UEFA COVID NASA AIDS SARS VIP SIM PIN TOEIC TOEFL IELTS
    WIFI RADAR LASER ROM RAM HOSE APEC SEATO INTERPOL VISA GRAB VINGROUP VIETJET SEA RON TOP HOT
    MAX PRO SALE SHOP BIG NEW GO APP WEB BLOG FAN GAME SAFTA AFTA NAFTA UNCLOS SWIFT COP SEAGAME
    MERS ROBOT VIETCOMBANK TECHCOMBANK SACOMBANK AGRIBANK VIETINBANK SAMSUNG APPLE GOOGLE
    FACEBOOK INTEL SONY HONDA TOYOTA ZALO TIKTOK YOUTUBE EXCEL WORD VINFAST VINHOMES
    MASAN VINAMILK BOX STREAM BUY SHIP STEM BRICS SWOT CHAT SPAM NEWS SHOW SPA GYM DRINK TEA BAR
    CLUB RESORT GOLD PLUS ULTRA AIR SPORTS CUP WORLD STOP NEXT SHIFT SELECT SHARP BOSCH TEAMS
    OFF UP THE END GET FREE AND YOU ONE ALL DAY NOW OPEN LOVE LIKE LIVE FLASH BLACK
    RAG CRAG ZIP CHROME SKY HUT BUS TOUR BANK PAY DESIGN PRINT TRUCK
    """
)
"""What is read as a word although it is written in capitals."""


def letters(word: str) -> str:
    """The names of a word's letters."""
    return " ".join(_NAMES.get(character, character) for character in word.upper())


def is_syllable(word: str) -> bool:
    """Whether a word is spelled as a Vietnamese syllable; "IT" isn't, for want of a tone."""
    lower = word.lower()
    if _SYLLABLE.fullmatch(lower) is None or _FRONT.match(lower):
        return False
    return not _STOPPED.search(lower) or _TONED.search(lower) is not None


def is_marked(word: str) -> bool:
    """Whether a word has a letter that only Vietnamese has."""
    return _MARKED.search(word.lower()) is not None


def is_speakable(word: str) -> bool:
    """Whether capitals are read as a word, as ASEAN is, rather than by letters."""
    lower = word.lower()
    if len(word) > 6 and _LONG_WORD.fullmatch(lower):
        return True
    return len(word) > 3 and _SPEAKABLE.fullmatch(lower) is not None
