"""What units are called: data, and the prefixes that make more of them."""

from voicefarm.languages.record import words

_PREFIXES = {
    "n": "nano", "µ": "micro", "μ": "micro", "u": "micro", "m": "milli", "c": "centi", "d": "deci",
    "h": "hecto", "k": "kilo", "K": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta",
    "Ki": "kibi", "Mi": "mebi", "Gi": "gibi", "Ti": "tebi",
}  # fmt: skip
_SCALABLE = {
    "m": ("meter", "meters", "n µ μ u m c d k"),
    "g": ("gram", "grams", "n µ μ m k"),
    "L": ("liter", "liters", "µ μ m c d h"),
    "l": ("liter", "liters", "µ μ m c d h"),
    "s": ("second", "seconds", "n µ μ u m"),
    "B": ("byte", "bytes", "k K M G T P Ki Mi Gi Ti"),
    "b": ("bit", "bits", "k K M G T"),
    "bit": ("bit", "bits", "k K M G T"),
    "bps": ("bit per second", "bits per second", "k K M G T"),
    "Hz": ("hertz", "hertz", "k M G T"),
    "W": ("watt", "watts", "µ m k M G T"),
    "Wh": ("watt hour", "watt hours", "m k M G T"),
    "V": ("volt", "volts", "µ m k M"),
    "A": ("amp", "amps", "µ m k"),
    "Ah": ("amp hour", "amp hours", "m k"),
    "Pa": ("pascal", "pascals", "h k M G"),
    "J": ("joule", "joules", "m k M G"),
    "N": ("newton", "newtons", "m k M"),
    "eV": ("electron volt", "electron volts", "m k M G T"),
    "cal": ("calorie", "calories", "k"),
    "mol": ("mole", "moles", "n µ m k"),
    "Ω": ("ohm", "ohms", "m k M"),
    "F": ("farad", "farads", "n µ μ"),
    "Sv": ("sievert", "sieverts", "µ μ m"),
    "bar": ("bar", "bar", "m"),
}
_AMBIGUOUS = {"b", "A", "N", "F", "J", "B", "Ki"}
"""Not units by themselves after a number: "2 B", "5 A day"."""
_SIDES = {
    "ft": ("foot", "feet"), "in": ("inch", "inches"), "yd": ("yard", "yards"),
    "yds": ("yard", "yards"), "mi": ("mile", "miles"), "cm": ("centimeter", "centimeters"),
    "m": ("meter", "meters"), "km": ("kilometer", "kilometers"),
}  # fmt: skip


def _raised(short: str, power: str) -> dict[str, tuple[str, str]]:
    """ "sq ft" and "sq. ft" for a square foot."""
    return {
        f"{short}{joint}{side}": (f"{power} {one}", f"{power} {many}")
        for joint in (" ", ". ", "-", ".-")
        for side, (one, many) in _SIDES.items()
    }


_OTHERS = {
    "in": ("inch", "inches"), "ft": ("foot", "feet"), "yd": ("yard", "yards"),
    "yds": ("yard", "yards"), "mi": ("mile", "miles"), "nmi": ("nautical mile", "nautical miles"),
    "bbl": ("barrel", "barrels"),
    "req": ("request", "requests"),
    "st": ("stone", "stone"),
    "lb": ("pound", "pounds"), "lbs": ("pound", "pounds"), "oz": ("ounce", "ounces"),
    "fl oz": ("fluid ounce", "fluid ounces"), "fl. oz": ("fluid ounce", "fluid ounces"),
    "gal": ("gallon", "gallons"), "qt": ("quart", "quarts"), "pt": ("pint", "pints"),
    "tsp": ("teaspoon", "teaspoons"), "tbsp": ("tablespoon", "tablespoons"),
    "Tbsp": ("tablespoon", "tablespoons"), "ac": ("acre", "acres"), "ha": ("hectare", "hectares"),
    "t": ("ton", "tons"), "kt": ("kiloton", "kilotons"), "Mt": ("megaton", "megatons"),
    "mph": ("mile per hour", "miles per hour"), "mpg": ("mile per gallon", "miles per gallon"),
    "kph": ("kilometer per hour", "kilometers per hour"),
    "kmh": ("kilometer per hour", "kilometers per hour"),
    "kmph": ("kilometer per hour", "kilometers per hour"), "kn": ("knot", "knots"),
    "rpm": ("revolution per minute", "revolutions per minute"),
    "bpm": ("beat per minute", "beats per minute"),
    "fps": ("frame per second", "frames per second"),
    "wpm": ("word per minute", "words per minute"),
    "dpi": ("dot per inch", "dots per inch"), "ppi": ("pixel per inch", "pixels per inch"),
    "ppm": ("part per million", "parts per million"),
    "ppb": ("part per billion", "parts per billion"), "px": ("pixel", "pixels"),
    "MP": ("megapixel", "megapixels"), "psi": ("pound per square inch", "pounds per square inch"),
    "bps": ("basis point", "basis points"), "bp": ("basis point", "basis points"),
    "pts": ("point", "points"),
    "pp": ("percentage point", "percentage points"), "hp": ("horsepower", "horsepower"),
    "BTU": ("BTU", "BTUs"), "BTUs": ("BTU", "BTUs"), "dB": ("decibel", "decibels"),
    "dBA": ("decibel", "decibels"), "dB(A)": ("decibel", "decibels"), "lm": ("lumen", "lumens"),
    "lx": ("lux", "lux"),
    "mmHg": ("millimeter of mercury", "millimeters of mercury"),
    "inHg": ("inch of mercury", "inches of mercury"), "ly": ("light-year", "light-years"),
    "AU": ("astronomical unit", "astronomical units"),
    "kgs": ("kilogram", "kilograms"), "kms": ("kilometer", "kilometers"),
    "mcg": ("microgram", "micrograms"), "cc": ("cubic centimeter", "cubic centimeters"),
    "mM": ("millimolar", "millimolar"), "µM": ("micromolar", "micromolar"),
    "μM": ("micromolar", "micromolar"), "nM": ("nanomolar", "nanomolar"),
    "mEq": ("milliequivalent", "milliequivalents"), "qts": ("quart", "quarts"),
    "IU": ("IU", "IU"), "Å": ("angstrom", "angstroms"), "atm": ("atmosphere", "atmospheres"),
    "h": ("hour", "hours"), "hr": ("hour", "hours"), "hrs": ("hour", "hours"),
    "min": ("minute", "minutes"), "mins": ("minute", "minutes"), "sec": ("second", "seconds"),
    "secs": ("second", "seconds"), "yr": ("year", "years"), "yrs": ("year", "years"),
    "mo": ("month", "months"), "mos": ("month", "months"), "wk": ("week", "weeks"),
    "wks": ("week", "weeks"), "kbit": ("kilobit", "kilobits"),
    "sqft": ("square foot", "square feet"), "sqm": ("square meter", "square meters"),
    **_raised("sq", "square"), **_raised("cu", "cubic"), "ft-lb": ("foot-pound", "foot-pounds"),
    "ft-lbs": ("foot-pound", "foot-pounds"), "ft·lb": ("foot-pound", "foot-pounds"),
    "ft lbs": ("foot-pound", "foot-pounds"), "ft⋅lb": ("foot-pound", "foot-pounds"),
    "N·m": ("newton meter", "newton meters"), "Nm": ("newton meter", "newton meters"),
    "kN·m": ("kilonewton meter", "kilonewton meters"), "W·h": ("watt hour", "watt hours"),
    "kW·h": ("kilowatt hour", "kilowatt hours"), "A·h": ("amp hour", "amp hours"),
    "mA·h": ("milliamp hour", "milliamp hours"), "Pa·s": ("pascal second", "pascal seconds"),
    "sf": ("square foot", "square feet"), "p.p": ("percentage point", "percentage points"),
    "ga": ("gauge", "gauge"),
    "Tbs": ("tablespoon", "tablespoons"), "tbs": ("tablespoon", "tablespoons"),
    "pk": ("pack", "packs"), "mb": ("millibar", "millibars"),
    "kts": ("knot", "knots"), "SF": ("square foot", "square feet"),
    "spd": ("speed", "speeds"), "gns": ("guinea", "guineas"), "gals": ("gallon", "gallons"),
    "tbsps": ("tablespoon", "tablespoons"), "tsps": ("teaspoon", "teaspoons"),
    "ozs": ("ounce", "ounces"),
    "lb-ft": ("pound-foot", "pound-feet"), "°C": ("degree Celsius", "degrees Celsius"),
    "° C": ("degree Celsius", "degrees Celsius"), "ºC": ("degree Celsius", "degrees Celsius"),
    "º C": ("degree Celsius", "degrees Celsius"),
    "º F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "℃": ("degree Celsius", "degrees Celsius"), "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "° F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "ºF": ("degree Fahrenheit", "degrees Fahrenheit"),
    "deg. F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "deg F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "deg. C": ("degree Celsius", "degrees Celsius"), "deg C": ("degree Celsius", "degrees Celsius"),
    "℉": ("degree Fahrenheit", "degrees Fahrenheit"), "°K": ("kelvin", "kelvin"),
    "°": ("degree", "degrees"), "º": ("degree", "degrees"), "deg": ("degree", "degrees"),
    **dict.fromkeys(
        ("%-pt", "%-pts", "%pt", "%pts", "% pt", "% pts"), ("percentage point", "percentage points")
    ),
    "%": ("percent", "percent"), "％": ("percent", "percent"), "‰": ("per mille", "per mille"),
    "‱": ("per ten thousand", "per ten thousand"), "pct": ("percent", "percent"),
}  # fmt: skip
_WRITTEN_OUT = sorted(
    words(
        """
    hour minute second day night week month year person user head seat unit item page word token
    request call image gallon liter litre mile meter metre kilometer kilometre kilogram gram ton
    tonne pound ounce acre barrel bottle box bag pack dozen piece share vote game visit student
    child room case cup bushel capita core node instance seconds minutes hours days
    woman group arm well animal family class team
    side serving portion slice tablet dose set patient customer employee household square plate
    """
    )
)


def _prefixed(prefix: str, name: str) -> str:
    """ "kilohm" has one o."""
    said = _PREFIXES[prefix] + name
    return said.replace("oohm", "ohm").replace("aohm", "ohm")


UNITS: dict[str, tuple[str, str]] = {
    **{
        prefix + base: (_prefixed(prefix, one), _prefixed(prefix, many))
        for base, (one, many, prefixes) in _SCALABLE.items()
        for prefix in prefixes.split()
    },
    **{
        base: (one, many)
        for base, (one, many, _) in _SCALABLE.items()
        if base not in _AMBIGUOUS and base != "bps"
    },
    **_OTHERS,
}
"""As written after a number: one, many."""
_ALSO_IN_CAPITALS = (
    *("km", "kms", "kg", "kgs", "cm", "lb", "lbs", "oz", "ft", "mph", "kph", "rpm", "hrs", "mins"),
    *("yrs", "gal", "yds", "sq ft"),
)
UNITS |= {name.upper(): UNITS[name] for name in _ALSO_IN_CAPITALS}
POWERS = {
    **dict.fromkeys(("²", "2", "^2"), "square"),
    **dict.fromkeys(("³", "3", "^3"), "cubic"),
}
POWERFUL = ("mm", "cm", "km", "dm", "m", "in", "ft", "yd", "mi", "μm", "µm", "nm", "s")
"""Units that are squared and cubed."""
RATES = {
    **{name: one for name, (one, _) in UNITS.items() if name[0] not in "°º%‰‱％℃℉"},
    **{name: name for name in _WRITTEN_OUT},
    "req": "request", "msg": "message", "d": "day", "bbl": "barrel", "boe": "barrel",
    "Mpc": "megaparsec", "kpc": "kiloparsec", "qtr": "quarter", "MMBtu": "million BTU",
    "B": "byte", "b": "bit", "y": "year", "pers": "person", "ea": "each",
    "A": "amp", "N": "newton", "J": "joule", "K": "kelvin", "sh": "share", "serv": "serving",
    "$": "dollar", "€": "euro", "£": "pound",
}  # fmt: skip
"""As written after a slash, where a unit is in the singular."""
