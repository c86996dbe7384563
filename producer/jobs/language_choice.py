"""Which language a job is read in, and whether the model can read what is written."""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from producer.documents.document import Document, Omission
from producer.jobs.request import JobRequest
from producer.jobs.voice_choice import merged_speakers, speakers_by
from producer.text.language_guess import told_language
from voicefarm.errors import BadInput, UnknownName, listed
from voicefarm.languages import DEFAULT, Language, record_of
from voicefarm.languages.scripts import SCRIPTS, letters_by_script, script_of
from voicefarm.languages.tags import canonical_tag, fitting_tag, language_name, named, primary
from voicefarm.models import Model, listed_languages

_FIGURES = "¹²³¼-¾⁰-ₜ⅐-ↈ①-⓿"
"""Of no script, though `\\w` takes them for letters."""
_SHOWN = 60
"""Characters of a passage that its omission repeats."""
_SAYS_MUCH = frozenset({"Hani", "Hira", "Kana", "Hang"})
"""Scripts of which one letter alone is a passage; one of others is a symbol, such as π."""


def stated_language(document: Document, request: JobRequest) -> str | None:
    """The canonical tag of the request or, without one, of the document; None if both lack it.

    English in a file counts for nothing if its text is in another language: programs write it by
    themselves. In a script somebody wrote it. Raises BadInput for a malformed tag.
    """
    if request.language:
        return request.language
    if not (document.language or "").strip():
        return None
    try:
        tag = canonical_tag(document.language or "")
    except ValueError as error:
        raise BadInput(f"The document's language: {error}.") from error
    if primary(tag) == DEFAULT and document.speakers is None:
        return tag if told_language(document.text) in (None, DEFAULT) else None
    return tag


def choose_language(document: Document, request: JobRequest, model: Model) -> Language:
    """The language, as the model lists it, in which the document is read.

    It is the stated one. Without one it is what the text seems to be in. Raises BadInput if the
    model doesn't speak it. Without `force` it also raises if the model can't read most of the text.
    """
    stated = stated_language(document, request)
    if stated:
        language = _stated(stated, document, request, model)
    else:
        language = _unstated(document, request, model)
    if not request.force:
        check_readable(document, language, model, is_stated=bool(stated))
    return language


def check_readable(
    document: Document, language: Language, model: Model, *, is_stated: bool
) -> None:
    """Raise BadInput if the model can't read most of the document in this language."""
    _check_letters(document, language, model)
    if is_stated:
        _check_language(document, language)


def foreign_passages(
    document: Document, language: Language, model: Model | None = None
) -> tuple[Omission, ...]:
    """The passages of a document in letters that can't be read in this or their own language.

    Without a model they are the letters that the language isn't written in.
    """
    tags = {language, *(block.language for block in document.blocks if block.language)}
    readable = {tag: _readable(tag, model) for tag in tags}
    return tuple(
        Omission("passage in another script", passage[:_SHOWN], block.line)
        for block in document.blocks
        if not block.text.isascii()
        for passage in _foreign(block.text, readable[block.language or language])
    )


def _stated(stated: str, document: Document, request: JobRequest, model: Model) -> Language:
    """The stated language as all named voices speak it; without any, as the model does."""
    speakers = speakers_by(model.name, merged_speakers(document, request))
    names = {request.voice, *(one.voice for one in speakers.values() if not one.language)}
    spoken = [voice.languages for name in names if name and (voice := model.voices.get(name))]
    common = [tag for tag in model.languages if all(tag in languages for languages in spoken)]
    if fitting := fitting_tag(stated, common):
        return fitting
    return model.language_for(stated, field=("language",) if request.language else ())


def _unstated(document: Document, request: JobRequest, model: Model) -> Language:
    """The language that the text shows; if it shows none, the named voice's or the default."""
    told = told_language(document.text)
    voice = model.voices.get(request.voice or "")
    if told is None and voice and DEFAULT not in voice.languages:
        return voice.languages[0]
    if fitting := fitting_tag(told or DEFAULT, model.languages):
        return fitting
    if request.force or told is None:
        return model.languages[0]
    raise UnknownName(
        f"The text seems to be {named(told)}, which model '{model.name}' doesn't speak: it speaks "
        f"{listed_languages(model.languages)}; name another model, or the text's language if it "
        "is another."
    )


def _readable(language: Language, model: Model | None) -> tuple[str, ...]:
    """The scripts that the model reads in a language: its own, and Latin letters in any."""
    unread = model.unread_scripts.get(language, ()) if model else ()
    own = (script for script in record_of(language).scripts if script not in unread)
    return tuple(dict.fromkeys((*own, "Latn")))


def _check_letters(document: Document, language: Language, model: Model) -> None:
    readable = _readable(language, model)
    letters = letters_by_script(document.text)
    unread = Counter({code: count for code, count in letters.items() if code not in readable})
    if 2 * unread.total() <= letters.total():
        return
    names = [SCRIPTS[code].name for code, _ in unread.most_common() if code in SCRIPTS]
    raise BadInput(
        f"Most letters of the text ({listed(names or ['of rare scripts'])}) are none that model "
        f"'{model.name}' reads in {language_name(language)}; name another model or language, or "
        "ask with 'force' to have it read all the same."
    )


def _check_language(document: Document, language: Language) -> None:
    """Vietnamese is sure by its letters, which voices of other languages spell one by one."""
    if primary(language) == "vi" or told_language(document.text) != "vi":
        return
    raise BadInput(
        f"Most of the text is Vietnamese, not {language_name(language)}; name that language, "
        "or ask with 'force' to have it read all the same.",
        field="language",
    )


def _foreign(text: str, readable: tuple[str, ...]) -> Iterator[str]:
    """The runs of letters that aren't in readable scripts, with what stands between them."""
    for found in _foreign_pattern(readable).finditer(text):
        end = found.end()
        while end < len(text) and unicodedata.category(text[end]).startswith("M"):
            end += 1
        passage = text[found.start() : end]
        if len(passage) > 1 or script_of(passage) in _SAYS_MUCH:
            yield passage


@functools.lru_cache(maxsize=64)
def _foreign_pattern(readable: tuple[str, ...]) -> re.Pattern[str]:
    blocks = (block for code in readable if code in SCRIPTS for block in SCRIPTS[code].ranges)
    own = "".join(f"{chr(first)}-{chr(last)}" for first, last in blocks)
    # From a foreign letter to the last one before a letter that can be read.
    letter = rf"[^\W\d_{_FIGURES}{own}]"
    return re.compile(rf"{letter}(?:[^{own}]*{letter})?")
