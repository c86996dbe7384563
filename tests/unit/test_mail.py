"""E-mails and saved pages: the text that is read of them, and what is said of the rest."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from producer.documents.formats import parse_document, read_document
from tests.kit.cpu_time import assert_linear
from voicefarm.errors import NothingToSay, UnreadableDocument

PAGE = (
    "<html><head><title>Salt</title></head><body><p>Dear Ben,</p><p>Salt is dear.</p>"
    "<p>Yours, Ána</p><p style='display:none'>preview</p></body></html>"
)


def mail(subject: str = "Sält") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ána Le <ana@example.org>"
    message["Date"] = "Fri, 16 Dec 2022 17:04:16 -0500"
    message["Subject"] = subject
    return message


def texts(data: bytes) -> list[str]:
    return [block.text for block in parse_document(data, "mail").blocks]


def test_the_subject_is_a_heading_and_the_page_is_read_rather_than_the_plain_text() -> None:
    message = mail()
    message.set_content("See https://example.org/view?id=1 in a browser.")
    message.add_alternative(PAGE, subtype="html", cte="quoted-printable")
    message.add_attachment(b"\0\1", maintype="image", subtype="png", filename="salt.png")
    document = parse_document(message.as_bytes(), "mail")
    assert [block.text for block in document.blocks] == [
        "Sält",
        "Dear Ben,",
        "Salt is dear.",
        "Yours, Ána",
    ]
    assert (document.title, document.author, document.date) == ("Sält", "Ána Le", "2022-12-16")
    assert [(one.what, one.text) for one in document.omissions] == [
        ("hidden text", "preview"),
        ("attachment", "salt.png"),
    ]


@pytest.mark.parametrize("transfer", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_a_plain_text_is_read_by_its_layout(transfer: str, charset: str) -> None:
    message = mail("")
    message.set_content("Hi Ben,\n\nthe bád\nroad is long.\n", cte=transfer, charset=charset)
    assert texts(message.as_bytes()) == ["Hi Ben,", "the bád road is long."]


def test_a_charset_that_is_not_known_is_read_as_best_it_can_be() -> None:
    assert texts(b"Content-Type: text/plain; charset=x-odd\n\nSalt is d\xe9ar.\n") == [
        "Salt is déar."
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_that_an_editor_saved_anew_is_read(encoding: str) -> None:
    message = mail("Salt")
    message.set_content("It is dear.")
    assert texts(message.as_string().encode(encoding)) == ["Salt", "It is dear."]


def test_an_attached_e_mail_is_not_read() -> None:
    inner, outer = mail("Old"), mail("New")
    inner.set_content("Years ago.")
    outer.set_content("Today.")
    outer.add_attachment(inner, filename="old.eml")
    assert texts(outer.as_bytes()) == ["New", "Today."]


def test_a_saved_page_is_read_as_a_page(tmp_path: Path) -> None:
    path = tmp_path / "salt.mhtml"
    path.write_text(
        "From: <Saved by Blink>\nSubject: Salt - a site\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--B"\n\n'
        "----B\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
        "<html><title>Salt</title><nav><a href=3D'/'>Home</a></nav><main><h1>Salt</h1>"
        "<p>It was carried over the moun=\ntains, and it was dear to all.</p></main></html>\n"
        "----B\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0K\n----B--\n"
    )
    document = read_document(path)
    assert [block.text for block in document.blocks] == [
        "Salt",
        "It was carried over the mountains, and it was dear to all.",
    ]
    assert (document.title, document.author) == ("Salt", "")


def test_what_holds_no_text_is_refused_with_a_remedy() -> None:
    message = mail()
    message.add_attachment(b"\0\1", maintype="image", subtype="png", filename="salt.png")
    with pytest.raises(NothingToSay, match="without a text; give its attachments themselves"):
        parse_document(message.as_bytes(), "mail")
    secret = b'Content-Type: multipart/encrypted; boundary="b"\n\n--b\n\nVersion: 1\n--b--\n'
    with pytest.raises(UnreadableDocument, match="encrypted e-mail; save it decrypted first"):
        parse_document(secret, "mail")


@pytest.mark.parametrize(
    "line", ["--b\n", "--b\nContent-Type: text/plain\n\na\n", "X: y\n", "a\n", "=", "=\n"]
)
def test_a_heap_of_parts_takes_linear_time(line: str) -> None:
    head = b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nSalt.\n'
    assert_linear(
        lambda size: parse_document(head + line.encode() * (size // len(line)), "mail"), 100_000
    )


def test_parts_in_parts_in_parts_are_refused_or_read() -> None:
    head = "".join(
        f'Content-Type: multipart/mixed; boundary="b{depth}"\n\n--b{depth}\n'
        for depth in range(3000)
    )
    with pytest.raises(UnreadableDocument, match="nests too many parts"):
        parse_document(head.encode() + b"\nSalt.\n", "mail")


DIGEST = """\
From: list@example.org
Subject: Tides
Content-Type: multipart/mixed; boundary="aa"

--aa

Two messages this week.

--aa
Content-Type: multipart/{kind}; boundary="bb"

--bb
{head}
Subject: The harbour

The harbour is old.

--bb
{head}
Subject: A picture
Content-Type: image/png

--bb--
--aa--
"""


def test_the_messages_of_a_digest_are_read_below_its_subject() -> None:
    document = parse_document(DIGEST.format(kind="digest", head="").encode(), "mail")
    assert [(block.level, block.text) for block in document.blocks] == [
        (1, "Tides"),
        (0, "Two messages this week."),
        (2, "The harbour"),
        (0, "The harbour is old."),
        (2, "A picture"),
    ]
    assert document.omissions == ()


def test_a_digest_without_words_of_its_own_is_read() -> None:
    data = DIGEST.format(kind="digest", head="").replace("Two messages this week.", "").encode()
    assert texts(data) == ["Tides", "The harbour", "The harbour is old.", "A picture"]


def test_messages_that_an_email_encloses_otherwise_are_listed() -> None:
    data = DIGEST.format(kind="mixed", head="Content-Type: message/rfc822\n").encode()
    document = parse_document(data, "mail")
    assert [block.text for block in document.blocks] == ["Tides", "Two messages this week."]
    assert [(one.what, one.text) for one in document.omissions] == [
        ("attachment", "The harbour"),
        ("attachment", "A picture"),
    ]
