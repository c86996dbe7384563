"""Chats and transcripts as plain text: who says what, without times and attachments."""

import pytest

from producer.documents.formats import parse_document
from tests.kit.cpu_time import assert_linear

SAID = ["Ana: the ferry leaves at nine", "Ben: who brings the salt?", "Ana: I do"]


def read(text: str) -> list[str]:
    return [block.text for block in parse_document(text.encode(), "text").blocks]


@pytest.mark.parametrize(
    "form",
    [
        "12/03/2026, 09:1{at} - {name}: {words}",
        "3/12/26, 9:1{at} PM - {name}: {words}",
        "2026-03-12 09:1{at} - {name}: {words}",
        "[12.03.26, 09:15:0{at}] {name}: {words}",
        "[9/22/26, 10:17:0{at} AM] {name}: {words}",
        "[2026/06/13 1:55:0{at} p. m.] {name}: {words}",
        "[09:1{at}] {name}: {words}",
        "<{name}> {words}",
        "[09:1{at}] <{name}> {words}",
        "09:1{at} <@{name}> {words}",
        "09:15:0{at}\t From  {name} : {words}",
        "09:15:0{at} From {name} to Everyone:\n\t{words}",
        "{name}  9:1{at} AM\n{words}\n",
        "{name}   0:1{at}\n{words}\n",
        "{name}\t1:02:1{at}\n{words}\n",
        "{name} — Today at 4:0{at} PM\n{words}",
        "{name} — 12/03/2026 16:0{at}\n{words}",
        "{name}, [12.03.2026 09:1{at}]\n{words}\n",
        "[14-Feb-26 06:1{at} PM] {name}#1234\n{words}\n",
    ],
)
def test_each_message_is_a_paragraph_without_its_time(form: str) -> None:
    parts = [said.split(": ", 1) for said in SAID]
    lines = [form.format(name=name, words=words, at=at) for at, (name, words) in enumerate(parts)]
    assert read("\n".join(lines)) == SAID


@pytest.mark.parametrize(
    "text",
    [
        "09:00 - Welcome: coffee\n09:30 - Talk: the lake\n10:15 - Break: in the garden",
        "[09:00] Welcome: coffee\n[09:30] Talk: the lake\n[10:15] Break: in the garden",
        "12/03/2026: Rain all day.\n13/03/2026: Sun at last.\n14/03/2026: Packed and left.",
        "Oslo   9:30\nBergen   10:40\nOslo   12:10\nBergen   14:20",
        "9:00 AM  Doors\nAna  9:10\nBen  9:20\nAna  9:30\nran well\nBen  9:40\nfell",
        "Long ago.\n" * 30 + "<salt> is dear\n<tea> is dear\n<salt> is old at 9:30",
        "John 3:16\nFor so it was.\n\nJohn 3:17\nAnd it stayed so.\n\nJohn 3:18\nTo the end.",
    ],
)
def test_times_that_are_no_messages_stay(text: str) -> None:
    times = [part for part in text.split() if part[0].isdigit()]
    assert all(any(part in said for said in read(text)) for part in times)


def test_a_message_over_several_lines_is_one() -> None:
    text = (
        "[09:15] Ana: bread\nand cheese\n[09:16] Ben: salt\n[09:17] Ana: yes\n\nSaved by the farm."
    )
    assert read(text) == ["Ana: bread and cheese", "Ben: salt", "Ana: yes", "Saved by the farm."]


def test_what_stands_apart_between_messages_is_a_paragraph() -> None:
    text = "[09:15] Ana: bread\n\nThey ate.\n[09:16] Ben: salt\n[09:17] Ana: yes"
    assert read(text) == ["Ana: bread", "They ate.", "Ben: salt", "Ana: yes"]


def test_what_the_program_reports_has_no_time() -> None:
    text = (
        "10:30 -!- ben has come\n10:31 <ana> hey\n10:31 <ben> hi\n10:32 <ana> ready?\n* ben nods\n"
    )
    assert read(text) == ["ben has come", "ana: hey", "ben: hi", "ana: ready?", "ben nods"]


def test_attachments_and_times_are_left_out_with_a_word() -> None:
    text = "\n".join(
        [
            "12/03/2026, 09:14 - Ana created group 'Salt'",
            "12/03/2026, 09:15 - Ana: <Media omitted>",
            "12/03/2026, 09:16 - Ben: IMG-20260312-WA0001.jpg (file attached)",
            "12/03/2026, 09:17 - Ana: fine.jpg is what I wanted",
        ]
    )
    document = parse_document(text.encode(), "text")
    assert [block.text for block in document.blocks] == [
        "Ana created group 'Salt'",
        "Ana: fine.jpg is what I wanted",
    ]
    assert [(one.what, one.line) for one in document.omissions] == [
        ("times of messages", 2),
        ("attachment", 2),
        ("attachment", 3),
    ]


@pytest.mark.parametrize("line", ["[10:31] Ana: hm\n", "<ana> hm\n", "Ana  10:31\n", "[", "Ana  "])
def test_a_heap_of_messages_takes_linear_time(line: str) -> None:
    assert_linear(lambda size: read("Salt.\n" + line * (size // len(line))), 200_000)
