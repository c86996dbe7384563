"""How those write who play.

- `chess`, `cards`, `music`: moves, cards by their signs, chords
"""

from voicefarm.normalization.english.notations import cards, chess, music

RULES = (*chess.RULES, *cards.RULES, *music.RULES)
