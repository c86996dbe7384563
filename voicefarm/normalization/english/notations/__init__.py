"""How those write who play.

- `knitting`, `weather`: patterns of a knitter, reports of an airport
- `chess`, `cards`, `music`: moves, cards by their signs, chords
- `genes`: strands of DNA
- `quakes`: how strong an earthquake was
- `recipes`: cups and spoons of a cook
- `scores`: tennis, baseball and cricket, seasons won and lost
"""

from voicefarm.normalization.english.notations import (
    cards,
    chess,
    genes,
    knitting,
    music,
    quakes,
    recipes,
    scores,
)

RULES = (
    *knitting.RULES,
    *chess.RULES,
    *cards.RULES,
    *music.RULES,
    *genes.RULES,
    *quakes.RULES,
    *recipes.RULES,
    *scores.RULES,
)
