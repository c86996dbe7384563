"""One try to deliver a message: to a public address, without redirects, within seconds."""

import ipaddress
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3

from producer.documents.web.addresses import Network, may_contact
from producer.documents.web.connections import CarefulPool, RefusedAddress
from voicefarm.errors import BadInput, BadSetting
from voicefarm.settings import Settings

TIMEOUT_S = 20.0
LONGEST_URL = 2048
MOST_RETRY_AFTER_S = 86_400


@dataclass(frozen=True, slots=True)
class Try:
    """What became of one try."""

    at: float
    """Unix time."""
    status: int
    """Of the answer; 0 for none."""
    error: str = ""
    retry_after_s: float = 0.0
    """How long the receiver asked to wait."""

    @property
    def is_delivered(self) -> bool:
        """Whether it was accepted."""
        return 200 <= self.status < 300

    @property
    def is_final(self) -> bool:
        """Whether the receiver wants nothing more: 410, Gone."""
        return self.is_delivered or self.status == 410


class _Sending(CarefulPool):
    """Sends with the care of downloads."""

    def post(self, url: str, headers: dict[str, str], body: bytes) -> urllib3.BaseHTTPResponse:
        timeout = urllib3.Timeout(connect=TIMEOUT_S, read=TIMEOUT_S)
        return self._pool.request(
            "POST",
            url,
            headers=headers,
            body=body,
            preload_content=False,
            redirect=False,
            retries=False,
            timeout=timeout,
        )


def checked_url(url: object, settings: Settings) -> str:
    """An address to which messages may be sent, as far as its text says. Raises BadInput."""
    if not isinstance(url, str) or len(url) > LONGEST_URL or not url.isascii():
        raise BadInput("give an address such as https://example.com/hook.", field="webhook")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    plain = parts.scheme in ("http", "https") and host and "@" not in parts.netloc
    if not plain or any(sign <= " " for sign in url):
        raise BadInput("give an address such as https://example.com/hook.", field="webhook")
    if _is_number(host) and not may_contact(host, networks_of(settings)):
        raise BadInput(
            f"'{host}' is not a public address; the setting 'webhook_networks' may allow it.",
            field="webhook",
        )
    return url


def networks_of(settings: Settings) -> tuple[Network, ...]:
    """The private networks that messages may go to. Raises BadSetting."""
    try:
        return tuple(ipaddress.ip_network(name) for name in settings.webhook_networks)
    except ValueError as error:
        raise BadSetting(
            f"Setting 'webhook_networks': {error}; write a network as 10.0.0.0/8."
        ) from error


def deliver(
    url: str, headers: dict[str, str], body: bytes, networks: Sequence[Network] = ()
) -> Try:
    """Send a message once; an error is a part of the answer."""
    now = time.time()
    sent = {"Content-Type": "application/json", "User-Agent": "voicefarm", **headers}
    try:
        with (sending := _Sending(networks, TIMEOUT_S)):
            answer = sending.post(url, sent, body)
            try:
                return Try(now, answer.status, _words(answer.status), _retry_after_s(answer))
            finally:
                answer.close()
    except RefusedAddress as refused:
        return Try(now, 0, f"the name leads to {refused}, which is not a public address")
    except (urllib3.exceptions.HTTPError, OSError, UnicodeError, ValueError) as error:
        return Try(now, 0, f"no answer ({type(error).__name__})")


def _words(status: int) -> str:
    if 200 <= status < 300:
        return ""
    return "redirects aren't followed" if 300 <= status < 400 else f"answered {status}"


def _retry_after_s(answer: urllib3.BaseHTTPResponse) -> float:
    wanted = answer.headers.get("Retry-After", "")
    return min(float(wanted), MOST_RETRY_AFTER_S) if wanted.isdigit() else 0.0


def _is_number(host: str) -> bool:
    """Whether a host is an address, also one in a spelling that only systems' resolvers know."""
    return ":" in host or host.replace(".", "").isdigit() or host.lower().startswith("0x")
