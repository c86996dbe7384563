"""How those write who play: moves of chess, cards, chords."""

from voicefarm.normalization.english.notations import cards, chess, music

RULES = (*chess.RULES, *cards.RULES, *music.RULES)
