"""E-mails: the new text of each is read; older messages, heads and signatures are left out."""

import html
from email.message import EmailMessage

import pytest

from producer.documents.asides.findings import Findings
from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.documents.html.trees import page_tree
from producer.documents.mail.new_text import take_off_old_text
from producer.documents.mail.quotations import Relation
from producer.documents.policies import USUAL_POLICIES
from tests.kit.cpu_time import assert_linear

ATTRIBUTIONS = [
    "On Mon, Nov 3, 2025 at 10:15 AM Ana Le <ana@example.org> wrote:",
    "Am Mo., 3. Nov. 2025 um 10:15 Uhr schrieb Ana Le <ana@example.org>:",
    "Ana Le schrieb am 03.11.2025 um 10:15:",
    "Le lun. 3 nov. 2025 à 10:15, Ana Le <ana@example.org> a écrit :",
    "El lun, 3 nov 2025 a las 10:15, Ana Le (<ana@example.org>) escribió:",
    "Vào Th 2, 3 thg 11, 2025 vào lúc 10:15 Ana Le <ana@example.org> đã viết:",
]
HEADS = [
    "From: Ana\nSent: Monday, 3 November 2025 10:15\nTo: Ben\nSubject: Salt",
    "-----Original Message-----\nFrom: Ana\nDate: Monday\nTo: a@b.org;\n c@d.org\nSubject: Salt",
    "*Von:* Ana\n*Gesendet:* Montag\n*An:* Ben\n*Betreff:* Salz",
    "________________________________\nDe : Ana\nEnvoyé : lundi\nÀ : Ben\nObjet : Sel",
    "De: Ana\nEnviado: lunes\nPara: Ben\nAsunto: Sal",
    "Từ: Ana\nĐã gửi: Thứ Hai\nĐến: Ben\nChủ đề: Muối",
]
FORWARDS = [
    "---------- Forwarded message ---------\n",
    "-------- Weitergeleitete Nachricht --------\n",
    "---------- Message transféré ---------\n",
    "Inicio del mensaje reenviado:\n\n",
    "---------- Thư được chuyển tiếp ---------\n",
]


def read(subject: str, text: str, *, is_page: bool = False, refers: bool = False) -> Document:
    message = EmailMessage()
    message["Subject"] = subject
    if refers:
        message["In-Reply-To"] = "<1@example.org>"
    message.set_content(text, subtype="html" if is_page else "plain")
    return parse_document(message.as_bytes(), "mail")


def said(document: Document) -> list[str]:
    return [block.text for block in document.blocks][1:]


def left_out(document: Document) -> list[str]:
    return [one.what for one in document.omissions]


def page(text: str) -> str:
    return "".join(f"<div>{html.escape(line)}<br></div>" for line in text.split("\n"))


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_a_quotation_is_left_out_with_the_line_above_it(attribution: str) -> None:
    wrapped = attribution.replace(" Le <", " Le\n<")
    plain = read("Salt", f"Yes, it is.\nIt was.\n\n{wrapped}\n> Is it?\n>\n> Ana\n", refers=True)
    assert said(plain) == ["Yes, it is. It was."]
    assert left_out(plain) == ["quoted message"]
    quotation = f"<div>{html.escape(attribution)}</div><blockquote>Is it?</blockquote>"
    marked = read("Salt", f"<p>Yes.</p>{quotation}<p>And no.</p>", is_page=True)
    assert said(marked) == ["Yes.", "And no."]
    assert left_out(marked) == ["quoted message"]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("subject", ["Re: Salt", "AW: Salz", "[sea] RE[2]: Salt", "TL: Muối"])
def test_below_an_answer_all_that_a_head_begins_is_left_out(head: str, subject: str) -> None:
    text = f"Yes.\n\n{head}\n\nIs it dear?\n\nAna"
    for document in (read(subject, text), read(subject, page(text), is_page=True)):
        assert said(document) == ["Yes."]
        assert left_out(document) == ["quoted message"]


@pytest.mark.parametrize("mark", [*FORWARDS, ""])
def test_a_message_that_is_passed_on_is_read_without_its_head(mark: str) -> None:
    text = f"{mark}{HEADS[0]}\n\nIt is dear.\n\nLi wrote on 1/2/2025:\n> Is it?\n"
    for subject in ("Fwd: Salt", "WG: Salz", "TR: Sel", "RV: Sal", "Salt"):
        document = read(subject, f"Look.\n\n{text}")
        assert said(document)[:2] == ["Look.", "It is dear."]
        assert said(document)[-1] == "Is it?"
        assert left_out(document) == ["head of a message"]
    assert said(read("Fwd: Salt", text))[0] == "It is dear."
    quoted = f"<blockquote type='cite'>{page(text)}</blockquote>"
    assert said(read("Fwd: Salt", quoted, is_page=True))[0] == "It is dear."


@pytest.mark.parametrize(
    ("subject", "text", "read_as"),
    [
        ("Re: Salt", "> Is it?\n\nYes.\n\n> And tea?\n> Hm?\n\nNo.", ["Yes.", "No."]),
        ("Re: Salt", f"Yes.\n\n{ATTRIBUTIONS[0]}\n\nIs it?", ["Yes."]),
        ("Re: Salt", f"> Is it?\n\nYes.\n\n> {FORWARDS[0]}> Hm.", ["Yes."]),
        ("Re: Salt", "Yes.\n-- \nBen\n\n> Is it?\n> -- \n> Ana", ["Yes."]),
        ("Salt", "Yes.\n\n-- \nBen Le\nQuay 1\n-- \nYou are on the list.", ["Yes."]),
        ("Salt", "Yes.\n--\nBen Le", ["Yes."]),
        ("Fwd: Salt", f"Look.\n-- \nBen\n\n{FORWARDS[0]}Dear.\n-- \nAna", ["Look.", "Dear."]),
    ],
)
def test_the_new_text_alone_is_read(subject: str, text: str, read_as: list[str]) -> None:
    assert said(read(subject, text)) == read_as


@pytest.mark.parametrize(
    ("subject", "text", "read_as"),
    [
        ("Notes", "Thoreau wrote:\n\n> Men lead lives.", ["Thoreau wrote:", "Men lead lives."]),
        ("Notes", "> Men lead lives.\n\nYes.", ["Men lead lives.", "Yes."]),
        ("Re: Salt", "> Is it dear?", ["Is it dear?"]),
        ("Re: Salt", f"{HEADS[0]}\n\nIs it? Yes.", ["Is it? Yes."]),
        ("Re: Salt", "We were\n>50 people.", ["We were >50 people."]),
        ("Re: Salt", "From: the market\nTo: the quay", ["From: the market", "To: the quay"]),
        ("Re: Salt", "Ana wrote:\n\nYes.", ["Ana wrote:", "Yes."]),
        ("News", "One.\n--\nTwo.\n--\nThree.", ["One.", "Two.", "Three."]),
        ("News", "Salt.\n\n-- \n" + "Salt.\n\n" * 16, ["Salt."] * 17),
        ("Salt", "-- \nBen", ["Ben"]),
        ("Salt", "The bell -- a loud one -- rings.", ["The bell -- a loud one -- rings."]),
    ],
)
def test_what_only_looks_old_is_read(subject: str, text: str, read_as: list[str]) -> None:
    document = read(subject, text)
    assert said(document) == read_as
    assert not {"quoted message", "signature"}.intersection(left_out(document))


def test_signatures_that_programs_mark_in_a_page_are_left_out() -> None:
    for mark in (
        "<p>-- <br>Ben Le</p>",
        "<div>--&nbsp;</div><div>Ben Le<br>Quay 1</div>",
        "<div class='gmail_signature'>Ben Le</div>",
        "<pre class='moz-signature'>-- \nBen Le</pre>",
        "<div id='Signature'><table><tr><td>Ben</td><td>Le</td></tr></table></div>",
    ):
        document = read("Salt", f"<p>It is dear.</p>{mark}", is_page=True)
        assert said(document) == ["It is dear."]
        assert left_out(document) == ["signature"]
    whole = read("Salt", "<div class='gmail_signature'>Ben Le</div>", is_page=True)
    assert said(whole) == ["Ben Le"]


def test_an_authors_quotation_in_a_page_is_read() -> None:
    text = "<p>She sings:</p><blockquote>O salt.</blockquote><p>I like it.</p>"
    assert said(read("Re: Salt", text, is_page=True)) == ["She sings:", "O salt.", "I like it."]


def test_each_message_of_a_digest_in_plain_text_is_judged_by_itself() -> None:
    rule, message = "-" * 30, "Date: Mon\nFrom: Ana\nSubject: {}Salt\n\n{}\n\n"
    text = (
        f"Today: salt.\n\n{'-' * 70}\n\n{message.format('', 'It is dear.')}-- \nAna\n\n{rule}\n\n"
        f"Message: 2\n{message.format('Re: ', 'No.')}> It is dear.\n\n{rule}\n\nEnd of it\n"
    )
    document = read("Sea Digest, Vol 3", text)
    words = " ".join(said(document))
    assert [words.count(one) for one in ("Today: salt.", "It is dear.", "End of it")] == [1, 1, 1]
    assert [words.count(one) for one in ("Re: Salt", "No.")] == [1, 1]
    assert left_out(document).count("quoted message") == 1
    assert left_out(document).count("signature") == 1


@pytest.mark.parametrize(
    "heap", [">", "> a\n", "a:\n", "-- \n", "From: a\n", "\n", "On 1 ", "On 1\n", "a wrote:\n"]
)
def test_a_heap_of_marks_takes_linear_time(heap: str) -> None:
    text = "Yes.\n\n{}\n\nNo.\n"
    assert_linear(
        lambda size: read("Re: a", text.format(heap * (size // len(heap))), refers=True), 100_000
    )


@pytest.mark.parametrize("heap", ["<br>a:", "<p>-- </p>", "<blockquote type=cite>a</blockquote>"])
def test_a_heap_of_tags_takes_linear_time(heap: str) -> None:
    def take_off(size: int) -> None:
        root = page_tree(f"<p>Yes.</p>{heap * (size // len(heap))}".encode(), "heap")
        take_off_old_text(root, Relation.ANSWER, Findings(policies=USUAL_POLICIES, guess=str))

    assert_linear(take_off, 200_000)
