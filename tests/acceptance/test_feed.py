"""A podcast of finished jobs, read back as other programs read it."""

import json
from email.utils import parsedate_to_datetime
from pathlib import Path

import mutagen
from lxml import etree

from tests.kit.commands import Commands

NS = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
BASE = "https://example.org/a podcast".replace(" ", "%20")


def made(here: Commands, name: str, text: str, *options: str) -> str:
    """A finished job; its id."""
    (here.folder / name).write_text(text)
    return str(here.json("narrate", name, *options)["job"])


def test_a_feed_has_every_job_with_sound_chapters_and_transcript(here: Commands) -> None:
    text = "# Salt & sea\n\nThe lamp was lit.\n\n# Two\n\nIt went on.\n"
    first = made(here, "a.md", text, "-o", "a.mp3", "--date", "2026-01-02", "--title", "A & B <c>")
    second = made(here, "b.txt", "Nobody wanted that.", "-o", "b.ogg")
    arguments = ("--title", "Salt", "--base-url", BASE, "-o", "out", "--author", "Lan")
    here.json("feed", first, second, *arguments)
    folder = here.folder / "out"
    channel = etree.parse(folder / "feed.xml").getroot().find("channel")
    assert [channel.findtext(name) for name in ("title", "link", "description")] == [
        *("Salt", BASE, "Salt")
    ]
    items = channel.findall("item")
    assert [item.findtext("title") for item in items] == ["b", "A & B <c>"]  # newest first
    assert [item.findtext("guid") for item in items] == [
        f"voicefarm:{second}",
        f"voicefarm:{first}",
    ]
    assert parsedate_to_datetime(items[1].findtext("pubDate")).date().isoformat() == "2026-01-02"
    for item in items:
        check_sound(item, folder)
    chapters = items[1].findall("psc:chapters/psc:chapter", NS)
    assert [one.get("title") for one in chapters] == ["Salt & sea", "Two"]
    link = items[1].find("podcast:chapters", NS).get("url")
    listed = json.loads((folder / link.removeprefix(f"{BASE}/")).read_text())
    assert [one["title"] for one in listed["chapters"]] == ["Salt & sea", "Two"]
    assert 0 <= listed["chapters"][0]["startTime"] < 0.1


def check_sound(item: etree._Element, folder: Path) -> None:
    """The enclosure is there, as long and as large as the feed says."""
    enclosure = item.find("enclosure")
    sound = folder / enclosure.get("url").removeprefix(f"{BASE}/")
    assert int(enclosure.get("length")) == sound.stat().st_size
    assert enclosure.get("type") in ("audio/mpeg", "audio/ogg")
    length = mutagen.File(sound).info.length
    assert abs(int(item.findtext("itunes:duration", namespaces=NS)) - length) <= 1


def test_what_can_not_be_a_podcast_is_refused(here: Commands) -> None:
    job = made(here, "a.txt", "The lamp was lit.", "-o", "a.wav")
    for arguments, sentence in (
        ((job, "--base-url", BASE), "has no form for a podcast"),
        (("none", "--base-url", BASE), "'none' has no results in the store"),
        ((job, "--base-url", "example.org"), "--base-url: 'example.org' is not a web address"),
    ):
        refused = here.run("feed", *arguments, "--title", "T", "-o", "out")
        assert (refused.returncode, sentence in refused.stderr) == (2, True), refused.stderr
        assert not (here.folder / "out").exists()
