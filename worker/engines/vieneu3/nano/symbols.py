"""The signs that the network knows, from its `config.json`, and a text as their ids."""

import re
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voicefarm.errors import BadSetting
from voicefarm.wording.validation import first_fault
from worker.engines.vieneu3.prompt import with_emotions
from worker.model_files.local import read_json

FRAMES_PER_S = 24_000 / 256 / 6
_UNKNOWN_EMOTION = re.compile(r"<\|emotion_\d+\|>")


class NanoSymbols(BaseModel):
    """What is read of the `config.json`; it has other keys too."""

    model_config = ConfigDict(frozen=True)

    vocab: dict[str, int]
    """The id of each sign."""
    bos_id: int
    eos_id: int
    pad_id: int
    flow_fps: float = Field(default=FRAMES_PER_S, gt=0)
    """Frames a second of the flow."""
    emotion_tags: dict[str, str] = Field(default_factory=dict)
    """The sign that stands for a token such as `<|emotion_1|>`."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open the file. Raises EngineUnavailable or BadSetting."""
        content = read_json(path, "config.json")
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            fault = first_fault(error, cls)
            raise BadSetting(f"{path}: {fault}; give the config.json of VieNeu v3 nano.") from error

    def encode(self, phonemes: str) -> list[int]:
        """The ids of phonemes between their marks. Signs that the network doesn't know are left
        out, as its makers do."""
        text = with_emotions(phonemes)
        for token, sign in self.emotion_tags.items():
            text = text.replace(token, sign)
        text = _UNKNOWN_EMOTION.sub("", text)
        return [
            self.bos_id,
            *(self.vocab[sign] for sign in text if sign in self.vocab),
            self.eos_id,
        ]

    def knows(self, phonemes: str) -> bool:
        """Whether any sound of the phonemes has an id."""
        return any(sign.isalnum() and sign in self.vocab for sign in phonemes)
