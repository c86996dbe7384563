"""`voicefarm script`: a language model turns an article into a script that people can edit."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from producer.cli import options
from producer.cli.job_options import load_document
from producer.jobs.output_files import check_output_files
from producer.scriptwriting.chat_client import open_chat
from producer.scriptwriting.facts import FactCheck
from producer.scriptwriting.writing import write_script
from producer.text.language_guess import guess_language
from voicefarm.console import Json, complain, say, say_json
from voicefarm.languages.tags import canonical_tag
from voicefarm.settings import load_settings
from voicefarm.wording.counting import counted


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(script)


def script(
    file: options.File,
    out: Annotated[Path, typer.Option("-o", "--out", help="The script, a JSON file.")],
    speaker: Annotated[
        list[str], typer.Option("--speaker", help="Who speaks: one name, or two. Repeatable.")
    ] = [],  # noqa: B006 - typer copies it
    language: options.Language = None,
    input_format: options.InputFormat = None,
    llm_url: Annotated[str | None, typer.Option(help="In place of VOICEFARM_LLM_URL.")] = None,
    llm_model: Annotated[str | None, typer.Option(help="In place of VOICEFARM_LLM_MODEL.")] = None,
    json: Json = False,
) -> None:
    """Have a language model write a spoken script of an article, to be edited and narrated.

    It asks the endpoint at VOICEFARM_LLM_URL, and nobody else. Numbers and names that the script
    lacks, or that are new in it, are listed.
    """
    check_output_files([out], {})
    client = open_chat(load_settings(llm_url=llm_url, llm_model=llm_model))
    document = load_document(file, input_format)
    tag = canonical_tag(language or document.language or guess_language(document.text))
    written = write_script(client, document, tag, speaker)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(written.as_json(), "utf-8")
    lines = len(written.content["lines"])
    if json:
        facts = asdict(written.facts)
        say_json({"path": str(out), "lines": lines, "parts": written.parts, **facts})
        return
    say(f"{out}: {counted(lines, 'line')}")
    for sentence in _differences(written.facts):
        complain(sentence)


def _differences(facts: FactCheck) -> Iterable[str]:
    found = {
        "the script lacks numbers": facts.missing_numbers,
        "the script lacks names": facts.missing_names,
        "numbers that the text doesn't have": facts.new_numbers,
        "names that the text doesn't have": facts.new_names,
    }
    return (f"{what}: {', '.join(names)}" for what, names in found.items() if names)
