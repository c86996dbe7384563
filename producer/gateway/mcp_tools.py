"""The use cases as tools of the Model Context Protocol, so that assistants hand it long texts."""

import functools
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from producer.documents.formats import parse_document
from producer.documents.sources import read_source
from producer.documents.web.arguments import is_address
from producer.gateway.answers.resources import job_resource, voice_list
from producer.gateway.gateway import Gateway
from producer.gateway.naming import with_meant_names
from producer.jobs.request import JobRequest
from producer.jobs.results import fetch_results
from producer.jobs.submission import PreparedJob, submit_job
from producer.jobs.text_preview import preview_of
from voicefarm.errors import BadInput, VoicefarmError
from voicefarm.resumption import cancel_jobs, status_of
from voicefarm.wording.paths import shown
from voicefarm.wording.validation import validated

T = TypeVar("T")
Speakers = dict[str, dict[str, Any]]
"""By name, each with the fields of a SpeakerSettings."""

INSTRUCTIONS = (
    "Turns long texts into spoken audio. Call narrate with the text or the name of a file, then "
    "status until the state is done, then fetch to write the audio."
)


def mcp_server(gateway: Gateway, folder: Path) -> MCPServer:
    """The tools over one gateway's farm; they read and write files in `folder` alone."""
    server = MCPServer("voicefarm", instructions=INSTRUCTIONS)
    for tool in Tools(gateway, folder.resolve()).all():
        server.add_tool(_in_sentences(tool))
    return server


def _in_sentences(tool: Callable[..., T]) -> Callable[..., T]:
    """The tool with our errors as those that the protocol passes on."""

    @functools.wraps(tool)
    def called(*given: Any, **named: Any) -> T:
        try:
            return tool(*given, **named)
        except VoicefarmError as error:
            raise ToolError(str(error)) from error

    return called


class Tools:
    """What an assistant may do. Every error is a sentence for it."""

    def __init__(self, gateway: Gateway, folder: Path) -> None:
        self._gateway = gateway
        self._folder = folder

    def all(self) -> list[Any]:
        """The tools, as functions."""
        return [self.narrate, self.preview, self.status, self.cancel, self.fetch, self.voices]

    def narrate(
        self,
        text: str = "",
        file: str = "",
        title: str = "",
        model: str = "",
        voice: str = "",
        language: str = "",
        speed: float = 1.0,
        format: str = "mp3",
        input_format: str = "",
        speakers: Speakers | None = None,
    ) -> dict[str, Any]:
        """Begin to read a text, a file in the folder or a web address aloud; returns the job.

        `format` is wav, flac, mp3, opus or m4b. Leave model, voice and language out to have them
        chosen. `input_format` says what a text is, such as markdown; plain text by default.
        [Ann] or Ann: before words has speaker Ann say them. `speakers` says how, by name:
        {"Ann": {"language": "en", "voice": "…", "model": "…", "speed": 1.1}}, each if wanted.
        """
        fields = _chosen(model, voice, language)
        fields |= {"title": title or None, "speed": speed, "outputs": (format,)}
        prepared = self._prepared(text, file, input_format, fields, speakers)
        submit_job(self._gateway.farm, prepared)
        return {**self.status(prepared.manifest.job), "notices": list(prepared.notices)}

    def preview(
        self,
        text: str = "",
        file: str = "",
        model: str = "",
        voice: str = "",
        language: str = "",
        input_format: str = "",
        speakers: Speakers | None = None,
    ) -> dict[str, Any]:
        """What would be said of a text, or of a file in the folder, and what would be left out.

        The arguments are those of narrate.
        """
        fields = _chosen(model, voice, language)
        return asdict(preview_of(self._prepared(text, file, input_format, fields, speakers)))

    def status(self, job: str) -> dict[str, Any]:
        """Where a job stands: its state, percent, and seconds left (eta_s)."""
        farm = self._gateway.farm
        resource = job_resource(status_of(farm.ledger, farm.store, job))
        del resource["links"]
        return resource

    def cancel(self, job: str) -> dict[str, Any]:
        """Cancel a job. What was synthesized is kept."""
        farm = self._gateway.farm
        cancel_jobs(farm.ledger, farm.store, [job])
        return self.status(job)

    def fetch(self, job: str, name: str) -> str:
        """Write a finished job's audio, captions or report to the folder; returns the path.

        The suffix says which: .mp3, .wav, …, .srt, .vtt, .json or .html.
        """
        path = self._inside(name)
        if path.exists():
            raise BadInput(f"{shown(path)} exists; give another name.")
        fetch_results(self._gateway.farm.store, self._gateway.farm.ledger, job, [path])
        return str(path)

    def voices(self, language: str = "") -> list[dict[str, Any]]:
        """The voices, each with its model and languages."""
        listed: list[dict[str, Any]] = voice_list(self._gateway, language=language)["data"]
        return listed

    def _prepared(
        self,
        text: str,
        file: str,
        input_format: str,
        fields: dict[str, Any],
        speakers: Speakers | None,
    ) -> PreparedJob:
        if bool(text) == bool(file):
            raise BadInput("Give either a text or a file.")
        meant = with_meant_names(self._gateway, {**fields, "speakers": speakers or {}})
        request = validated(JobRequest, meant)
        format = input_format or None
        if file:
            source = file if is_address(file) else str(self._inside(file))
            document = read_source(source, format, request.policies, self._gateway.settings)
        else:
            document = parse_document(text.encode(), format or "text", policies=request.policies)
        return self._gateway.prepared(document, request)

    def _inside(self, name: str) -> Path:
        """A path in the folder. Raises BadInput for one that leads out of it."""
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder) or path == self._folder:
            raise BadInput(
                f"'{name}' is not in the folder {shown(self._folder)}; give a name in it."
            )
        return path


def _chosen(model: str, voice: str, language: str) -> dict[str, Any]:
    return {"model": model or None, "voice": voice or None, "language": language or None}
