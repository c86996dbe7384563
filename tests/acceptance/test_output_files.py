"""Where results go: what would be lost or can't be written is found before anything is spoken."""

import json
import os
import re
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
import soundfile

from tests.kit.commands import VOICEFARM, Commands, complaints, write_model
from tests.kit.pictures import jpeg

TEXT = "The lamp was lit at dusk. Nobody had asked for it."
LONG_NAME = "a" * 300
LONG_TEXT = "It was a dark night. " * 20


@pytest.fixture
def inputs(here: Commands) -> Commands:
    """The command in a folder with a text, a cover, a dictionary, and links to them."""
    folder = here.folder
    (folder / "in.json").write_text(json.dumps({"lines": [{"text": TEXT}]}))
    (folder / "text.txt").write_text(TEXT)
    (folder / "cover.jpg").write_bytes(jpeg(320, 320))
    (folder / "words.toml").write_text("[words]\nlamp = 'light'\n")
    (folder / "link.wav").symlink_to("text.txt")
    (folder / "folder").symlink_to(".")
    os.link(folder / "cover.jpg", folder / "cover.mp3")
    os.link(folder / "words.toml", folder / "words.srt")
    os.mkfifo(folder / "pipe.wav")
    return here


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("in.json -o in.json", "'in.json' is the text itself, which the result would overwrite"),
        ("in.json -o folder/in.json", "'folder/in.json' is the text itself"),
        ("text.txt -o link.wav", "'link.wav' is the text itself"),
        ("in.json --cover cover.jpg -o cover.mp3", "'cover.mp3' is the cover"),
        ("in.json --dictionary words.toml -o words.srt", "'words.srt' is the dictionary"),
        ("in.json -o a.wav -o ./a.wav", "'a.wav' is named for two results"),
        ("in.json -o a.wav -o folder/a.wav", "'folder/a.wav' is named for two results"),
        ("in.json -o pipe.wav", "'pipe.wav' is not a regular file"),
        ("in.json -o /sys/a.wav", "Nothing can be written to the folder '/sys'"),
        ("in.json -o text.txt/a.wav", "'text.txt/a.wav' can't be written (Not a directory)"),
        ("in.json -o {title}.wav", "'{title}.wav' has '{title}', which stands for nothing there"),
        ("in.json -o {chaptr}.wav", "has '{chaptr}', which stands for nothing there"),
        ("in.json -o {chapter:02}.wav", "has '{chapter:02}', which stands for nothing there"),
        ("in.json -o {chapter}-{name}.wav", "has '{name}', which stands for nothing there"),
        (f"in.json -o {LONG_NAME}.wav", "can't be written (File name too long)"),
        (f"in.json -o {LONG_NAME}/a.wav", "can't be written (File name too long)"),
        (f"in.json --cover {LONG_NAME}", "can't be read (File name too long)"),
        ("in.json --cover folder", "--cover: 'folder' can't be read (Is a directory)"),
        (f"in.json --dictionary {LONG_NAME}", "can't be read (File name too long)"),
        ("in.json --dictionary .", "--dictionary: '.' can't be read (Is a directory)"),
        (LONG_NAME, "can't be read (File name too long); check its path"),
        ("text.txt/in.json", "can't be read (Not a directory)"),
        ("missing.pdf", "'missing.pdf' doesn't exist"),
    ],
)
def test_nothing_is_overwritten_or_lost_and_one_sentence_says_so(
    inputs: Commands, tmp_path: Path, arguments: str, sentence: str
) -> None:
    refused(inputs, tmp_path, sentence, "narrate", *arguments.split())


@pytest.mark.parametrize("text", [LONG_TEXT, "Hello, world", "One line.\nAnd another."])
def test_a_text_in_place_of_its_file_is_one_sentence(
    inputs: Commands, tmp_path: Path, text: str
) -> None:
    refused(inputs, tmp_path, "give a text itself on the standard input", "narrate", text)


def test_a_file_that_is_read_from_stdin_is_an_input_too(inputs: Commands, tmp_path: Path) -> None:
    (inputs.folder / "in.wav").write_text(TEXT)
    with (inputs.folder / "in.wav").open() as stdin:
        done = inputs.start("narrate", "-", "-o", "in.wav", stdin=stdin)
        _, complaint = done.communicate()
    assert done.returncode == 2
    assert "'in.wav' is the text itself" in complaint
    assert (inputs.folder / "in.wav").read_text() == TEXT


def test_a_result_whose_name_would_be_too_long_is_found_before(
    here: Commands, tmp_path: Path
) -> None:
    name = "a" * 255
    (here.folder / name).write_text(TEXT)
    refused(here, tmp_path, "can't be written (File name too long)", "narrate", name)


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("VOICEFARM_MODELS_DIR", LONG_NAME, "There is no folder 'aaa"),
        ("VOICEFARM_MODELS_DIR", "text.txt", "There is no folder 'text.txt'"),
        ("VOICEFARM_STORE", LONG_NAME, "(File name too long)"),
        ("VOICEFARM_STORE", "text.txt", "(File exists)"),
        ("VOICEFARM_STORE", "~nobody-at-all/store", "give its whole path"),
        ("TMPDIR", "deep/" * 25, "set TMPDIR to a shorter one"),
    ],
)
def test_a_path_in_a_setting_is_one_sentence_too(
    inputs: Commands, variable: str, value: str, sentence: str
) -> None:
    (inputs.folder / ("deep/" * 25)).mkdir(parents=True)
    inputs.settings[variable] = str(inputs.folder / value) if variable == "TMPDIR" else value
    done = inputs.run("narrate", "text.txt")
    assert done.returncode in {2, 3}
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def refused(command: Commands, tmp_path: Path, sentence: str, *arguments: str) -> None:
    """Run what must end at once with one sentence and leave everything as it was."""
    before = contents(command.folder)
    done = command.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert contents(command.folder) == before
    assert not (tmp_path / "store" / "jobs").exists()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def farm(farm: Commands, tmp_path: Path) -> Commands:
    """The command on a farm with a quick model."""
    farm.settings |= write_model(tmp_path / "models", "quick", noise=0.5)
    farm.settings["VOICEFARM_MODEL"] = "quick"
    return farm


def test_a_programme_that_finds_no_room_at_the_end_is_kept(farm: Commands) -> None:
    """A limit for the command's files stands in for a disk that became full."""
    (farm.folder / "text.txt").write_text(TEXT)
    with farm.worker():
        command = farm.start("narrate", "text.txt", "-o", "a.wav", preexec_fn=small_files)
        _, complaint = command.communicate()
    assert command.returncode == 7
    assert "'a.wav' can't be written (File too large)" in complaint
    assert len(complaint.splitlines()) == 1
    assert os.listdir(farm.folder) == ["text.txt"]
    (advised,) = re.findall(r"`voicefarm (fetch \w+ -o) FILE`", complaint)
    farm.json(*advised.split(), "a.wav", "-o", "a.html")
    assert soundfile.info(farm.folder / "a.wav").duration > 2
    tight = farm.start(*advised.split(), "b.wav", preexec_fn=small_files)
    assert "'b.wav' can't be written (File too large)" in tight.communicate()[1]
    assert tight.returncode == 7


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_what_narrate_made_can_be_fetched_again_without_a_farm(here: Commands) -> None:
    made = here.json("narrate", "-", "-o", "a.wav", "-o", "a.captions.json", stdin=TEXT)
    outs = ("-o", "b.wav", "-o", "captions.json", "-o", "b.json")
    fetched = here.json("fetch", made["job"], *outs)
    assert [file["path"] for file in fetched["files"]] == list(outs[1::2])
    assert (here.folder / "b.wav").read_bytes() == (here.folder / "a.wav").read_bytes()
    captions = json.loads((here.folder / "captions.json").read_text())
    assert captions == json.loads((here.folder / "a.captions.json").read_text())
    assert captions["cues"][0]["text"] in TEXT
    assert json.loads((here.folder / "b.json").read_text())["summary"]["job"] == made["job"]
    other = here.run("fetch", made["job"], "-o", "b.mp3")
    assert (other.returncode, "was not made as .mp3" in other.stderr) == (2, True)
    unknown = here.run("fetch", "nobody")
    assert (unknown.returncode, "has no results in the store" in unknown.stderr) == (2, True)


NOT_UTF8 = os.fsdecode(b"caf\xe9")
"""A name as old archives have them."""


def test_a_file_whose_name_is_no_utf8_is_read_and_written(here: Commands) -> None:
    (here.folder / f"{NOT_UTF8}.txt").write_text(TEXT)
    made = here.json("narrate", f"{NOT_UTF8}.txt", "-o", f"{NOT_UTF8}.mp3", "-o", "a.html")
    assert made["path"] == f"{NOT_UTF8}.mp3"
    assert (here.folder / made["path"]).stat().st_size == made["size_bytes"]
    assert "caf?" in (here.folder / "a.html").read_text()
    assert [job["title"] for job in here.json("list")] == ["caf?"]


@pytest.mark.parametrize("option", ["title", "author", "album", "genre"])
def test_a_tag_that_is_no_utf8_is_one_sentence(
    inputs: Commands, tmp_path: Path, option: str
) -> None:
    sentence = f"--{option}: give text in UTF-8"
    refused(inputs, tmp_path, sentence, "narrate", "text.txt", f"--{option}", NOT_UTF8)


def test_the_files_of_chapters_are_named_and_counted(here: Commands) -> None:
    (here.folder / "t.md").write_text(f"# One\n\n{TEXT}\n\n# Two\n\n{TEXT}\n")
    made = here.json("narrate", "t.md", "-o", "{chapter} {title}.flac", "-o", "t.wav")
    parts = ["01 One.flac", "02 Two.flac"]
    assert (made["path"], made["paths"]) == ("{chapter} {title}.flac", [*parts, "t.wav"])
    sizes = [(here.folder / part).stat().st_size for part in parts]
    assert made["size_bytes"] == sum(sizes)
    fetched = here.json("fetch", made["job"], "-o", "{chapter}.flac")["files"]
    assert fetched == [
        {"path": "01.flac", "size_bytes": sizes[0]},
        {"path": "02.flac", "size_bytes": sizes[1]},
    ]


ON_A_SMALL_DISK = 'mount -t tmpfs -o size="$SIZE" none disk && exec "$@"'


@pytest.fixture
def small_disk(here: Commands) -> Callable[[str], "subprocess.CompletedProcess[str]"]:
    """Narrate a minute of text into the folder `disk`, a disk of the given size."""
    namespaces = ("unshare", "--user", "--map-root-user", "--mount")
    if subprocess.run([*namespaces, "true"], capture_output=True).returncode:
        pytest.skip("This system lets nobody mount a disk of their own.")
    (here.folder / "disk").mkdir()

    def narrate(size: str) -> "subprocess.CompletedProcess[str]":
        command = (VOICEFARM, "narrate", "-", "-o", "disk/a.wav")
        return subprocess.run(
            [*namespaces, "sh", "-c", ON_A_SMALL_DISK, "sh", *command],
            cwd=here.folder,
            env={**here.environment, "SIZE": size},
            input=TEXT * 20,
            capture_output=True,
            text=True,
        )

    return narrate


def test_a_disk_that_is_too_small_is_found_before_and_one_that_became_full_at_the_end(
    small_disk: Callable[[str], "subprocess.CompletedProcess[str]"], tmp_path: Path
) -> None:
    tiny = small_disk("400k")
    assert tiny.returncode == 2
    assert "has 0 MB free, and the programme will have 1 MB at least" in tiny.stderr
    assert not (tmp_path / "store" / "jobs").exists()
    short = small_disk("1600k")
    assert short.returncode == 7
    assert "'disk/a.wav' can't be written (No space left on device)" in short.stderr
    assert len(complaints(short.stderr).splitlines()) == 1


@pytest.mark.parametrize(
    "outs", [["r.html", "book & co.mp3"], ["book.flac", "sub/r.html", "o.wav"]]
)
def test_a_report_page_plays_the_file_that_the_user_named(here: Commands, outs: list[str]) -> None:
    (here.folder / "sub").mkdir()
    made = here.json("narrate", "-", *(part for out in outs for part in ("-o", out)), stdin=TEXT)
    page = here.folder / next(out for out in outs if out.endswith(".html"))
    audio = next(out for out in outs if not out.endswith(".html"))
    assert audio_of(page).resolve() == here.folder / audio
    there = Path(here.settings["VOICEFARM_STORE"]) / "jobs" / made["job"]
    assert audio_of(there / "report.html").is_file()
    here.json("fetch", made["job"], "-o", "alone.html")
    assert audio_of(here.folder / "alone.html") == here.folder  # none: its reader may choose one


def audio_of(page: Path) -> Path:
    """The file that a report page plays."""
    (link,) = re.findall(r'<meta name="audio" content="([^"]*)">', page.read_text("utf-8"))
    return page.parent / unquote(link)


def test_chunks_have_the_same_number_everywhere(farm: Commands) -> None:
    """What the job says of a failed chunk, the report's page and the report itself."""
    models = Path(farm.settings["VOICEFARM_MODELS_DIR"])
    write_model(models, "picky", failing_text="captain")
    text = "The lamp was lit.\n\nThe captain came.\n\nThey stayed."
    given = ("submit", "-", "--model", "picky", "--wait")
    with farm.worker("--model", "picky"):
        failed = farm.run(*given, stdin=text)
        job = farm.run(*given, "--on-failure", "silence", "--format", "wav", stdin=text)
    assert "Chunk 2 failed" in failed.stderr
    farm.json("fetch", job.stdout.strip(), "-o", "r.html", "-o", "r.json")
    gaps = [line["gap"] for line in json.loads((farm.folder / "r.json").read_text())["chunks"]]
    assert [bool(gap) for gap in gaps] == [False, True, False]
    assert gaps[1].startswith("Chunk 2 failed")
    assert "1 chunk was given up" in farm.run("status", job.stdout.strip()).stdout


def test_one_chunk_is_not_one_chunks(here: Commands, tmp_path: Path) -> None:
    assert "  1 chunk, 0 reused; " in here.run("narrate", "-", stdin=TEXT).stdout
    here.settings |= write_model(tmp_path / "models", "picky", failing_text="lamp")
    done = here.run("narrate", "-", "--model", "picky", stdin=TEXT)
    assert "failed after 0 of 1 chunk." in done.stderr


@pytest.mark.parametrize(
    ("out", "magic"), [("-", b"RIFF"), ("-.wav", b"RIFF"), ("-.mp3", b"ID3"), ("-.ogg", b"OggS")]
)
def test_a_result_goes_to_the_standard_output_alone(
    inputs: Commands, out: str, magic: bytes
) -> None:
    done = subprocess.run(
        [VOICEFARM, "narrate", "text.txt", "-o", out],
        cwd=inputs.folder,
        env=inputs.environment,
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(magic)
    assert b"of audio" in done.stderr
    assert not (inputs.folder / out).exists()
