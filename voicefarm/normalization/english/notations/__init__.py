"""How those write who play.

- `knitting`, `weather`: patterns of a knitter, reports of an airport
- `chess`, `cards`, `music`: moves, cards by their signs, chords
- `genes`: strands of DNA
- `quakes`: how strong an earthquake was
- `scores`: tennis, baseball and cricket, seasons won and lost
"""

from voicefarm.normalization.english.notations import (
    cards,
    chess,
    genes,
    knitting,
    music,
    quakes,
    scores,
)

RULES = (
    *knitting.RULES,
    *chess.RULES,
    *cards.RULES,
    *music.RULES,
    *genes.RULES,
    *quakes.RULES,
    *scores.RULES,
)
