"""Shouted text: a sentence in capitals is read as words, which capitals would have spelled."""

import re
from collections.abc import Iterator

from voicefarm.languages.record import words
from voicefarm.normalization.english.numbers import roman
from voicefarm.normalization.english.quantities.prices.money import CODES
from voicefarm.normalization.sentence_starts import REACH, starts_sentence
from voicefarm.spoken.phonemes import ANCHOR
from voicefarm.spoken.text import SpokenText, spoken_as

_INITIALISMS = words(
    """
    ABC AI API
    ATM AWS BA BBC BC BMW CBS CD CEO CFO CIA CNN COVID CPU CSS CTO DC DIY DJ DNA DVD EU FAQ
    FBI FIFA FM GDP GMT GPS GPU HBO HIV HR HTML HTTP IBM ID IMF IP IPO IQ IRS ISBN ISO JFK JPEG
    KFC KGB LA LED LGBT MBA MD MIT MP MRI MTV NASA NATO NBA NBC NFL NGO NHL NHS NSA NY NYC OECD OK
    PC PDF PHD PM PR RAF RAM RNA SMS SQL TV UAE UFO UK UN UNESCO UNICEF URL USA USB USSR UTC UV
    VAT VIP VPN WHO WTO WWI WWII XML YMCA ESG ETF OPEC SAS BTS NYPD LAPD CCTV SOS AM
    """
)
"""Capitals that stay so; those that are words too are decided by `_is_initialism`."""
_US_AFTER = words(
    """
    THE A IN FROM BY OF AND FOR FORMER
    """
)
_US_BEFORE = words(
    """
    ARMY NAVY SENATE CONGRESS PRESIDENT GOVERNMENT DOLLAR DOLLARS MARKET MARKETS ECONOMY ELECTION
    COURT COURTS TROOPS MILITARY TREASURY STATE STATES TRADE TARIFFS TAX STOCKS BANKS BANK OPEN
    CITIZENS CITIZEN BORDER FEDERAL SUPREME POLICY AIR MARINES OFFICIALS SANCTIONS JOBS FED
    """
)
_IT_BEFORE = words(
    """
    DEPARTMENT SUPPORT SECURITY MANAGER MANAGERS TEAM TEAMS STAFF SECTOR SYSTEMS SERVICES BUDGET
    JOBS INDUSTRY INFRASTRUCTURE COMPANY PROFESSIONALS CONSULTANT HELPDESK SPECIALIST SKILLS
    """
)
_WORDLIKE = words(
    """
    HMM SHH PSST MR MRS MS DR ST VS BRR PFFT TSK MY BY WHY TRY FLY SKY CRY DRY SHY
    """
)
_CAPITALIZED = words(
    """
    JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER JAN FEB
    MAR APR JUN JUL AUG SEPT SEP OCT NOV DEC MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY
    SUNDAY MR MRS MS DR PROF ST AVE RD BLVD JR SR VOL CHAPTER PART BOOK ACT SCENE PAGE FIG NO
    SAINT KING QUEEN POPE JOHN MAIN WALL
    """
)
"""Words whose capital a rule looks for."""
_CUT = re.compile(
    r"(?<![\w.'’&-])(?:"
    r"(?P<before_name>MRS?|MS(?=\.\s?(?:[A-Z]{2}|[\"']))|DRS?|PROFS?|CAPT|LT|GEN|GOV|HON|REV|SGT|COL|MAJ|ST|MT|FT|MESSRS)(?=\.\s?[A-Z\"'])"
    r"|(?:VOLS?|CHAPS?|CH|SECS?|FIGS?|NOS?|ART|PT|PP|EP|OP|BK|APP|APPROX)(?=\.\s?(?:\d|[IVXLC]+\b))"
    r"|(?:JR|SR|PVT|LTD|INC|CORP|BROS|CO|DEPT|ASSN|UNIV|AVE|BLVD|ESQ|(?P<against>VS|ETC))(?=\.(?!\w)))"
)
"""Words cut short, in capitals, where a stop and what follows show what they are."""
_ENDING = re.compile(r"\d0S|.?\d(?:ST|ND|RD|TH)")
"""The end of a decade or an ordinal: "IN THE 40S", "THE 5TH"."""
_LONG_NUMERAL = re.compile(r"M{1,2}[CDLXVIM]{4,14}")
"""A year alone, such as "MMXXIV"."""
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_HAS_VOWEL = re.compile("[AEIOUYÀ-Ý]")
_INSIDE = r"(?:[^.!?…\n]|\.(?=\d))"
_SENTENCE = re.compile(rf"{_INSIDE}*+(?<=[^.!?…\n])(?:[.!?…]+|\n|\Z)")
_SHOUTED = re.compile(r"[A-ZÀ-ÖØ-Ý]{2}")
_PARTNER_AFTER = re.compile(r"(?: ?& ?[A-Z]| and [B-HJ-Z])(?![\w'’])")
_SMALL = re.compile(r"(?<![\d'’])[a-zà-öø-ÿ]")
_COMMON = words(
    """
    A ABOUT AFTER ALL AND ANY ARE AS AT BACK BE BEEN BEFORE BIG BUT BY CAN COME DAY DO DON'T DOWN
    EVER EVERY FOR FROM GET GO GOOD HAD HAS HAVE HE HER HERE HIM HIS HOME HOUSE HOW I I'M IF IN
    INTO IS IT IT'S JUST KEEP KNOW LAST LET LIFE LIKE LITTLE LOOK LOVE MADE MAKE MAN ME MORE MUST
    MY NEVER NEW NO NOT NOW OF OFF OLD ON ONE ONLY OR OUR OUT OVER OWN PLEASE READ SAID SAW SAY
    SEE SHE SO SOME STAY STILL STOP TAKE TELL THAT THE THEIR THEM THEN THERE THESE THEY THIS TIME
    TO TODAY UNDER UNTIL UP US VERY WAIT WANT WAS WAY WE WERE WHAT WHEN WHERE WHICH WHO WHY WILL
    WITH WORLD YES YOU YOUR CHAPTER PART BOOK ACT SCENE SECTION VOLUME PROLOGUE EPILOGUE APPENDIX
    """
)


def without_shouting(text: str) -> SpokenText:
    """`text` with its shouted sentences in small letters, but for initialisms and numerals.

    Abbreviations such as "MRS." get the letters by which their rules know them.
    """
    if not _SHOUTED.search(text) or ANCHOR in text:
        return SpokenText(text, text)
    cut = {
        one.start(): (*one.span(), one[0].lower() if one["against"] else one[0].capitalize())
        for one in _CUT.finditer(text)
    }
    calmed = (one for one in _replacements(text) if one[0] not in cut)
    return spoken_as(text, sorted([*calmed, *cut.values()]))


def _replacements(text: str) -> Iterator[tuple[int, int, str]]:
    if not _SMALL.search(text):
        yield from _calmed(text, 0, len(text))
        return
    for sentence in _SENTENCE.finditer(text):
        if not _SMALL.search(sentence[0]):
            yield from _calmed(text, sentence.start(), sentence.end())
        elif _SHOUTED.search(sentence[0]):
            for start, end in _shouted_runs(text, sentence.start(), sentence.end()):
                yield from _calmed(text, start, end, is_inside=True)


def _shouted_runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Three capital words and more in an otherwise small sentence, if some are common words."""
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text, start, end):
        is_next = not run or not re.search(r"[^\s,'\"“”‘’]", text[run[-1].end() : token.start()])
        is_code = text[token.start() - 1 : token.start()].isdecimal() or text.startswith(
            "$", token.end()
        )
        if token[0].isupper() and is_next and not is_code:
            run.append(token)
            continue
        if _is_shouted(run):
            yield run[0].start(), run[-1].end()
        run = [token] if token[0].isupper() else []
    if _is_shouted(run):
        yield run[0].start(), run[-1].end()


def _is_shouted(run: list[re.Match[str]]) -> bool:
    words = [token[0].upper().replace("’", "'") for token in run]
    if len(words) == 2 and (words[0] == "US" or (len(words[0]) == 1 and words[0] not in "AIO")):
        return False  # "US CPI", "size L, US 8"
    return len(words) > 1 and sum(word in _COMMON and len(word) > 1 for word in words) * 3 >= len(
        words
    )


def _calmed(
    text: str, start: int, end: int, *, is_inside: bool = False
) -> Iterator[tuple[int, int, str]]:
    tokens = list(_TOKEN.finditer(text, start, end))
    spelled = [token[0].upper().replace("’", "'") for token in tokens]
    if not _reads_as_words(spelled):
        return
    for place, token in enumerate(tokens):
        word = spelled[place]
        if _ENDING.fullmatch(text, max(0, token.start() - 2), token.end()):
            yield token.start(), token.end(), word.lower()
        if len(word) < 2 or any(
            is_kept(text, token)
            for is_kept in (_touches_figure, _is_company, _is_agency, _is_currency)
        ):
            continue
        if _is_initialism(spelled, place):
            if word.endswith("'S"):
                yield token.end() - 1, token.end(), "s"
            continue
        begins = not is_inside and (not place or _begins(text, token, spelled[place - 1]))
        if cut := _CUT.match(text, tokens[place - 1].start()) if place else None:
            begins = word not in _COMMON and bool(cut["before_name"] or cut["against"])
        after = spelled[place + 1] if place + 1 < len(spelled) else ""
        is_name = word in _CAPITALIZED or (roman(after) is not None and after != "I")
        yield (
            token.start(),
            token.end(),
            token[0].capitalize() if begins or is_name else word.lower(),
        )


def _begins(text: str, token: re.Match[str], before: str) -> bool:
    before_it = text[max(0, token.start() - REACH) : token.start()]
    return len(before) > 1 and (starts_sentence(before_it) or before_it[-2:-1] == ":")


def _reads_as_words(words: list[str]) -> bool:
    """Whether they are words and not a few initialisms in a row, such as "NASA/ESA"."""
    if len(words) == 1:
        if _LONG_NUMERAL.fullmatch(words[0]):
            return False
        return (words[0] in _COMMON and words[0] not in ("WHO",)) or (
            len(words[0]) > 4 and words[0] not in _INITIALISMS and bool(_HAS_VOWEL.search(words[0]))
        )
    return any(len(word) > 1 and (word in _COMMON - {"US"} or len(word) > 4) for word in words)


def _touches_figure(text: str, token: re.Match[str]) -> bool:
    after = text[token.end() : token.end() + 2]
    around = text[max(0, token.start() - 1) : token.start()] + after * (not after[:1].isspace())
    return (bool(re.search(r"[\d@_#/\\+]|\.\w", around)) and not token[0].isalpha()) or bool(
        re.match(r"[\d@_#+]", text[token.end() : token.end() + 1])
        or re.search(r"[\d@_#$€£]\Z", text[max(0, token.start() - 1) : token.start()])
    )


def _is_company(text: str, token: re.Match[str]) -> bool:
    """Whether it is a part of a name such as "AT&T", or "AT and T" as that is said."""
    return len(token[0]) == 2 and bool(
        _PARTNER_AFTER.match(text, token.end()) or text[token.start() - 1 : token.start()] == "&"
    )


def _is_currency(text: str, token: re.Match[str]) -> bool:
    """Whether it is a code of a currency at a figure: "USD 500"."""
    start, end = token.span()
    return token[0] in CODES and bool(
        re.match(r" ?\d", text[end : end + 2])
        or re.search(r"\d ?\Z", text[max(0, start - 2) : start])
    )


def _is_agency(text: str, token: re.Match[str]) -> bool:
    """Whether it is short and alone in brackets, as in "TEHRAN (AFP)"."""
    return (
        len(token[0]) < 5
        and token[0] not in _COMMON
        and text[token.start() - 1 : token.start()] == "("
        and text.startswith(")", token.end())
    )


def _is_initialism(words: list[str], place: int) -> bool:
    word = words[place].partition("'")[0]
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    if word == "US":
        return before in _US_AFTER or after in _US_BEFORE or (not before and bool(after))
    if word == "IT":
        return after in _IT_BEFORE
    if word == "LA":
        return before in ("IN", "FROM", "TO", "NEAR", "DOWNTOWN", "LEAVE", "LOVE", "OF", "AT")
    if word in ("WHO", "AM", "OK", "PR", "ID", "LED", "AIDS"):
        return word in ("OK", "ID", "PR") or (word == "WHO" and before == "THE" and after != "WAS")
    if word in _INITIALISMS or (
        len(word) > 1 and roman(word) is not None and _numeral_here(before, word)
    ):
        return True
    return len(word) < 6 and not _HAS_VOWEL.search(word) and word not in _WORDLIKE


def _numeral_here(before: str, word: str) -> bool:
    return word not in ("MIX", "DID") and (before != "" or len(word) > 1)
