"""A podcast of finished jobs: RSS 2.0, with the sound of each, its chapters and its transcript.

RSS 2.0 (rssboard), Apple's podcast tags, chapters as Podcasting 2.0 has them (a JSON file) and as
Podlove has them (in the feed). All lies in one folder, which a web server gives out as it is.
"""

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import captions_key, cover_key, programme_key, report_key
from voicefarm.errors import BadInput, UnknownName
from voicefarm.forms import Output
from voicefarm.messages import Manifest, ReportSummary
from voicefarm.resumption import stored_summary
from voicefarm.store import Store
from voicefarm.store.directory import unfinished
from voicefarm.wording.paths import shown

FEED = "feed.xml"
FORMS = tuple(form for form in Output if form.traits.lossy)
"""What an episode may be, the form that all players know first."""
NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "atom": "http://www.w3.org/2005/Atom",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
SUMMARY = 500
"""Characters of a text that describe its episode."""
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Podcast:
    """What a feed says of itself."""

    title: str
    base_url: str
    """Where the folder will lie on the web."""
    description: str = ""
    author: str = ""
    language: str = ""
    """Its tag (BCP 47); by default the first episode's."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A finished job with what a feed needs of it."""

    manifest: Manifest
    summary: ReportSummary
    form: Output
    size: int
    """Bytes of the sound."""
    published: datetime
    description: str

    @property
    def job(self) -> str:
        """Its id, which is also the stem of its files."""
        return self.manifest.job


def write_feed(store: Store, jobs: Sequence[str], channel: Podcast, folder: Path) -> list[Path]:
    """Write the feed, and all that it names, into a folder; the files.

    Raises BadInput before anything is written, UnknownName, StoreUnreachable, OSError.
    """
    check_base_url(channel.base_url)
    episodes = [_episode(store, job) for job in dict.fromkeys(jobs)]
    folder.mkdir(parents=True, exist_ok=True)
    written = [path for episode in episodes for path in _save_episode(store, episode, folder)]
    feed = folder / FEED
    with unfinished(feed) as partial:
        partial.write_bytes(feed_of(channel, episodes))
    return [feed, *written]


def check_base_url(url: str) -> None:
    """Raise BadInput unless the address can be that of a folder on the web."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise BadInput(
            f"{shown(url)} is not a web address; give one such as https://example.org/podcast.",
            field="base_url",
        )


def feed_of(channel: Podcast, episodes: Sequence[Episode]) -> bytes:
    """The feed, newest episode first."""
    for prefix, uri in NAMESPACES.items():
        ET.register_namespace(prefix, uri)
    rss = ET.Element("rss", {"version": "2.0"})
    top = ET.SubElement(rss, "channel")
    language = channel.language or (episodes[0].manifest.spec.recipe.language if episodes else "en")
    _texts(
        top,
        {
            "title": channel.title,
            "link": channel.base_url,
            "description": channel.description or channel.title,
            "language": language,
            "generator": "voicefarm",
            "itunes:author": channel.author,
            "itunes:explicit": "false",
            "itunes:type": "episodic",
        },
    )
    link = {"href": _url(channel, FEED), "rel": "self", "type": "application/rss+xml"}
    ET.SubElement(top, _name("atom:link"), link)
    if name := next((_cover_name(one) for one in episodes if one.manifest.spec.cover), ""):
        ET.SubElement(top, _name("itunes:image"), {"href": _url(channel, name)})
    for episode in sorted(episodes, key=lambda one: one.published, reverse=True):
        _add_item(top, channel, episode)
    ET.indent(rss)
    return bytes(ET.tostring(rss, "utf-8", xml_declaration=True))


def chapters_json(episode: Episode) -> bytes:
    """The chapters as Podcasting 2.0 has them."""
    rate = episode.summary.sample_rate
    chapters = [
        {"startTime": round(one.start_sample / rate, 3), "title": one.title}
        for one in episode.summary.chapters
    ]
    return json.dumps({"version": "1.2.0", "chapters": chapters}, ensure_ascii=False).encode()


def _add_item(top: ET.Element, channel: Podcast, episode: Episode) -> None:
    spec, summary = episode.manifest.spec, episode.summary
    item = ET.SubElement(top, "item")
    _texts(
        item,
        {
            "title": summary.title,
            "description": episode.description,
            "pubDate": format_datetime(episode.published),
            "itunes:author": spec.tags.author,
            "itunes:duration": str(round(summary.duration_s)),
        },
    )
    ET.SubElement(item, "guid", {"isPermaLink": "false"}).text = f"voicefarm:{episode.job}"
    sound = {
        "url": _url(channel, _sound_name(episode)),
        "length": str(episode.size),
        "type": _media_type(episode.form),
    }
    ET.SubElement(item, "enclosure", sound)
    transcript = {"url": _url(channel, f"{episode.job}.vtt"), "type": "text/vtt"}
    ET.SubElement(item, _name("podcast:transcript"), transcript)
    if spec.cover:
        image = {"href": _url(channel, _cover_name(episode))}
        ET.SubElement(item, _name("itunes:image"), image)
    if summary.chapters:
        _add_chapters(item, channel, episode)


def _add_chapters(item: ET.Element, channel: Podcast, episode: Episode) -> None:
    link = {
        "url": _url(channel, f"{episode.job}.chapters.json"),
        "type": "application/json+chapters",
    }
    ET.SubElement(item, _name("podcast:chapters"), link)
    inside = ET.SubElement(item, _name("psc:chapters"), {"version": "1.2"})
    for chapter in episode.summary.chapters:
        start = _clock(chapter.start_sample / episode.summary.sample_rate)
        ET.SubElement(
            inside, _name("psc:chapter"), {"start": start, "title": _plain(chapter.title)}
        )


def _episode(store: Store, job: str) -> Episode:
    summary = stored_summary(store, job)
    if summary is None:
        raise UnknownName(f"Job '{job}' has no results in the store; check its id and the store.")
    jobs = JobReader(store)
    sizes = {form: store.size(programme_key(job, form)) for form in FORMS}
    form, size = next(((form, size) for form, size in sizes.items() if size), (None, 0))
    if form is None or size is None:
        raise BadInput(
            f"Job '{job}' has no form for a podcast; submit it again with mp3 among its forms: its "
            "programme is kept."
        )
    return Episode(
        manifest=jobs.manifest(job),
        summary=summary,
        form=form,
        size=size,
        published=_published(store, jobs.manifest(job)),
        description=_description(jobs, job),
    )


def _published(store: Store, manifest: Manifest) -> datetime:
    """Its date, as far as it has one; otherwise when it was made."""
    year, month, day = (
        [int(part) for part in manifest.spec.tags.date.split("-") if part] + 3 * [0]
    )[:3]
    if year:
        return datetime(year, month or 1, day or 1, tzinfo=UTC)
    made = next((one.modified for one in store.entries(report_key(manifest.job))), time.time())
    return datetime.fromtimestamp(int(made), UTC)


def _description(jobs: JobReader, job: str) -> str:
    """How the text begins, without its headings."""
    text = ""
    for chunk in jobs.chunks(job):
        if not chunk.heading:
            text = f"{text} {chunk.visible}".strip()
        if len(text) > SUMMARY:
            return text[:SUMMARY].rsplit(" ", 1)[0] + " …"
    return text


def _save_episode(store: Store, episode: Episode, folder: Path) -> list[Path]:
    keys = {
        _sound_name(episode): programme_key(episode.job, episode.form),
        f"{episode.job}.vtt": captions_key(episode.job, "vtt"),
    }
    if cover := episode.manifest.spec.cover:
        keys[_cover_name(episode)] = cover_key(episode.job, cover.kind)
    for name, key in keys.items():
        store.download(key, folder / name)
    chapters = folder / f"{episode.job}.chapters.json"
    chapters.write_bytes(chapters_json(episode))
    return [*(folder / name for name in keys), chapters]


def _sound_name(episode: Episode) -> str:
    return f"{episode.job}.{episode.form}"


def _cover_name(episode: Episode) -> str:
    cover = episode.manifest.spec.cover
    return f"{episode.job}.{cover.kind}" if cover else ""


def _media_type(form: Output) -> str:
    return "audio/x-m4a" if form in (Output.M4A, Output.M4B) else form.traits.media_type


def _url(channel: Podcast, name: str) -> str:
    return f"{channel.base_url.rstrip('/')}/{quote(name)}"


def _texts(parent: ET.Element, texts: dict[str, str]) -> None:
    """An element for each text that isn't empty."""
    for name, text in texts.items():
        if text:
            ET.SubElement(parent, _name(name)).text = _plain(text)


def _name(tag: str) -> str:
    prefix, colon, name = tag.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{name}" if colon else tag


def _plain(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
