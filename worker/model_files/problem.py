"""What a check of a model found: one thing that doesn't fit, as a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voicefarm.errors import BadSetting, EngineUnavailable, UnknownName
from voicefarm.extras import install_advice


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that doesn't fit, with its remedy."""

    text: str
    fatal: bool = True
    """Whether a worker could not start or speak with it. One that isn't fatal is a note."""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class MissingLibrary(Problem):
    """A library that isn't installed; `text` is its name."""

    extra: str = ""
    """The extra that brings it."""

    def __str__(self) -> str:
        return _not_installed([self.text], self.extra)


def complaint(attempt: Callable[..., object], *arguments: object) -> list[Problem]:
    """What `attempt` complains of, as a problem; none if it succeeds."""
    try:
        attempt(*arguments)
    except (BadSetting, EngineUnavailable, UnknownName) as error:
        return [Problem(str(error))]
    return []


def in_sentences(problems: Sequence[Problem]) -> list[Problem]:
    """The problems with whole sentences: one for all the libraries that an extra brings."""
    missing: dict[str, list[str]] = {}
    for problem in problems:
        if isinstance(problem, MissingLibrary):
            missing.setdefault(problem.extra, []).append(problem.text)
    others = [problem for problem in problems if not isinstance(problem, MissingLibrary)]
    return [*(Problem(_not_installed(names, extra)) for extra, names in missing.items()), *others]


def _not_installed(names: Sequence[str], extra: str) -> str:
    verb = "is" if len(names) == 1 else "are"
    return f"{' and '.join(names)} {verb} not installed; {install_advice(extra)}."
