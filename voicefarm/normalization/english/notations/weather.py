"""Reports of an airport's weather: "KJFK 121851Z 24015G25KT 10SM FEW050 22/12 A2992"."""

import re
from collections.abc import Callable

from voicefarm.normalization.english.numbers import cardinal, number_words, spelled
from voicefarm.normalization.scanner import Rule

_COVER = {
    "FEW": "few clouds", "SCT": "scattered clouds", "BKN": "broken clouds", "OVC": "overcast",
    "VV": "vertical visibility",
}  # fmt: skip
_PLAIN = {
    "AUTO": "automated", "COR": "corrected", "CAVOK": "ceiling and visibility okay",
    "CLR": "sky clear", "SKC": "sky clear", "NSC": "no significant clouds",
    "NOSIG": "no significant change", "RMK": "remarks", "9999": "visibility ten kilometers or more",
    "00000KT": "wind calm",
}  # fmt: skip
_WEATHER = {
    "MI": "shallow", "BC": "patches of", "DR": "drifting", "BL": "blowing", "SH": "showers of",
    "TS": "thunderstorm", "FZ": "freezing", "VC": "nearby", "RA": "rain", "SN": "snow",
    "DZ": "drizzle", "GR": "hail", "GS": "small hail", "PL": "ice pellets", "FG": "fog",
    "BR": "mist", "HZ": "haze", "FU": "smoke", "DU": "dust", "SA": "sand", "VA": "ash",
}  # fmt: skip
_STRENGTH = {"-": "light ", "+": "heavy ", "": ""}


def _wind(match: re.Match[str]) -> str:
    way = "variable" if match["way"] == "VRB" else spelled(match["way"])
    gusts = f", gusting to {cardinal(int(match['gusts']))}" if match["gusts"] else ""
    return f"wind {way} at {cardinal(int(match['speed']))}{gusts} knots"


def _cover(match: re.Match[str]) -> str:
    feet = 100 * int(match["height"])
    kind = {"CB": ", cumulonimbus", "TCU": ", towering cumulus", None: ""}[match["kind"]]
    return f"{_COVER[match['cover']]} at {cardinal(feet)} feet{kind}"


def _heat(match: re.Match[str]) -> str:
    said = [
        f"{'minus ' * (match[name][0] == 'M')}{cardinal(int(match[name].lstrip('M')))}"
        for name in ("air", "dew")
    ]
    return f"temperature {said[0]}, dew point {said[1]}"


def _sky(match: re.Match[str]) -> str:
    parts = [_WEATHER[part] for part in re.findall("..", match["what"])]
    return _STRENGTH[match["strength"]] + " ".join(parts)


_GROUPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile("|".join(_PLAIN)), lambda match: _PLAIN[match[0]]),
    (re.compile(r"(?P<way>VRB|\d{3})(?P<speed>\d{2,3})(?:G(?P<gusts>\d{2,3}))?KT"), _wind),
    (
        re.compile(r"(\d{3})V(\d{3})"),
        lambda match: f"variable {spelled(match[1])} to {spelled(match[2])}",
    ),
    (re.compile(r"(\d{1,2})SM"), lambda match: f"visibility {number_words(match[1])} miles"),
    (re.compile(r"\d{4}"), lambda match: f"visibility {cardinal(int(match[0]))} meters"),
    (re.compile(rf"(?P<cover>{'|'.join(_COVER)})(?P<height>\d{{3}})(?P<kind>CB|TCU)?"), _cover),
    (re.compile(r"(?P<air>M?\d\d)/(?P<dew>M?\d\d)"), _heat),
    (re.compile(r"A(\d{4})"), lambda match: f"altimeter {spelled(match[1])}"),
    (re.compile(r"Q(\d{4})"), lambda match: f"Q N H {spelled(match[1])}"),
    (re.compile(rf"(?P<strength>[-+]?)(?P<what>(?:{'|'.join(_WEATHER)}){{1,3}})"), _sky),
)


def _report(match: re.Match[str]) -> str:
    """The station, the time and each group, as a controller says them."""
    kind = f"{match['kind'].strip()} " if match["kind"] else ""
    said = [f"{kind}{' '.join(match['station'])}", f"{spelled(match['time'])} Zulu"]
    return ", ".join((*said, *map(_group, match["groups"].split())))


def _group(written: str) -> str:
    for pattern, say in _GROUPS:
        if group := pattern.fullmatch(written):
            return say(group)
    return " ".join(spelled(one) if one.isdecimal() else one for one in written if one.isalnum())


RULES = (
    Rule(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZm",
        re.compile(
            r"(?P<kind>(?i:metar|speci) )?(?P<station>[A-Z]{4}) (?P<time>\d{6})Z"
            r"(?P<groups>(?: (?=[A-Z\d/+-]{0,5}[\dA-Z]{2})[A-Z\d/+-]{2,12}(?![\w/])){2,40})"
        ),
        _report,
    ),
)
