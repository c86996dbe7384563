"""Which recognizer verifies the takes of a model, and why none may."""

from collections.abc import Mapping

from voicefarm.errors import BadSetting
from voicefarm.languages import Language
from voicefarm.languages.tags import named, primary
from voicefarm.recognizers.recognizer import OTHERS, REMEDY, Recognizer
from voicefarm.recognizers.unnamed import knows_english_alone

AUTO = "auto"
"""Takes the first recognizer that is fit, and prefers one whose files are here."""


def fitting_recognizer(
    wanted: str, recognizers: Mapping[str, Recognizer], model: str, language: Language
) -> Recognizer | None:
    """The recognizer for takes of `model` in `language`; `wanted` is the setting `verify_model`.

    None for one without a file: a size, a hub repository or a folder. Raises BadSetting if it
    can't judge such takes.
    """
    if wanted == AUTO:
        return _fittest(recognizers, model, language)
    if wanted in recognizers:
        recognizers[wanted].check_fit(model, language)
        return recognizers[wanted]
    if primary(language) != "en" and knows_english_alone(wanted):
        raise BadSetting(
            f"Recognizer '{wanted}' knows English alone, not {named(language)}. {REMEDY}"
        )
    return None


def _fittest(recognizers: Mapping[str, Recognizer], model: str, language: Language) -> Recognizer:
    known = sorted(recognizers.values(), key=lambda one: one.memory_mb)  # the cheapest first
    fit = [one for one in known if one.limits(model, language) is not None]
    if not fit:
        reasons = [one.unfit[tag] for one in known if (tag := primary(language)) in one.unfit]
        because = f": {reasons[0]}" if reasons else ""
        raise BadSetting(
            f"No recognizer can judge the model '{model}' in {named(language)}{because}. {REMEDY}"
        )
    return next((one for one in fit if one.installed), fit[0])


def listening_recognizer(
    wanted: str, recognizers: Mapping[str, Recognizer], language: Language
) -> Recognizer | None:
    """The recognizer for a finished programme, whichever model spoke it; as `fitting_recognizer`.

    Raises BadSetting in words that suit a command without takes.
    """
    try:
        return fitting_recognizer(wanted, recognizers, OTHERS, language)
    except BadSetting as refusal:
        reason = str(refusal).removesuffix(REMEDY).replace(f"the model '{OTHERS}' in ", "")
        raise BadSetting(f"{reason}Name another recognizer in 'verify_model'.") from refusal


def writing_recognizer(
    recognizers: Mapping[str, Recognizer], wanted: str | None, language: Language | None
) -> Recognizer:
    """The recognizer that writes down a recording: the named one, or the largest that is here.

    One whose files are here is preferred. Raises UnknownName, and BadSetting if none knows the
    language.
    """
    if wanted is not None:
        return recognizers[wanted]
    tag = primary(language) if language else None
    known = [
        one
        for one in recognizers.values()
        if not one.languages or (tag in one.languages if tag else len(one.languages) > 1)
    ]
    if not known and tag is None:  # what knows one language alone is better than nothing
        known = list(recognizers.values())
    if not known:
        raise BadSetting(f"No recognizer here knows {named(language or 'und')}; add one.")
    return max(known, key=lambda one: (one.installed, one.memory_mb))
