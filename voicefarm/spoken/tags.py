"""Emotion tags: what some models act out, such as `[laugh]`. They are never read as words."""

import re

_SOUNDS = "cười|chuckle|thở dài|sigh|hắng giọng|clear throat|laugh|cough|sniffle|groan|yawn|gasp"
EMOTION_TAG = re.compile(rf"<\|emotion_\d+\|>|\[(?:{_SOUNDS})\]|<(?:{_SOUNDS})>", re.IGNORECASE)
"""One tag, as VieNeu knows it."""
