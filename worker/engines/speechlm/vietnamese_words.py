"""Vietnamese."""

from sea_g2p import Normalizer


def vietnamese_words(text: str) -> str:
    return Normalizer("vi").normalize(text)
