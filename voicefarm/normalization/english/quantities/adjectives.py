"""Whether a quantity belongs to a noun, and so is in the singular: "a 5 km walk"."""

import re

from voicefarm.languages.record import words
from voicefarm.normalization.english.context import word_after

SINGLE_AFTER = re.compile(r"(?:^|[\s(\"'])(?:an?|per|each|every|another|the same)\s\Z", re.I)
NOT_NOUNS = words(
    """
    a above ahead all an and are as at away back because before behind below but by deep down each
    east for from had has he heavy high if in into is it left less long longer more north of off
    on onto or out over past per she since so south tall than that the then they thick this
    through to under until up was we west when where which while who wide will with you later ago
    earlier after apart max total
    """
)
_COUNTED_BEFORE = re.compile(
    r"(?:^|[\s(\"'])(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|dozen"
    r"|several|many|few|both|\d{1,2})\s\Z",
    re.I,
)
_ONE = re.compile(r"(?:^|[\s(\"'])[Aa]n?\s\Z")
_DEFINITE = re.compile(
    r"(?:^|[\s(\"'])(?:the|this|that|my|your|his|her|its|our|their|first|last) (?:\w+ )?\Z", re.I
)
_SIZED = words(
    """
    race races run walk dash sprint final finals medal event swim relay course route stretch section
    drive trip flight journey record records hike climb ride line wall fence tower building bridge
    tunnel cable rope pipe pool barrier mark limit zone radius range span gap hole fish bag box sack
    weight load pack bottle can tank jug battery bulb lamp engine motor gun lens telescope reactor
    file disk disc drive card plan model diet dose tablet pill pills injection deadline delay wait
    break shift window timer film movie video clip song album speech interview call meeting job
    """
)
"""What is named by its size: "the 100 m record"."""
_SIDE_NEXT = re.compile(
    r" ?(?:by|x|×) ?\d[\d.]* ?[a-z]{1,3}\.? (?!is|are|was|and|or|in|at|of|to)[a-z]{3}"
)
_SIDE_BEFORE = re.compile(r"(?:^|\s)[Aa]n? \d[\d.]* ?[a-z]{1,3}\.? ?(?:by|x|×) ?\Z")
POURED = words("g kg mg mcg oz lb lbs ml mL cl l L")
"""Units that no side of a thing is measured in."""
_OF_THINGS = words(
    """
    W kW MW V kV GB TB MB mm MP Hz kHz MHz GHz hp cc lm mAh Ah psi px Ω kΩ kWh µm μm nm cm km
    g kg mg mcg lb oz ml mL cl l L
    """
)
"""Units that name a kind of thing: "60 W bulbs", "10 mg tablets"."""
SCREENED = words(
    """
    TV TVs HDTV LCD LED OLED monitor monitors screen screens display displays laptop laptops tablet
    tablets pan pans pot pots plate plates dish pipe pipes tube nails screws board boards plank
    planks wheel wheels tire tires tyre tyres gun guns ruler sub subs pizza pizzas disc discs
    record records single singles skillet tin tins cake cakes rack speaker speakers brush brushes
    waist inseam seam hem ceiling ceilings cube cubes square squares
    round rounds strips slices pieces bolt bolts
    """
)
"""What is named by its size: "a 55\" TV", "6\" boards"."""
_NO_THINGS = words(
    """
    is was has does this thus as plus minus times across always besides perhaps towards versus
    less yes afterwards upwards carbs fats sugars carbohydrates hits shows gives makes gets takes
    runs falls rises passes reaches equals seems lies comes goes leaves remains becomes means needs
    requires costs drops contains causes produces lets keeps carries weighs measures works starts
    """
)


_PACKED = words(
    """
    can tin jar bottle box bag packet package pkg container carton tub tube bar pack block loaf
    pouch sack steak fillet glass cup mug bowl pan dish mold ramekin serving portion pour
    """
)
"""What holds what is weighed or poured: "a 14 oz can"."""
_BOUGHT = words(
    """
    house home mansion deal loan contract project grant fund budget bond prize plan program facility
    investment lawsuit settlement bill fee fine salary package gift purchase acquisition merger bid
    estimate forecast target mark threshold limit cap ceiling level minimum maximum verdict
    offer mortgage ticket voucher rent renovation bailout rescue stake jackpot question campaign
    hotel stadium painting
    """
)
"""What has its price before it: "the $5 million house"."""
_IS_CAN = re.compile(
    r" can(?: of\b|s?[,.;:)]| [a-z]+ed\b| (?:tomato|bean|corn|soup|chick|coconut|pumpkin|tuna|milk"
    r"|black|kidney|pinto|white|cream|chicken|green|diet|food|cold|whole)|\s*\Z)"
)
"""The noun and not the verb."""
_COUNTED_OUT = re.compile(r"(?:\A|[\n(]|\b(?:an?|one|two|three|four|the|each|per|\d) )\Z")


def is_adjective(match: re.Match[str], unit: str) -> bool:
    """Whether "5 km" is part of "a 5 km walk"."""
    noun, start = word_after(match), match.start()
    if _SIDE_NEXT.match(match.string, match.end()) and SINGLE_AFTER.search(
        match.string, max(0, start - 12), start
    ):
        return True
    if unit not in "%‰" and _ONE.search(match.string, max(0, start - 12), start):
        return True
    if not noun or noun in NOT_NOUNS or unit in "%‰":
        return False
    if unit in ("min", "hr") and noun in ("read", "walk", "drive", "ride", "watch"):
        return True
    if noun in _SIZED and _DEFINITE.search(match.string, max(0, start - 24), start):
        return True
    if unit in _OF_THINGS and noun.islower() and noun.endswith("s"):
        return noun not in _NO_THINGS
    if unit in POURED and noun in _PACKED and _is_packed(match, noun):
        return True
    if unit == "in" and noun in SCREENED:
        return True
    if _SIDE_BEFORE.search(match.string, max(0, start - 24), start):
        return True
    return bool(SINGLE_AFTER.search(match.string, max(0, start - 12), start))


def _is_packed(match: re.Match[str], noun: str) -> bool:
    """Whether what follows is a vessel: "a 14 oz. can", but "5 oz can make a difference"."""
    if noun != "can" or _IS_CAN.match(match.string, match.end()):
        return True
    return bool(_COUNTED_OUT.search(match.string, max(0, match.start() - 8), match.start()))


def is_before_noun(match: re.Match[str]) -> bool:
    """Whether an amount stands before a noun: "a $5 million house", "two $5 tickets"."""
    noun, start = word_after(match), match.start()
    return (
        noun.islower()
        and noun not in NOT_NOUNS
        and bool(
            SINGLE_AFTER.search(match.string, max(0, start - 12), start)
            or (
                noun not in _NO_THINGS
                and _COUNTED_BEFORE.search(match.string, max(0, start - 12), start)
            )
            or (noun in _BOUGHT and _DEFINITE.search(match.string, max(0, start - 24), start))
        )
    )
