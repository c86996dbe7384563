"""Documents behind addresses: fetched within limits, and never from where nobody may look."""

import gzip
import ipaddress
import socket
import sys
import time
from typing import Any

import pytest

from producer import api
from producer.cli import main
from producer.documents.limits import DocumentLimits
from producer.documents.policies import USUAL_POLICIES
from producer.documents.sources import read_source
from producer.documents.web.addresses import may_contact
from producer.documents.web.arguments import name_of
from producer.documents.web.download import MOST_REDIRECTS, FetchRules, download
from tests.kit.waiting import PATIENCE_S
from tests.kit.web_server import WebPage, web_server
from voicefarm.errors import BadSetting, UnreadableDocument
from voicefarm.settings import Settings

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
OPEN = FetchRules(LOOPBACK, timeout_s=PATIENCE_S)
LIMITS = DocumentLimits(file_mb=1)
SETTINGS = Settings(fetch_networks=("127.0.0.0/8",), fetch_timeout_s=PATIENCE_S)
PAGE = WebPage("<title>Salt</title><p>Phở ngon.</p>".encode())


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "169.254.1.1", "100.64.0.1", "224.0.0.1", "255.255.255.255"),
        *("198.18.0.1", "192.0.2.1", "240.0.0.1", "100.100.100.200", "168.63.129.16"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1"),
        *("2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:7f00:1::", "2001:db8::1", "localhost"),
    ],
)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not may_contact(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111"])
def test_a_public_address_may_be_asked(address: str) -> None:
    assert may_contact(address)


def test_no_setting_opens_the_metadata_of_a_cloud() -> None:
    everything = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
    assert may_contact("10.0.0.1", everything)
    assert not may_contact("169.254.169.254", everything)
    assert not may_contact("::ffff:169.254.169.254", everything)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0.0.0.0", "[::1]"),
        *("[::ffff:127.0.0.1]", "[::]", "169.254.169.254", "100.64.0.1"),
    ],
)
def test_no_spelling_of_a_private_address_is_asked(host: str) -> None:
    with web_server({"/": PAGE}) as server:
        port = server.url.rpartition(":")[2]
        with pytest.raises(UnreadableDocument, match=r"not a public address|can't be reached"):
            download(f"http://{host}:{port}/", FetchRules(timeout_s=5), LIMITS)
        assert server.asked == []


@pytest.mark.parametrize("url", ["http://user:secret@example.org/", "http://user@127.0.0.1/"])
def test_an_address_with_a_password_is_refused(url: str) -> None:
    with pytest.raises(UnreadableDocument, match="name or password"):
        download(url, OPEN, LIMITS)


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/"])
def test_a_redirect_leads_to_no_private_address(target: str) -> None:
    with (
        web_server({"/": WebPage(status=302, headers={"Location": target})}) as server,
        pytest.raises(UnreadableDocument, match="not a public address"),
    ):
        download(server.url, OPEN, LIMITS)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/"])
def test_a_redirect_leads_to_no_other_scheme(target: str) -> None:
    with (
        web_server({"/": WebPage(status=302, headers={"Location": target})}) as server,
        pytest.raises(UnreadableDocument, match="not an address"),
    ):
        download(server.url, OPEN, LIMITS)


def test_redirects_are_followed_a_few_times() -> None:
    pages = {
        "/a": WebPage(status=301, headers={"Location": "b?x=ü"}),
        "/b?x=%C3%BC": PAGE,
        "/round": WebPage(status=302, headers={"Location": "/round"}),
    }
    with web_server(pages) as server:
        assert download(f"{server.url}/a#part", OPEN, LIMITS).data == PAGE.body
        with pytest.raises(UnreadableDocument, match="too many redirects"):
            download(f"{server.url}/round", OPEN, LIMITS)
        assert server.asked.count("/round") == MOST_REDIRECTS + 1


def test_the_address_that_was_checked_is_the_one_that_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name server that answers otherwise the second time changes nothing."""
    looked_up: list[str] = []
    lookup = socket.getaddrinfo

    def rebinding(host: str, *given: Any, **named: Any) -> Any:
        looked_up.append(host)
        return lookup("127.0.0.1" if len(looked_up) == 1 else "127.9.9.9", *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with web_server({"/": PAGE}) as server:
        port = server.url.rpartition(":")[2]
        assert download(f"http://salt.example:{port}/", OPEN, LIMITS).data == PAGE.body
    assert looked_up == ["salt.example"]


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    places = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 80)) for host in ("1.1.1.1", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: places)
    with pytest.raises(UnreadableDocument, match=r"leads to 10\.0\.0\.1"):
        download("http://salt.example/", FetchRules(timeout_s=5), LIMITS)


def test_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with web_server({"/": PAGE}) as server:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        assert download(server.url, OPEN, LIMITS).data == PAGE.body


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_that_is_too_large_is_cut_off(packed: bool) -> None:
    body = bytes(40 * 2**20)
    headers = {"Content-Encoding": "gzip"} if packed else {}
    page = WebPage(gzip.compress(body) if packed else body, headers=headers)
    with (
        web_server({"/": page}) as server,
        pytest.raises(UnreadableDocument, match="document_limit_mb"),
    ):
        download(server.url, OPEN, LIMITS)


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "1000"}])
def test_an_answer_that_drips_is_ended_in_time(headers: dict[str, str]) -> None:
    page = WebPage(b"x" * 1000, drip_s=0.05, headers=headers)
    with web_server({"/": page}) as server:
        started = time.monotonic()
        with pytest.raises(UnreadableDocument, match="fetch_timeout_s"):
            download(server.url, FetchRules(LOOPBACK, timeout_s=0.5), LIMITS)
        assert time.monotonic() - started < 30  # of the 50 that it would drip


def test_a_status_that_is_no_page_is_said() -> None:
    with web_server({}) as server, pytest.raises(UnreadableDocument, match="status 404"):
        download(server.url, OPEN, LIMITS)


def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(UnreadableDocument, match="can't be reached"):
        download("http://127.0.0.1:1/", OPEN, LIMITS)


@pytest.mark.parametrize(
    ("path", "page", "text"),
    [
        ("/", PAGE, "Phở ngon."),
        ("/a.md", WebPage(b"[A](b)", "text/plain"), "A"),
        ("/a", WebPage(b"[A](b)", "text/markdown"), "A"),
        ("/a.txt", WebPage(b"[A](b)", "text/plain"), "[A](b)"),
        ("/a", WebPage(b"<p>caf\xe9</p>", "text/html; charset=iso-8859-1"), "café"),
        ("/a", WebPage(b"<p>A</p>", "application/xhtml+xml"), "A"),
    ],
)
def test_an_address_is_read_by_its_media_type(path: str, page: WebPage, text: str) -> None:
    with web_server({path: page}) as server:
        assert read_source(server.url + path, None, USUAL_POLICIES, SETTINGS).text == text


def test_a_media_type_without_a_reader_is_said() -> None:
    with (
        web_server({"/": WebPage(b"x", "video/mp4")}) as server,
        pytest.raises(UnreadableDocument, match="video/mp4"),
    ):
        read_source(server.url, None, USUAL_POLICIES, SETTINGS)


def test_a_network_that_is_none_is_said() -> None:
    with pytest.raises(BadSetting, match="'fetch_networks': 'home' is not a network"):
        read_source("http://127.0.0.1/", None, USUAL_POLICIES, Settings(fetch_networks=("home",)))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("https://example.org/a/On%20salt.html?x=1", "On salt"),
        ("https://example.org/", "example.org"),
        ("https://example.org/a%2Fb", "b"),
        ("texts/salt.md", "salt"),
    ],
)
def test_results_are_called_as_their_source(source: str, name: str) -> None:
    assert name_of(source) == name


def test_an_address_alone_is_read_from_python_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFARM_FETCH_NETWORKS", "127.0.0.0/8")
    with web_server({"/salt.html": PAGE}) as server:
        preview = api.preview(f"{server.url}/salt.html", model="espeak", language="vi")
    assert [chunk.spoken for chunk in preview.chunks] == ["Phở ngon."]
    assert preview.title == "Salt"


def test_an_address_is_a_file_argument_of_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICEFARM_FETCH_NETWORKS", "127.0.0.0/8")
    with web_server({"/salt.html": PAGE}) as server:
        arguments = ["preview", f"{server.url}/salt.html", "--model", "espeak"]
        monkeypatch.setattr(sys, "argv", ["voicefarm", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    assert ended.value.code == 0
    assert "Phở ngon." in capsys.readouterr().out
