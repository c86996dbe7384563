"""Scripts whose speakers speak different languages."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from producer.cli.parsing import read_speakers
from producer.documents.formats import parse_document
from producer.jobs.input_file import InputFile
from producer.jobs.plans.estimates import estimate
from producer.jobs.plans.plan import plan_of
from producer.jobs.remakes.remake import RemakeRequest, remade_job
from producer.jobs.request import JobRequest
from producer.jobs.submission import PreparedJob, prepare_job
from producer.jobs.text_preview import preview_of
from voicefarm.artifacts.job_files import write_job
from voicefarm.errors import BadInput, UnreadableDocument
from voicefarm.messages import Chunk, ModelRates
from voicefarm.models import Catalogue, shipped_config
from voicefarm.settings import Settings
from voicefarm.store.directory import DirectoryStore

MODELS = Catalogue(shipped_config() / "models")
SCRIPT: dict[str, Any] = {
    "title": "Hai người",
    "language": "vi",
    "speakers": {"Emma": {"language": "en-US"}, "Lan": {"voice": "vi-south"}},
    "lines": [
        {"text": "Ngày 5/3, giá 1.250 đồng."},
        {"speaker": "Emma", "text": "It cost $1,250 at 4:30 p.m., i.e. too much."},
        {"speaker": "Lan", "text": "Chào chị, 3 kg nhé."},
    ],
}


def prepared(script: Any = SCRIPT, model: str = "espeak", **request: Any) -> PreparedJob:
    document = parse_document(json.dumps(script).encode(), "script")
    guests = {name: MODELS[name] for name in ("piper-joe", "kokoro", "house")}
    return prepare_job(document, MODELS[model], JobRequest(**request), guests)


def with_speaker(**settings: Any) -> dict[str, Any]:
    """The script, with other settings of its English speaker."""
    script = copy.deepcopy(SCRIPT)
    script["speakers"]["Emma"] = settings
    return script


def chunks_of(job: PreparedJob) -> list[Chunk]:
    return [Chunk.model_validate_json(line) for line in job.pages[0].splitlines()]


def voices_of(job: PreparedJob) -> list[tuple[str, str, str]]:
    recipes = [job.manifest.spec.recipe_of(chunk) for chunk in chunks_of(job)]
    return [(one.model, one.voice, one.language) for one in recipes]


def test_each_speaker_is_read_by_the_rules_of_its_language() -> None:
    first, second, third = (chunk.text for chunk in chunks_of(prepared()))
    assert first == "Ngày năm tháng ba, giá một nghìn hai trăm năm mươi đồng."
    assert second.startswith("It cost one thousand two hundred fifty dollars at four thirty PM")
    assert "that is" in second
    assert third == "Chào chị, ba ki lô gam nhé."


def test_each_speaker_has_a_voice_that_speaks_its_language() -> None:
    job = prepared()
    assert voices_of(job) == [
        ("espeak", "vi", "vi"),
        ("espeak", "en-us", "en"),
        ("espeak", "vi-south", "vi"),
    ]
    recipe = job.manifest.spec.recipe_of(chunks_of(job)[1])
    assert recipe.fingerprint == MODELS["espeak"].fingerprint("en-us")


def test_a_voice_that_is_named_with_a_language_speaks_it() -> None:
    assert voices_of(prepared(with_speaker(language="en", voice="en-gb")))[1][1] == "en-gb"
    script = with_speaker(language="en")
    script["speakers"]["Lan"] = {}
    assert voices_of(prepared(script, model="house"))[1][1] == "en"


def test_a_speaker_has_a_model_and_a_language_of_its_own() -> None:
    job = prepared(with_speaker(language="en", model="piper-joe"))
    assert voices_of(job)[1] == ("piper-joe", "joe", "en")
    assert job.manifest.lanes == "010"
    script = with_speaker(language="en", model="house")
    script["speakers"]["Lan"] = {"language": "vi", "model": "house"}
    assert voices_of(prepared(script))[1:] == [("house", "en", "en"), ("house", "vi", "vi")]


def test_the_language_of_the_job_itself_changes_nothing() -> None:
    script = copy.deepcopy(SCRIPT)
    script["speakers"] = {"Emma": {"language": "vi-VN"}, "Lan": {"voice": "vi-south"}}
    script["lines"][1]["text"] = "Chào bạn."
    plain = copy.deepcopy(script)
    plain["speakers"]["Emma"] = {}
    assert prepared(script).manifest.job == prepared(plain).manifest.job
    other = copy.deepcopy(script)
    other["speakers"]["Emma"] = {"language": "en"}
    assert prepared(other, force=True).manifest.job != prepared(plain).manifest.job


def test_the_language_is_recognized_from_the_narrators_lines_alone() -> None:
    script = copy.deepcopy(SCRIPT)
    del script["language"]
    script["lines"][1]["text"] = "The ferry leaves at seven, and it has never waited. " * 20
    assert prepared(script).manifest.spec.recipe.language == "vi"


def test_without_a_narrator_the_first_speaker_decides() -> None:
    script = copy.deepcopy(SCRIPT)
    del script["language"]
    script["speakers"]["Lan"]["language"] = "vi"
    script["lines"] = script["lines"][1:]
    job = prepared(script)
    assert job.manifest.spec.recipe.language == "en"
    assert [language for _, _, language in voices_of(job)] == ["en", "vi"]


def test_a_dictionary_holds_for_the_lines_of_its_language() -> None:
    words = b'[en.words]\ngi = "gee eye"\nIt = "The ticket"\n[vi.words]\nIt = "Nhu lieu"\n'
    script = copy.deepcopy(SCRIPT)
    script["lines"][2]["text"] = "It nhé."
    texts = [
        chunk.text
        for chunk in chunks_of(prepared(script, dictionary=InputFile(name="w.toml", data=words)))
    ]
    assert texts[1].startswith("The ticket cost")
    assert texts[2] == "Nhu lieu nhé."


def test_letters_that_one_speaker_can_read_are_omitted_for_no_other() -> None:
    script = with_speaker(language="ru")
    script["lines"][1]["text"] = "Паром уходит в семь."
    assert not prepared(script).manifest.omissions
    script["lines"][0]["text"] = "Họ nói Паром rồi đi."
    assert len(prepared(script).manifest.omissions) == 1


def test_a_command_and_a_request_give_a_speaker_a_language() -> None:
    told = read_speakers(["Emma=en-gb language=en speed=1.1", "Lan=language=vi model=house"])
    assert (told["Emma"].voice, told["Emma"].language, told["Emma"].speed) == ("en-gb", "en", 1.1)
    assert (told["Lan"].model, told["Lan"].language) == ("house", "vi")
    script = copy.deepcopy(SCRIPT)
    script["speakers"] = {}
    job = prepared(script, speakers=told)
    assert voices_of(job)[1:] == [("espeak", "en-gb", "en"), ("house", "vi", "vi")]


def test_labels_of_a_plain_text_have_languages_too() -> None:
    text = "[Emma] It cost $5. [Lan] Giá 5 đồng.\n\nHọ đi."
    speakers = read_speakers(["Emma=language=en", "Lan=vi-south"])
    document = parse_document(text.encode(), "text")
    request = JobRequest(language="vi", speakers=speakers)
    job = prepare_job(document, MODELS["espeak"], request)
    assert [language for _, _, language in voices_of(job)] == ["en", "vi", "vi"]
    assert chunks_of(job)[0].text == "It cost five dollars."


def test_a_plan_counts_each_speakers_language() -> None:
    job = prepared()
    assert estimate(job, MODELS["espeak"], ModelRates()).audio_s > 3


@pytest.mark.parametrize(
    ("speaker", "sentence"),
    [
        ({"language": "en", "model": "piper-joe", "voice": "x"}, "Voice 'x' is not known to model"),
        (
            {"language": "vi", "model": "piper-joe"},
            "Speaker 'Emma': Language 'vi' is not known to model 'piper-joe': it speaks English",
        ),
        ({"language": "en", "voice": "vi-south"}, "Speaker 'Emma': Language 'en' is not known"),
        ({"language": "ru"}, "Speaker 'Emma': Most letters of the text"),
    ],
)
def test_a_speaker_whose_model_can_not_is_refused(speaker: dict[str, str], sentence: str) -> None:
    script = with_speaker(**speaker)
    if speaker["language"] == "ru":
        script["lines"][1]["text"] = "船は七時に出ます。"
    with pytest.raises(BadInput) as refused:
        prepared(script)
    assert sentence in str(refused.value)


def test_vietnamese_words_of_an_english_speaker_are_refused() -> None:
    script = with_speaker(language="en")
    script["lines"][1]["text"] = "Chuyến phà rời bến lúc bảy giờ sáng, không chờ ai ngủ quên."
    with pytest.raises(BadInput, match=r"^Speaker 'Emma': Most of the text is Vietnamese"):
        prepared(script)


def test_a_language_of_a_request_is_refused_by_its_field() -> None:
    speakers = read_speakers(["Emma=language=vi model=piper-joe"])
    with pytest.raises(BadInput, match=r"^speakers\.Emma\.language: 'vi' is not known to model"):
        prepared(speakers=speakers)
    with pytest.raises(BadInput, match=r"^speakers\.Emma\.language: "):
        read_speakers(["Emma=language=englisch!"])


def test_a_malformed_language_names_its_speaker() -> None:
    with pytest.raises(UnreadableDocument, match="Speaker 'Emma' of the script, 'language'"):
        prepared(with_speaker(language="not a tag"))


def test_a_preview_and_a_plan_say_in_which_languages_it_is_read() -> None:
    job = prepared(with_speaker(language="en", model="piper-joe"))
    assert [
        (one.speaker, one.language, one.voice, one.model) for one in preview_of(job).chunks
    ] == [
        ("", "vi", "vi", "espeak"),
        ("Emma", "en", "joe", "piper-joe"),
        ("Lan", "vi", "vi-south", "espeak"),
    ]
    guests = {"piper-joe": (MODELS["piper-joe"], ModelRates())}
    planned = plan_of(job, estimate(job, MODELS["espeak"], ModelRates(), guests))
    assert planned.languages == ("vi", "en")


@pytest.mark.parametrize(
    ("speaker", "voice"),
    [
        ({"language": "en-US"}, ("espeak", "en-us")),
        ({"language": "en", "voice": "en-gb"}, ("espeak", "en-gb")),
        ({"language": "en", "model": "piper-joe"}, ("piper-joe", "joe")),
    ],
)
def test_a_remade_chunk_keeps_its_speakers_language_model_and_voice(
    tmp_path: Path, speaker: dict[str, str], voice: tuple[str, str]
) -> None:
    job, store = prepared(with_speaker(**speaker)), DirectoryStore(tmp_path)
    write_job(store, job.manifest, job.pages)
    text = "\n\n".join(["It cost $7 at 4 p.m. on the pier, and nobody paid for it."] * 30)
    for wish in (RemakeRequest(), RemakeRequest(text="It cost $7."), RemakeRequest(text=text)):
        made = remade_job(Settings(), store, job.manifest.job, 2, wish).prepared
        new = made.manifest
        chunks = [
            Chunk.model_validate_json(line)
            for page in made.pages
            for line in page.split(b"\n")
            if line
        ]
        assert new.lanes == ("".join(map(new.spec.lane_of, chunks)) if new.spec.guests else "")
        for chunk in chunks[1:-1]:
            recipe = new.spec.recipe_of(chunk)
            assert ((recipe.model, recipe.voice), recipe.language) == (voice, "en")
            assert wish.text is None or chunk.text.startswith("It cost seven dollars")
        assert new.spec.recipe_of(chunks[-1]).voice == "vi-south"
