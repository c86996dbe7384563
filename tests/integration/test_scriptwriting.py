"""A script by a language model, over HTTP, from a server that answers as vLLM does."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from producer.documents.formats import parse_document
from producer.scriptwriting import chat_client
from producer.scriptwriting.chat_client import ChatClient, ChatFailed
from producer.scriptwriting.facts import check_facts
from producer.scriptwriting.writing import PART_CHARACTERS, WrittenScript, write_script
from tests.kit.chat_server import MODEL, ChatServer, Reply, answer, refusal
from voicefarm.errors import BadInput, BadSetting, Unreachable

ARTICLE = (
    "# The mill\n\nHarrow Mill cost £86,500 in 2011, said Dr. Ellen Marsh.\n\nIt ground 40 sacks.\n"
)
DOCUMENT = parse_document(ARTICLE.encode(), "markdown")
LINES = [
    {"speaker": "Anna", "text": "Harrow Mill cost £86,500 in 2011, Dr. Ellen Marsh said."},
    {"speaker": "Ben", "text": "And it ground forty sacks."},
]


def saying(lines: list[dict[str, str]]) -> str:
    """The lines as a model gives them."""
    return json.dumps({"lines": lines})


def repeating(body: dict[str, Any]) -> Reply:
    """A model that says the text once more, word by word."""
    text = body["messages"][-1]["content"].split("<text>\n")[1].split("\n</text>")[0]
    return answer(saying([{"speaker": "", "text": part} for part in text.split("\n\n")]))


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_client, "FIRST_WAIT_S", 0.001)


def written(
    reply: Callable[[dict[str, Any]], Reply], *speakers: str, text: str = ARTICLE
) -> tuple[WrittenScript, list[dict[str, Any]]]:
    """The script that a server's replies make of a text, and what it was asked."""
    with ChatServer(reply) as server:
        client = ChatClient(server.url, MODEL)
        script = write_script(client, parse_document(text.encode(), "markdown"), "en", speakers)
        return script, server.asked


def test_an_article_becomes_a_script_for_two_that_can_be_narrated() -> None:
    script, asked = written(lambda _: answer(saying(LINES)), "Anna", "Ben")
    document = parse_document(script.as_json().encode(), "script")
    assert document.speakers is not None
    assert set(document.speakers) == {"Anna", "Ben"}
    assert [(block.kind, block.speaker) for block in document.blocks] == [
        ("heading", ""),
        ("paragraph", "Anna"),
        ("paragraph", "Ben"),
    ]
    assert asked[0]["response_format"]["type"] == "json_schema"
    assert not any(vars_of(script))


def vars_of(script: WrittenScript) -> tuple[tuple[str, ...], ...]:
    """All that was found to differ."""
    facts = script.facts
    return (facts.missing_numbers, facts.missing_names, facts.new_numbers, facts.new_names)


SAID_IN_VIETNAMESE = "Giá tăng năm phần trăm, năm hai nghìn không trăm hai mươi tư."
COST, YEAR, MARSH = "Harrow Mill cost £86,500", "in 2011", "said Dr. Ellen Marsh"


@pytest.mark.parametrize(
    ("said", "lists"),
    [
        (f"{COST} {YEAR}, Ellen Marsh said. Forty sacks.", ((), ("Dr Ellen Marsh",), (), ())),
        (f"{COST} in 2012, {MARSH}. 40 sacks.", (("2011",), (), ("2012",), ())),
        (f"Harrow Mill {YEAR}, {MARSH} and Tom Reed. 40.", (("£86,500",), (), (), ("Tom Reed",))),
        (f"{COST} {YEAR}, {MARSH}. Fifty sacks.", (("40",), (), ("fifty",), ())),
    ],
)
def test_what_is_missing_or_new_is_listed(said: str, lists: tuple[tuple[str, ...], ...]) -> None:
    script, _ = written(lambda _: answer(saying([{"speaker": "x", "text": said}])))
    assert vars_of(script) == lists


@pytest.mark.parametrize(
    ("source", "said", "missing", "new"),
    [
        ("Giá tăng 5% năm 2024.", SAID_IN_VIETNAMESE, (), ()),
        ("Giá tăng 5% năm 2024.", "Giá tăng 6% năm 2024.", ("5%",), ("6%",)),
    ],
)  # fmt: skip
def test_vietnamese_numbers_are_compared_as_they_are_said(
    source: str, said: str, missing: tuple[str, ...], new: tuple[str, ...]
) -> None:
    facts = check_facts([source], [said], "vi")
    assert (facts.missing_numbers, facts.new_numbers) == (missing, new)


def test_a_long_article_goes_in_parts_and_keeps_every_paragraph() -> None:
    paragraphs = [f"Paragraph {number} has words. " + "It goes on. " * 60 for number in range(40)]
    script, asked = written(repeating, text="\n\n".join(paragraphs))
    assert len(asked) == script.parts > 4
    assert all(len(body["messages"][-1]["content"]) < PART_CHARACTERS * 1.5 for body in asked)
    assert len(script.content["lines"]) == 40
    assert "The script so far ends with" in asked[1]["messages"][-1]["content"]
    assert not any(vars_of(script))


def test_an_answer_that_was_cut_off_is_wanted_in_halves() -> None:
    def short_winded(body: dict[str, Any]) -> Reply:
        text = body["messages"][-1]["content"]
        return answer('{"lines": [', "length") if len(text) > 2_500 else repeating(body)

    text = "\n\n".join(f"Number {number} is here. " + "So it is. " * 30 for number in range(15))
    script, _ = written(short_winded, text=text)
    assert not any(vars_of(script))


@pytest.mark.parametrize(
    "said",
    [
        "```json\n{}\n```",
        "<think>{\"lines\": 1}</think>\n{}",
        "Here is your script:\n{}\nEnjoy!",
    ],
)  # fmt: skip
def test_a_script_is_found_inside_what_a_model_says(said: str) -> None:
    script, _ = written(lambda _: answer(said.replace("{}", saying(LINES))), "Anna", "Ben")
    assert len(script.content["lines"]) == 3


def test_an_endpoint_without_forms_is_asked_in_words() -> None:
    def plain(body: dict[str, Any]) -> Reply:
        if "response_format" in body:
            return refusal(400, "response_format is not supported")
        return answer(saying(LINES))

    script, asked = written(plain, "Anna", "Ben")
    assert (len(asked), len(script.content["lines"])) == (2, 3)


def test_a_busy_endpoint_is_asked_again() -> None:
    replies = iter([refusal(503, "busy"), refusal(429, "slow down"), answer(saying(LINES))])
    script, asked = written(lambda _: next(replies), "Anna", "Ben")
    assert (len(asked), len(script.content["lines"])) == (3, 3)


def test_what_goes_wrong_is_told_in_a_sentence() -> None:
    with pytest.raises(ChatFailed, match="doesn't answer with a script"):
        written(lambda _: answer("I can't do that."))
    with pytest.raises(ChatFailed, match=r"refuses \(400: too long\)"):
        written(lambda _: refusal(400, "too long"))
    with pytest.raises(ChatFailed, match="holds no text"):
        written(lambda _: (200, {"ok": True}))
    with pytest.raises(BadInput, match="one speaker, or two"):
        written(repeating, "a", "b", "c")
    with pytest.raises(Unreachable, match="does not answer"):
        write_script(ChatClient("http://127.0.0.1:9/v1", MODEL), DOCUMENT, "en")
    with ChatServer(repeating, key="secret") as server:
        with pytest.raises(BadSetting, match="refuses the key"):
            write_script(ChatClient(server.url, MODEL, "wrong"), DOCUMENT, "en")
        write_script(ChatClient(server.url, MODEL, "secret"), DOCUMENT, "en")
        with pytest.raises(ChatFailed, match="does not exist"):
            write_script(ChatClient(server.url, "other", "secret"), DOCUMENT, "en")
