"""Tables and lists as people bring them: short chunks, mostly figures, which prose doesn't have.

Prices, timetables, results and telephone numbers are drawn at random from a seed. So limits can be
set on one seed and measured on another.
"""

import random
from collections.abc import Callable

from producer.documents.document import Document
from producer.documents.formats import parse_document
from voicefarm.languages import Language

ROWS = 30
"""Of each table."""

Row = Callable[[random.Random], tuple[str, ...]]

GOODS = {
    "en": (
        "Flour, plain",
        "Rye bread",
        "Coffee beans",
        "Tea, green",
        "Salt",
        "Olive oil",
        "Eggs (12)",
        "Cheese",
        "USB-C cable",
        "Larch",
        "Ash",
        "Paint, white",
    ),
    "vi": (
        "Gạo tẻ",
        "Bánh mì",
        "Cà phê",
        "Chè xanh",
        "Muối",
        "Dầu ăn",
        "Trứng (12)",
        "Xi măng",
        "Ớt",
        "Thịt bò",
    ),
}
SIZES = {
    "en": ("500 g", "1 kg", "250 ml", "2 l", "each", "6-pack", "12 x 33 cl"),
    "vi": ("500 g", "1 kg", "250 ml", "2 l", "cái", "hộp"),
}
TOWNS = {"en": ("York", "Ely", "Bath", "Oxford", "Leeds"), "vi": ("Huế", "Vinh", "Hà Nội", "Sa Pa")}
HEADS: dict[Language, dict[str, tuple[str, ...]]] = {
    "en": {
        "sizes": ("Item", "Size", "Price"),
        "prices": ("Item", "Price"),
        "times": ("From", "To", "Departs", "Arrives"),
        "results": ("Year", "Sales", "Change"),
        "numbers": ("Name", "Telephone"),
    },
    "vi": {
        "sizes": ("Hàng", "Cỡ", "Giá"),
        "prices": ("Hàng", "Giá"),
        "times": ("Từ", "Đến", "Đi", "Tới"),
        "results": ("Năm", "Bán", "Tăng"),
        "numbers": ("Tên", "Điện thoại"),
    },
}


def tables(language: Language, seed: int) -> list[Document]:
    """A table of each kind, and each again as a list."""
    rows: dict[str, Row] = {
        "sizes": lambda dice: (
            dice.choice(GOODS[language]),
            dice.choice(SIZES[language]),
            _price(dice, language),
        ),
        "prices": lambda dice: (dice.choice(GOODS[language]), _price(dice, language)),
        "times": lambda dice: (*dice.sample(TOWNS[language], 2), _time(dice), _time(dice)),
        "results": lambda dice: (
            str(dice.randint(1950, 2026)),
            f"{dice.randint(1, 900)}",
            f"{dice.uniform(-30, 30):+.1f} %",
        ),
        "numbers": lambda dice: (dice.choice(TOWNS[language]), _telephone(dice)),
    }
    dice = random.Random(seed)
    documents = []
    for kind, row in rows.items():
        drawn = [row(dice) for _ in range(ROWS)]
        documents += [_table(HEADS[language][kind], drawn), _list(drawn)]
    return documents


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Document:
    lines = [head, tuple("---" for _ in head), *rows]
    return parse_document("\n".join(f"| {' | '.join(line)} |" for line in lines).encode())


def _list(rows: list[tuple[str, ...]]) -> Document:
    lines = (f"- {first}: {', '.join(rest)}" for first, *rest in rows)
    return parse_document("\n".join(lines).encode())


def _price(dice: random.Random, language: Language) -> str:
    if language == "vi":
        return dice.choice((f"{dice.randint(1, 900)}.000 đ", f"{dice.randint(2, 90)} nghìn"))
    exact, whole = f"{dice.uniform(0.1, 99):.2f}", f"{dice.randint(100, 99_999):,}"
    return dice.choice((f"${exact}", f"€{exact}", f"£{whole}", f"{dice.randint(2, 99)} cents"))


def _time(dice: random.Random) -> str:
    return f"{dice.randint(0, 23)}:{dice.randint(0, 59):02d}"


def _telephone(dice: random.Random) -> str:
    return f"0{dice.randint(10, 99)} {dice.randint(100, 999)} {dice.randint(1000, 9999)}"
