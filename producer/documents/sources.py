"""Where a document comes from: a file, or an address of the web."""

from dataclasses import replace
from pathlib import Path

from producer.documents.document import Document
from producer.documents.formats import format_of_answer, parse_document, read_document
from producer.documents.limits import limits_of
from producer.documents.policies import ReadingPolicies
from producer.documents.web.arguments import is_address, name_of
from producer.documents.web.fetching import check_scheme, fetched
from voicefarm.settings import Settings


def read_source(
    source: str, format: str | None, policies: ReadingPolicies, settings: Settings
) -> Document:
    """The document in a file or behind an address, called as that is if it has no title.

    Raises UnreadableDocument, NothingToSay, and BadSetting for networks that are none.
    """
    policies = replace(policies, limits=limits_of(settings))
    check_scheme(source)
    if not is_address(source):
        return read_document(Path(source), format, policies).titled(Path(source).stem)
    answer = fetched(source, settings, policies.limits)
    chosen = format or format_of_answer(answer.data, answer.media_type, answer.path)
    document = parse_document(answer.text(chosen), chosen, name=answer.url, policies=policies)
    return document.titled(name_of(answer.url))
