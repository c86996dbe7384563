"""The answer of an address: a document's bytes, within limits of size and time.

Only http and https are asked, on any port, without names and passwords in the address. Redirects
are followed a few times, each with the same checks.
"""

from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import urllib3

from producer.documents.decoding import media_type_of
from producer.documents.limits import DocumentLimits
from producer.documents.web.addresses import Network
from producer.documents.web.connections import CarefulPool, RefusedAddress
from voicefarm.errors import UnreadableDocument

MOST_REDIRECTS = 8
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, *range(500, 600)})
"""What a server answers that may answer otherwise later."""
_PIECE = 65_536
_LONGEST_ADDRESS = 8192
_HEADERS = {
    "User-Agent": "voicefarm (text to speech; reads one page for one listener)",
    "Accept": "text/html, application/xhtml+xml, */*;q=0.8",
    "Accept-Encoding": "gzip, deflate",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered."""

    data: bytes
    url: str
    """The address behind all redirects."""
    media_type: str
    charset: str | None

    @property
    def path(self) -> str:
        """Of the address."""
        return urlsplit(self.url).path

    def text(self, format: str) -> bytes:
        """The bytes for a reader of `format`, in UTF-8 if the server named another encoding."""
        if not self.charset or self.media_type.partition("/")[0] != "text":
            return self.data
        try:
            return b"\xef\xbb\xbf" + self.data.decode(self.charset, "replace").encode()
        except LookupError:
            return self.data


@dataclass(frozen=True, slots=True)
class FetchRules:
    """Where a download may lead, and how long it may take."""

    networks: tuple[Network, ...] = ()
    """Private networks that may be asked all the same."""
    timeout_s: float = 30.0
    """For all of it."""


def download(url: str, rules: FetchRules, limits: DocumentLimits) -> Answer:
    """Fetch a document. Raises UnreadableDocument with what to do."""
    with CarefulPool(rules.networks, rules.timeout_s) as pool:
        for _ in range(MOST_REDIRECTS + 1):
            url = _checked(url)
            answer = _ask(pool, url)
            try:
                target = answer.headers.get("Location")
                if answer.status not in _REDIRECTS or not target:
                    return _read(answer, url, pool, limits)
                url = urljoin(url, target)
            finally:
                answer.close()
    raise UnreadableDocument(f"{_short(url)} is behind too many redirects; give its last address.")


def _checked(url: str) -> str:
    """The address in ASCII, without its fragment. Raises UnreadableDocument."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        name = host.encode("idna").decode() if not host.isascii() else host
    except ValueError as error:
        raise _malformed(url) from error
    if parts.scheme not in ("http", "https") or not name or len(url) > _LONGEST_ADDRESS:
        raise _malformed(url)
    if parts.username is not None or parts.password is not None:
        raise UnreadableDocument(
            f"The address of {_short(name)} has a name or password in it; save the page as a file "
            "and give that."
        )
    place = f"[{name}]" if ":" in name else name
    if port is not None:
        place = f"{place}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((parts.scheme, place, path, query, ""))


def _ask(pool: CarefulPool, url: str) -> urllib3.response.BaseHTTPResponse:
    try:
        return pool.get(url, _HEADERS)
    except RefusedAddress as refused:
        raise UnreadableDocument(
            f"{_short(url)} leads to {refused}, which is not a public address; "
            "allow its network by the setting 'fetch_networks' if you trust it."
        ) from refused
    except (urllib3.exceptions.HTTPError, OSError, UnicodeError, ValueError) as error:
        raise _unanswered(url, error, pool) from error


def _read(
    answer: urllib3.response.BaseHTTPResponse, url: str, pool: CarefulPool, limits: DocumentLimits
) -> Answer:
    if answer.status != 200:
        later = answer.status in _PASSING
        remedy = "try again later" if later else "open it in a browser and save it"
        raise UnreadableDocument(f"{_short(url)} answers with status {answer.status}; {remedy}.")
    data = bytearray()
    try:
        # What is packed is unpacked piece by piece, so a bomb ends at the limit.
        for piece in answer.stream(_PIECE, decode_content=True):
            data += piece
            limits.check_file(len(data), _short(url))
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise _unanswered(url, error, pool) from error
    if pool.is_late:
        raise _late(url)
    media_type, charset = media_type_of(answer.headers.get("Content-Type") or "")
    return Answer(bytes(data), url, media_type, charset)


def _malformed(url: str) -> UnreadableDocument:
    return UnreadableDocument(f"{_short(url)} is not an address; write https://host/path.")


def _unanswered(url: str, error: Exception, pool: CarefulPool) -> UnreadableDocument:
    if pool.is_late or isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
        return _late(url)
    return UnreadableDocument(
        f"{_short(url)} can't be reached; check the address, or save the page as a file and give "
        "that."
    )


def _late(url: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"{_short(url)} doesn't answer in time; try again, or raise the setting 'fetch_timeout_s'."
    )


def _short(url: str) -> str:
    shown = "".join(sign for sign in url if sign.isprintable())
    return shown if len(shown) <= 100 else shown[:99] + "…"
