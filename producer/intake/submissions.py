"""The task `voicefarm.submit`: a text, or the store key of one, becomes a job.

Sending the same again is the same job, so a sender that hears nothing sends again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from producer.documents.document import Document
from producer.documents.formats import format_of_file, parse_document
from producer.documents.limits import limits_of
from producer.documents.sources import read_source
from producer.documents.web.arguments import is_address
from producer.farm import Farm
from producer.intake.notices import TaskNotice, TaskNotices
from producer.jobs.request import JobRequest
from producer.jobs.submission import PreparedJob, prepare, submit_job
from voicefarm.errors import BadInput, ObjectMissing
from voicefarm.models import Catalogue
from voicefarm.store.keys import check_key
from voicefarm.wording.validation import validated

SUBMIT = "voicefarm.submit"
NO_FILES = ("dictionary", "cover")
"""Fields that are files: no path of the sender's machine means anything here."""


class Submission(BaseModel):
    """What a message says besides the fields of a JobRequest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str | None = None
    """The text itself."""
    key: str | None = None
    """Or where its file lies in the farm's store."""
    url: str | None = None
    """Or its address in the web."""
    format: str | None = None
    """What it is, if the key's suffix doesn't say it."""
    notify: str | None = Field(None, min_length=1, max_length=255)
    """The Celery task that is sent when the job has ended."""
    notify_queue: str = Field("celery", min_length=1, max_length=255)
    """The queue of that task."""
    tag: str | None = Field(None, max_length=1000)
    """Comes back with the notice, to recognize it by."""


@dataclass(frozen=True, slots=True)
class SubmissionIntake:
    """Takes messages for one farm."""

    farm: Farm
    models: Catalogue
    notices: TaskNotices

    def submit(self, given: Mapping[str, Any]) -> str | None:
        """Queue what a message describes; the job's id, None if it can't be one.

        Then its sender hears why. Raises Unreachable.
        """
        own = {key: value for key, value in given.items() if key in Submission.model_fields}
        submission = validated(Submission, own)
        fields = {key: value for key, value in given.items() if key not in own}
        try:
            prepared = self._submit(submission, fields)
        except BadInput as problem:
            if submission.notify is None:
                raise
            self.notices.refuse(_notice(submission), str(problem))
            return None
        job = prepared.manifest.job
        if submission.notify:
            self.notices.add(job, _notice(submission, prepared.notices))
        return job

    def _submit(self, submission: Submission, fields: Mapping[str, Any]) -> PreparedJob:
        for name in NO_FILES:
            if fields.get(name) is not None:
                raise BadInput("a message can't carry this file.", field=name)
        request = validated(JobRequest, fields)
        document = self._document(submission, request)
        prepared = prepare(self.farm.settings, document, request, catalogue=self.models)
        submit_job(self.farm, prepared)
        return prepared

    def _document(self, submission: Submission, request: JobRequest) -> Document:
        settings = self.farm.settings
        text, key, url = submission.text, submission.key, submission.url
        policies = replace(request.policies, limits=limits_of(settings))
        if sum(given is not None for given in (text, key, url)) != 1:
            raise BadInput("give a 'text' or the 'key' of one or its 'url', one of the three.")
        if url is not None:
            if not is_address(url):
                raise BadInput("give an http or https address.", field="url")
            return read_source(url, submission.format, policies, settings)
        if key is None:
            data = (text or "").encode("utf-8", "surrogatepass")
            return parse_document(data, submission.format or "text", policies=policies)
        path = Path(check_key(key))
        format = submission.format or format_of_file(path)
        try:
            data = self.farm.store.get(key)
        except ObjectMissing as error:
            raise BadInput(f"the store has no '{key}'.", field="key") from error
        return parse_document(data, format, name=f"'{key}'", policies=policies).titled(path.stem)


def _notice(submission: Submission, notices: tuple[str, ...] = ()) -> TaskNotice:
    return TaskNotice(
        task=submission.notify or "",
        queue=submission.notify_queue,
        tag=submission.tag,
        notices=notices,
    )
