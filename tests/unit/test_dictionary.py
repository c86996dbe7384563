"""Reading rules: a dictionary, pauses and spelling."""

from pathlib import Path

import pytest

from producer.directions import patterns
from producer.directions.dictionary import ReadingRules, read_dictionary
from producer.directions.marks import with_marks
from producer.documents.formats import parse_document
from producer.jobs.input_file import read_input_file
from producer.jobs.request import JobRequest
from producer.jobs.submission import prepare_job
from voicefarm.artifacts.keys import take_key
from voicefarm.errors import BadInput, NothingToSay
from voicefarm.languages import Language
from voicefarm.messages import Chunk
from voicefarm.models import Model, read_model, shipped_config
from voicefarm.spoken.phonemes import marked

TEXT = "Giá là 500 VNĐ một ký.\n\nHọ gọi cho NASA.\n\nKhông ai trả lời."


ESPEAK = read_model(shipped_config() / "models" / "espeak.toml")


def chunks_of(text: str, dictionary: Path | None = None, model: Model = ESPEAK) -> list[Chunk]:
    file = dictionary and read_input_file(dictionary, "dictionary")
    request = JobRequest(language="vi", dictionary=file)
    job = prepare_job(parse_document(text.encode()), model, request)
    return [Chunk.model_validate_json(line) for line in job.pages[0].splitlines()]


def dictionary(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "words.toml"
    path.write_text(text, "utf-8")
    return path


def rules_of(path: Path, language: Language) -> ReadingRules:
    file = read_input_file(path, "dictionary")
    return read_dictionary(file.data, file.name, language, ESPEAK)


def test_a_word_is_said_otherwise_and_shown_as_it_stands(tmp_path: Path) -> None:
    rules = dictionary(tmp_path, '[words]\n"VNĐ" = "đồng"\n')
    first = chunks_of(TEXT, rules)[0]
    assert first.text == "Giá là năm trăm đồng một ký."
    assert first.shown == "Giá là 500 VNĐ một ký."


def test_a_rule_changes_only_the_chunks_that_it_touches(tmp_path: Path) -> None:
    before = chunks_of(TEXT)
    after = chunks_of(TEXT, dictionary(tmp_path, '[vi.words]\nNASA = "na xa"\n'))
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]


def test_a_pattern_may_use_what_it_found(tmp_path: Path) -> None:
    rules = dictionary(tmp_path, "[patterns]\n'(\\d+) VNĐ' = '\\1 đồng Việt Nam'\n")
    assert chunks_of(TEXT, rules)[0].text == "Giá là năm trăm đồng Việt Nam một ký."


def test_phonemes_stand_beside_the_word_that_is_shown(tmp_path: Path) -> None:
    rules = dictionary(tmp_path, "[words]\nNASA = { phonemes = 'nˈaː sˈaː' }\n")
    before, after = chunks_of(TEXT), chunks_of(TEXT, rules)
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]
    assert after[1].text == f"Họ gọi cho {marked('NASA', 'nˈaː sˈaː')}."
    assert after[1].visible == "Họ gọi cho NASA."


def test_a_pattern_may_have_phonemes(tmp_path: Path) -> None:
    rules = dictionary(tmp_path, "[patterns]\n'N[AO]SA' = { phonemes = 'nˈaː' }\n")
    assert chunks_of(TEXT, rules)[1].text == f"Họ gọi cho {marked('NASA', 'nˈaː')}."


def test_other_phonemes_make_other_takes_of_the_chunks_they_touch(tmp_path: Path) -> None:
    model = read_model(shipped_config() / "models" / "espeak.toml")

    def takes(phonemes: str) -> list[str]:
        rules = dictionary(tmp_path, f"[words]\nNASA = {{ phonemes = '{phonemes}' }}\n")
        request = JobRequest(language="vi", dictionary=read_input_file(rules, "dictionary"))
        job = prepare_job(parse_document(TEXT.encode()), model, request)
        spec = job.manifest.spec
        chunks = [Chunk.model_validate_json(line) for line in job.pages[0].splitlines()]
        return [take_key(spec.recipe_of(chunk), chunk.text) for chunk in chunks]

    same = [one == other for one, other in zip(takes("nˈaː"), takes("nˈo"), strict=True)]
    assert same == [True, False, True]


def test_no_later_rule_touches_a_word_with_phonemes(tmp_path: Path) -> None:
    rules = "[vi.words]\nNASA = { phonemes = 'nˈaː' }\n[patterns]\n'[Nn]' = 'm'\n"
    assert chunks_of(TEXT, dictionary(tmp_path, rules))[1].text == (
        f"Họ gọi cho {marked('NASA', 'nˈaː')}."
    )


def test_a_model_without_phonemes_says_so_before_work_is_queued(tmp_path: Path) -> None:
    rules = dictionary(tmp_path, "[words]\nNASA = { phonemes = 'nˈaː' }\n")
    deaf = ESPEAK.model_copy(update={"phonemes": {}})
    with pytest.raises(BadInput, match="takes no phonemes for language 'vi'; write 'nˈaː' in lett"):
        chunks_of(TEXT, rules, deaf)


def test_rules_of_another_language_are_left_alone(tmp_path: Path) -> None:
    assert chunks_of(TEXT, dictionary(tmp_path, '[en.words]\nNASA = "nasser"\n')) == chunks_of(TEXT)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[patterns]\n'(' = 'x'\n", "can't be used"),
        ("[patterns]\n'a' = '\\7'\n", "can't be used"),
        ("[wrods]\na = 'b'\n", "'wrods'"),
        ("[words\n", "not valid TOML"),
        ("[words]\n'' = 'x'\n", "'words': name what is replaced"),
        ("[patterns]\n'' = 'x'\n", "'patterns': name what is replaced"),
        ("[vi.words]\n'' = 'x'\n", "'vi.words': name what is replaced"),
        ("[vn.words]\nLan = 'x'\n", "'vn' is not a language tag; perhaps 'vi' is meant"),
        ("[xx-YY.words]\nLan = 'x'\n", "'xx-YY' is not a language tag"),
        ("[words]\na = 1\n", "'words.a"),
        ("[words]\na = { phonemes = '' }\n", "'words.a"),
        ("[words]\na = { phoneme = 'ə' }\n", "'words.a"),
        ("[words]\na = { phonemes = 'kæt' }\n", "no sound for 'æt' in language 'vi'; it knows"),
        ("[words]\na = 'b\ufff9c'\n", "an invisible mark"),
    ],
)
def test_a_broken_dictionary_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match="dictionary: '") as caught:
        rules_of(dictionary(tmp_path, text), "vi")
    assert sentence in str(caught.value)


def test_a_missing_dictionary_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="can't be read"):
        rules_of(tmp_path / "none.toml", "vi")


def test_a_pattern_that_never_ends_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "PATIENCE_S", 1.0)
    rules = dictionary(tmp_path, "[patterns]\n'(a+)+$' = 'b'\n")
    with pytest.raises(BadInput, match="did not end"):
        chunks_of("a" * 60 + "!", rules)


def test_a_replacement_as_long_as_a_page_is_cut_like_any_text(tmp_path: Path) -> None:
    rules = dictionary(tmp_path, f'[words]\nNASA = "{"na xa " * 200}"\n')
    chunks = chunks_of(TEXT, rules)
    assert all(len(chunk.text) <= ESPEAK.budget for chunk in chunks)
    assert " ".join(chunk.text for chunk in chunks).count("na xa") == 200


def test_what_a_rule_leaves_nothing_of_has_no_chunk(tmp_path: Path) -> None:
    rules = dictionary(tmp_path, "[patterns]\n'Họ gọi .*' = ''\n")
    chunks = chunks_of(TEXT, rules)
    assert [chunk.visible for chunk in chunks] == ["Giá là 500 VNĐ một ký.", "Không ai trả lời."]
    assert "NASA" in TEXT[chunks[0].start : chunks[0].end]


def test_a_dictionary_that_leaves_nothing_to_say_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingToSay, match="change the dictionary's rules"):
        chunks_of(TEXT, dictionary(tmp_path, "[patterns]\n'.*' = ''\n"))


def test_a_pattern_that_only_inserts_changes_the_character_behind_it(tmp_path: Path) -> None:
    rules = dictionary(tmp_path, "[patterns]\n'(?=ký)' = 'một '\n'\\.$' = '!'\n")
    assert chunks_of(TEXT, rules)[0].text.endswith("một một ký!")


def test_a_pause_stands_where_it_is_marked() -> None:
    chunks = chunks_of("Một. [pause 800ms] Hai.\n\n[pause 2s]\n\nBa.")
    assert [(chunk.text, chunk.pause_ms) for chunk in chunks] == [
        ("Một.", 800),
        ("Hai.", 2000),
        ("Ba.", None),
    ]


def test_a_pause_of_an_hour_is_refused() -> None:
    with pytest.raises(BadInput, match="too long; give at most"):
        with_marks(parse_document(b"One. [pause 3600s] Two."))


def test_what_is_spelled_is_said_letter_by_letter() -> None:
    assert chunks_of("Thuế [spell]VAT[/spell] tăng.")[0].text == "Thuế V, A, T tăng."


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_dictionary_of_the_docs_is_one(tmp_path: Path, language: Language) -> None:
    docs = Path(__file__).parents[2] / "docs/scripts.md"
    told = docs.read_text("utf-8").split("```toml")[1].split("```")[0]
    assert len(rules_of(dictionary(tmp_path, told), language).rules) >= 3


def test_phonemes_stand_for_no_more_than_a_chunk_holds_whole(tmp_path: Path) -> None:
    rules = dictionary(tmp_path, "[patterns]\n'Giá.*' = { phonemes = \"ə\" }\n")
    with pytest.raises(BadInput, match=r"phonemes stand for 'Giá là .*; give them word by word"):
        chunks_of("Giá là một ký. " * 40, rules)
