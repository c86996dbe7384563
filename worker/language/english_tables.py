"""What English words stand for marks, units, currencies and abbreviations: data, no rules."""

import re

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec")

CHARACTERS = str.maketrans(
    {
        "’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ",
        "\u00ad": "", "\u200b": "", "½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅓": " 1/3",
        "⅔": " 2/3", "℃": "°C", "℉": "°F", "№": "No. ",
    }
)  # fmt: skip
"""Typographic variants, so that each rule knows one form."""

SCALES = {
    "k": "thousand", "m": "million", "b": "billion", "bn": "billion", "t": "trillion",
    "tn": "trillion",
}  # fmt: skip

CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "US$": ("US dollar", "US dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
    "₫": ("dong", "dong", "xu", "xu"),
}

UNITS = {
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "km²": ("square kilometer", "square kilometers"),
    "km": ("kilometer", "kilometers"),
    "m/s": ("meter per second", "meters per second"),
    "m²": ("square meter", "square meters"),
    "m³": ("cubic meter", "cubic meters"),
    "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"),
    "nm": ("nanometer", "nanometers"),
    "m": ("meter", "meters"),
    "ft": ("foot", "feet"),
    "mi": ("mile", "miles"),
    "yd": ("yard", "yards"),
    "mph": ("mile per hour", "miles per hour"),
    "kg": ("kilogram", "kilograms"),
    "mg": ("milligram", "milligrams"),
    "g": ("gram", "grams"),
    "lbs": ("pound", "pounds"),
    "lb": ("pound", "pounds"),
    "oz": ("ounce", "ounces"),
    "ml": ("milliliter", "milliliters"),
    "mL": ("milliliter", "milliliters"),
    "L": ("liter", "liters"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "KB": ("kilobyte", "kilobytes"),
    "kB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "Mbps": ("megabit per second", "megabits per second"),
    "Gbps": ("gigabit per second", "gigabits per second"),
    "Hz": ("hertz", "hertz"),
    "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "kW": ("kilowatt", "kilowatts"),
    "MW": ("megawatt", "megawatts"),
    "W": ("watt", "watts"),
    "V": ("volt", "volts"),
    "ms": ("millisecond", "milliseconds"),
    "hrs": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "mins": ("minute", "minutes"),
    "min": ("minute", "minutes"),
    "secs": ("second", "seconds"),
    "sec": ("second", "seconds"),
}
UNIT_PATTERN = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))

TITLES = {
    "Dr.": "Doctor", "Mr.": "Mister", "Mrs.": "Missus", "Ms.": "Miss", "Prof.": "Professor",
    "St.": "Saint", "Gen.": "General", "Col.": "Colonel", "Capt.": "Captain", "Lt.": "Lieutenant",
    "Sgt.": "Sergeant", "Gov.": "Governor", "Sen.": "Senator", "Rep.": "Representative",
    "Rev.": "Reverend", "Hon.": "Honorable", "Mt.": "Mount", "Fig.": "Figure", "Vol.": "Volume",
    "Sec.": "Section", "Eq.": "Equation", "pp.": "pages", "fig.": "figure", "vol.": "volume",
    "approx.": "approximately", "e.g.": "for example", "i.e.": "that is", "vs.": "versus",
    "Vs.": "versus",
}  # fmt: skip
"""Abbreviations after which a sentence never ends: their full stop always goes."""
ABBREVIATIONS = TITLES | {
    "Jr.": "Junior", "Sr.": "Senior", "Ave.": "Avenue", "Blvd.": "Boulevard", "Rd.": "Road",
    "etc.": "et cetera", "Inc.": "Incorporated", "Ltd.": "Limited", "Corp.": "Corporation",
    "Dept.": "Department", "Co.": "Company",
}  # fmt: skip
"""With their full stop, which goes with them unless it ends the sentence too."""
ABBREVIATION_PATTERN = "|".join(
    re.escape(short) for short in sorted(ABBREVIATIONS, key=len, reverse=True)
)

NUMBERED = (
    "Chapter|Part|Volume|Book|War|Act|Scene|Section|Phase|Type|Article|Title|Appendix|Stage|Level|"
    "Class|Mark|Bowl|chapter|part|volume|book|act|scene|section|phase|type|stage|level|class"
)
REIGNS = (
    "Henry|Louis|Charles|George|Edward|Elizabeth|James|William|Philip|Richard|Mary|Francis|"
    "Napoleon|Nicholas|Peter|Paul|John|Pius|Benedict|Gregory|Leo|Alexander|Catherine|Frederick|"
    "Wilhelm|Felipe|Carlos|Juan|Rama"
)

ROMAN = re.compile(r"(?=.)(?:X[CL]|L?X{0,3}|C{0,3}(?:X[CL]|L?X{0,3}))(?:I[XV]|V?I{0,3})")
ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

DOMAINS = "com|org|net|io|edu|gov|vn|dev|ai|uk|fr|de"
ADDRESS_MARKS = {
    "@": "at", ".": "dot", "/": "slash", "-": "dash", "_": "underscore", ":": "colon",
    "?": "question mark", "=": "equals", "&": "and", "#": "hash", "~": "tilde", "%": "percent",
    "+": "plus",
}  # fmt: skip

SYMBOLS = {
    "&": "and", "@": "at", "+": "plus", "=": "equals", "%": "percent", "§": "section",
    "°": "degrees", "~": "about", "≈": "about", "≥": "at least", "≤": "at most", "×": "times",
    "÷": "divided by", "±": "plus or minus", "→": "to", "$": "dollars", "€": "euros",
    "£": "pounds", "©": "copyright", "™": "", "®": "", "*": "", "_": " ", "|": "", "^": "",
    "/": "", "<": "less than", ">": "greater than", "#": "hash",
}  # fmt: skip
