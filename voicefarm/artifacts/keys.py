"""The layout of the store, on one page.

jobs/<job>/manifest.json           the request, resolved; never changes
jobs/<job>/chunks/<page>.jsonl     the chunks' texts
jobs/<job>/cover.<jpg|png>         the picture, if one was given
jobs/<job>/programme.<form>        the finished audio, one object for each form
jobs/<job>/chapters/<form>/        a file for each chapter, and index.json, which appears last
jobs/<job>/wanted/<name>           a form that was wanted after the job was made, as an empty object
jobs/<job>/cancelled               an empty object: the job was cancelled
jobs/<job>/captions.<form>         srt, vtt, json
jobs/<job>/report.json, .html      what became of every chunk
batches/<batch>/<page>.jsonl        a batch's items in order, with their jobs
batch-requests/<batch>.json         what a batch over HTTP was asked to be, and its refused items
takes/<hh>/<digest>.flac, .json    a chunk's audio, and its metadata, by all that shaped it
rates/<model>.json                 how fast a model speaks, as measured without a farm
store.json                         the store's id, by which a farm knows it
voices/<codec>/<name>.json         enrolled voices
samples/<fingerprint>/<language>.wav    what a voice sounds like
api-keys/<id>.json                 keys for the gateway, hashed
habits/<version>/<fingerprint>/<language>-<speed>.json    voice profiles
"""

import os
from urllib.parse import quote

from voicefarm.messages import Recipe

JOBS = "jobs/"
"""What the store keys of all jobs' files begin with."""


STORE_ID = "store.json"
"""Store key of the store's id."""
TAKES = "takes/"
"""What the store keys of all takes begin with."""


def job_prefix(job: str) -> str:
    """What the store keys of all a job's files begin with."""
    return f"{JOBS}{job}/"


def job_of(key: str) -> str:
    """The job to whose files `key` belongs."""
    return key.split("/")[1]


def job_of_manifest(key: str) -> str | None:
    """The job whose manifest lies under `key`, or None if that is another kind of file."""
    parts = key.split("/")
    return parts[1] if len(parts) == 3 and parts[2] == "manifest.json" else None


def manifest_key(job: str) -> str:
    """Store key of a job's manifest."""
    return f"jobs/{job}/manifest.json"


def page_key(job: str, page: int) -> str:
    """Store key of one page of a job's chunk texts."""
    return f"jobs/{job}/chunks/{page:05d}.jsonl"


def cover_key(job: str, kind: str) -> str:
    """Store key of a job's cover: `jpg` or `png`."""
    return f"jobs/{job}/cover.{kind}"


def programme_key(job: str, form: str = "wav") -> str:
    """Store key of a job's finished audio in one of its forms: `wav`, `mp3`, …"""
    return f"jobs/{job}/programme.{form}"


def chapter_key(job: str, form: str, number: int) -> str:
    """Store key of one chapter's audio; chapters count from 1."""
    return f"jobs/{job}/chapters/{form}/{number:04d}.{form}"


def chapter_index_key(job: str, form: str) -> str:
    """Store key of the list of a job's chapter files."""
    return f"jobs/{job}/chapters/{form}/index.json"


def wanted_prefix(job: str) -> str:
    """What the store keys of the forms that were wanted later begin with."""
    return f"jobs/{job}/wanted/"


def wanted_key(job: str, name: str) -> str:
    """Store key of the wish for a form."""
    return f"{wanted_prefix(job)}{name}"


def cancelled_key(job: str) -> str:
    """Store key of the note that a job was cancelled."""
    return f"jobs/{job}/cancelled"


def captions_key(job: str, form: str) -> str:
    """Store key of a job's captions: `srt`, `vtt` or `json`."""
    return f"jobs/{job}/captions.{form}"


def report_page_key(job: str) -> str:
    """Store key of a job's report for people."""
    return f"jobs/{job}/report.html"


def report_key(job: str) -> str:
    """Store key of a job's report."""
    return f"jobs/{job}/report.json"


def batch_prefix(batch: str) -> str:
    """What the store keys of a batch's files begin with."""
    return f"batches/{batch}/"


def batch_page_key(batch: str, page: int) -> str:
    """Store key of one page of a batch's items."""
    return f"{batch_prefix(batch)}{page:05d}.jsonl"


def batch_request_key(batch: str) -> str:
    """Store key of what a batch over HTTP was asked to be."""
    return f"batch-requests/{batch}.json"


def take_key(recipe: Recipe, text: str) -> str:
    """Store key of the take of `text`, without its suffix."""
    digest = recipe.digest(text)
    return f"takes/{digest[:2]}/{digest[2:40]}"


def enrolled_prefix(codec: str) -> str:
    """What the store keys of the voices that are enrolled for a kind of codec begin with."""
    return f"voices/{codec}/"


def enrolled_key(codec: str, name: str) -> str:
    """Store key of an enrolled voice."""
    return f"{enrolled_prefix(codec)}{name}.json"


def sample_key(fingerprint: str, language: str) -> str:
    """Store key of a voice's sample, by the voice's fingerprint."""
    return f"samples/{fingerprint}/{language}.wav"


def rates_key(model: str) -> str:
    """Store key of what was measured of a model by farms that are gone."""
    return f"rates/{model}.json"


def profile_key(version: int, fingerprint: str, language: str, speed: float) -> str:
    """Store key of a voice profile, as measured by one version of the measurement."""
    return f"habits/{version}/{fingerprint}/{language}-{speed:g}.json"


def audio_link(path: str) -> str:
    """The tag in a report page that leads to its audio; `path` is relative to the page.

    The worker writes the name in the store, the producer that of the user's file.
    """
    return f'<meta name="audio" content="{quote(os.fsencode(path))}">'


API_KEYS = "api-keys/"
"""What the store keys of all keys for the gateway begin with."""


def api_key_key(id: str) -> str:
    """Store key of a key for the gateway, which holds its hash."""
    return f"{API_KEYS}{id}.json"
