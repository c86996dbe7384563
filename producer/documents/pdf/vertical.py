"""Pages in vertical writing, as Japanese books have them: columns from the right to the left.

Such a page is turned: its columns become lines, the rightmost the topmost, and are read as lines.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from producer.documents.pdf.characters import Character, Page

_FEWEST = 8
"""Letters below one another; fewer may be a label or an initial of each line."""
_SHARE = 0.6
"""Of the letters of a page that have the next one straight below."""
_ASIDE, _FARTHEST_BELOW = 0.3, 2.0
"""Of a letter's size."""


def level_page(page: Page) -> Page:
    """The page; one in vertical writing is turned, so that its columns are lines."""
    letters = [one for one in page.characters if not one.is_space]
    if not _is_vertical(letters):
        return page
    turned = [_turned(one, page.height) for one in page.characters]
    return replace(page, characters=turned, width=page.height, height=page.width)


def _is_vertical(letters: Sequence[Character]) -> bool:
    """Whether most letters have the next one straight below."""
    below = sum(_is_below(one, following) for one, following in pairwise(letters))
    return below >= _FEWEST and below > _SHARE * len(letters)


def _is_below(one: Character, following: Character) -> bool:
    size = max(one.size, following.size)
    aside = abs(one.left + one.right - following.left - following.right) / 2
    return aside < _ASIDE * size and 0 < one.bottom - following.bottom < _FARTHEST_BELOW * size


def _turned(one: Character, height: float) -> Character:
    """A letter is as wide as its column; fonts that aren't in the file often say more."""
    return replace(
        one,
        left=height - one.top,
        right=height - one.bottom,
        bottom=one.right - one.size,
        top=one.right,
    )
