"""Emotion tags: what some models act out, such as `[laugh]`. They are never read as words."""

import re

_SOUNDS = "|".join(
    [
        *("cười", "chuckle", "laugh", "thở dài", "sigh", "hắng giọng", "clear throat"),
        *("cough", "gasp", "groan", "shush", "sniff", "sniffle", "yawn"),
    ]
)
EMOTION_TAG = re.compile(rf"<\|emotion_\d+\|>|\[(?:{_SOUNDS})\]|<(?:{_SOUNDS})>", re.IGNORECASE)
"""One tag, as VieNeu, Orpheus and Chatterbox Turbo know it."""
