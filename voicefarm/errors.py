"""Every error that voicefarm raises on purpose, as one tree.

A message is one sentence that says what is wrong and what to do about it. Each family has the
exit code with which the command line ends; `docs/cli.md` lists them.
"""

import difflib
from collections.abc import Iterable, Sequence


class VoicefarmError(Exception):
    """The root: anything that voicefarm itself noticed and can put into a sentence."""

    exit_code = 1


class BadInput(VoicefarmError):
    """The user's input can't be used; raised before any work is queued.

    With a field, its name stands before the sentence: `bits: give 16 or 24`. A face with another
    spelling (`--bits`, `/bits`) puts that before `sentence`.
    """

    exit_code = 2

    def __init__(self, sentence: str, *, field: str | Iterable[int | str] = ()) -> None:
        """`field` is the name of one, or the path to one that lies inside another."""
        self.sentence = sentence
        parts = [field] if isinstance(field, str) else field
        self.path = tuple(str(part) for part in parts if part != "")
        """From the request down to the field that doesn't fit; empty if no field is named."""
        super().__init__(f"{self.field}: {sentence}" if self.path else sentence)

    @property
    def field(self) -> str:
        """The path with dots, such as `pauses.paragraph`; empty if no field is named."""
        return ".".join(self.path)


class UnreadableDocument(BadInput):
    """A file is missing, isn't text, or is text in a broken encoding."""


class NothingToSay(BadInput):
    """A document has no word that can be spoken."""


class UnknownName(BadInput):
    """A voice, model, engine, language or job that doesn't exist was named."""

    @classmethod
    def of(
        cls,
        kind: str,
        name: str,
        known: Iterable[str],
        where: str = "",
        *,
        field: str | Iterable[int | str] = (),
    ) -> "UnknownName":
        """Say which `kind` is unknown, which known one is nearest, and which there are.

        With a field, its name stands before the sentence in place of the kind.
        """
        choices = sorted(known)
        subject = f"'{name}'" if field else f"{kind} '{name}'"
        hint = did_you_mean(name, choices)
        if not choices:
            return cls(f"{subject} is not known{where}; there is none to choose.", field=field)
        sentence = f"{subject} is not known{where}.{hint} Available: {listed(choices)}."
        return cls(sentence, field=field)


class UnknownChunk(UnknownName):
    """A job has no chunk of the number that was named."""


class BadSetting(BadInput):
    """A setting or a model file has an unknown key or a value that doesn't fit."""


class BadKey(BadInput):
    """A store key is empty, absolute, or would leave its prefix."""


class Unreachable(VoicefarmError):
    """A service that the farm needs doesn't answer, or refuses access."""

    exit_code = 3


class RedisUnreachable(Unreachable):
    """Redis doesn't answer, or refuses the password."""


class StoreUnreachable(Unreachable):
    """The store doesn't answer, refuses the key, or the bucket doesn't exist."""


class StoreRefuses(StoreUnreachable):
    """The store refuses, and would again: a wrong key, bucket, region or clock, or a full disk."""


class ObjectMissing(VoicefarmError):
    """A key that should be in the store isn't there."""


class BrokenJob(VoicefarmError):
    """A job's manifest or a page of its texts can't be read, because its bytes are damaged."""


class NewerJob(VoicefarmError):
    """A job asks for something that this version doesn't know, as a newer producer made it."""


class OtherModel(VoicefarmError):
    """A worker's model file, or its voice, isn't the one that a job was made with."""


class JobFailed(VoicefarmError):
    """A job ended without a programme; the message names the chunk and the cause."""

    exit_code = 4


class JobCancelled(VoicefarmError):
    """A job was cancelled before its programme was made."""

    exit_code = 5


class JobStillRunning(VoicefarmError):
    """A job had not ended when the time to wait for it was over; it goes on."""


class JobForgotten(VoicefarmError):
    """The ledger has forgotten a job that somebody waits for, and nobody has opened it again."""


class WorkerDied(VoicefarmError):
    """The worker process that `narrate` started ended before the job did."""

    exit_code = 6


class WorkerCannotStart(WorkerDied):
    """That worker ended before it took work, and said why."""


class ResultNotWritten(VoicefarmError):
    """A result is in the store, but its file can't be written; the message says how to fetch it."""

    exit_code = 7


class BatchIncomplete(VoicefarmError):
    """A batch has ended, and some of its items have no programme; the report says which."""

    exit_code = 8


class EngineError(VoicefarmError):
    """An engine could not turn a chunk into a take, or could not be loaded."""


class EngineUnavailable(EngineError):
    """An engine's library or weights are not installed."""

    exit_code = 2


class SynthesisFailed(EngineError):
    """One chunk failed in its engine; its neighbours are not affected."""


class Runaway(SynthesisFailed):
    """A model did not end its speech, or said nothing. Another seed may help."""

    def __init__(self, sentence: str, *, dice: bool = True) -> None:
        """`dice` is False if every seed would fail in the same way."""
        super().__init__(sentence)
        self.dice = dice


class SynthesisCancelled(EngineError):
    """A chunk's job was cancelled while the chunk was being synthesized."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that `name` was probably meant to be; empty if none is like it.

    Capitals don't count.
    """
    by_letters = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(name.casefold(), by_letters, n=1)
    return by_letters[near[0]] if near else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A question behind a sentence that refuses `name`; empty if no known name is like it."""
    near = nearest(name, known)
    return f" Did you mean '{near}'?" if near else ""


def listed(names: Sequence[str]) -> str:
    """At most 20 names as the end of a sentence."""
    return ", ".join(names[:20]) + (", …" if len(names) > 20 else "") or "none"
