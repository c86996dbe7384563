"""Numbers as lists write them: figures, letters, or Roman numerals."""

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LETTERS, _MOST_LETTERS = 26, 9
_PAST_ROMAN = 4000


def numeral(number: int, form: str) -> str:
    """A number in the form `1`, `a`, `A`, `i` or `I`; what has no such form is in figures."""
    if form in ("a", "A") and number > 0:
        letter = chr(ord(form) + (number - 1) % _LETTERS)
        return letter * ((number - 1) // _LETTERS % _MOST_LETTERS + 1)
    if form in ("i", "I") and 0 < number < _PAST_ROMAN:
        return _roman(number) if form == "i" else _roman(number).upper()
    return str(number)


def _roman(number: int) -> str:
    written = ""
    for amount, letters in _ROMAN:
        written += letters * (number // amount)
        number %= amount
    return written
