"""Names that programs use: functions, classes in camel case, options, pre-releases."""

import re

from voicefarm.languages.record import words
from voicefarm.normalization.english.numbers import number_words
from voicefarm.normalization.scanner import Rule

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_WHOLE = words(
    """
    iPhone iPad iPod iOS iMac iCloud iTunes iPadOS macOS eBay eBook eBooks watchOS tvOS eSports
    LaTeX YouTube GitHub GitLab LinkedIn PayPal WhatsApp JavaScript TypeScript PowerPoint FedEx
    MasterCard WordPress OpenAI DeepMind ChatGPT PostgreSQL MySQL GraphQL NoSQL MongoDB SpaceX
    BioNTech AstraZeneca GlaxoSmithKline SoundCloud FaceTime AirPods PlayStation
    """
)
"""Brands, which stay as they are."""
_VERBS = (
    "get|set|is|has|to|on|add|remove|make|create|find|load|save|read|write|parse|fetch|update|use|"
    "handle|init|build|run|start|stop|new|max|min|num|user|file|data|my|string|int|should|can"
)
_CLASSES = (
    "Error|Exception|Event|Handler|Factory|Manager|Service|Controller|Request|Response|Client|"
    "Server|Builder|Listener|Provider|Adapter|Exporter|Config|Context|Element|Array|List|Map|Set|"
    "Queue|Stream|Buffer|Reader|Writer|Parser|Model|View|Type|Id|Name|Path|Url|String|Count"
)


def _spoken(name: str) -> str:
    return " ".join(
        number_words(word) if word.isdecimal() else word for word in _WORDS.findall(name)
    )


def _brackets(match: re.Match[str]) -> str:
    """ "foo()": nothing is said for its brackets."""
    return ""


def _camel(match: re.Match[str]) -> str | None:
    return None if match[0] in _WHOLE else _spoken(match[0])


def _platform(match: re.Match[str]) -> str:
    """ "linux/arm64" as "linux slash arm sixty-four"."""
    bits = f" {number_words(match['bits'])}" if match["bits"] else ""
    chip = {"amd": "AMD", "arm": "arm", "x": "X", "riscv": "risk five"}[match["chip"]]
    return f"{match['system']} slash {chip}{bits}"


def _release(match: re.Match[str]) -> str:
    """The end of "v18.0.0-rc.2"."""
    name = {"rc": "R C"}.get(match["stage"], match["stage"])
    number = f" {number_words(match['number'])}" if match["number"] else ""
    return f" {name}{number}"


RULES = (
    Rule("(", re.compile(r"\(\)"), _brackets),
    Rule(
        _LETTERS,
        re.compile(
            r"(?=[a-z]+[A-Z]|[A-Z][A-Za-z]*[a-z][A-Z]|[A-Z]{2,}[a-z])"
            rf"(?:(?:{_VERBS})(?:[A-Z][a-z]+|[A-Z]{{2,6}}(?![a-z])){{1,8}}(?!\w)"
            r"|[a-z]{2,12}(?:[A-Z][a-z]+){2,6}(?!\w)"
            r"|(?=[A-Z][A-Za-z]{4,60}(?!\w))(?:[A-Z][a-z]+|[A-Z]{2,6}(?=[A-Z][a-z])){1,6}"
            rf"(?:{_CLASSES})(?!\w))"
        ),
        _camel,
    ),
    Rule(
        "lwdm",
        re.compile(
            r"(?P<system>linux|windows|darwin|macos)/(?P<chip>amd|arm|x|riscv)(?P<bits>\d\d)?(?!\w)"
        ),
        _platform,
    ),
    Rule(
        "-",
        re.compile(
            r"(?<=\d)-(?P<stage>rc|alpha|beta|pre|dev|preview|nightly|snapshot)"
            r"(?:[.-]?(?P<number>\d{1,3}))?(?!\w)"
        ),
        _release,
    ),
)
