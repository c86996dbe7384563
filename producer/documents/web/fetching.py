"""An address as an input argument: recognized, and fetched by the rules of the settings."""

import ipaddress
import re

from producer.documents.limits import DocumentLimits
from producer.documents.web.addresses import Network
from producer.documents.web.arguments import is_address
from producer.documents.web.download import Answer, FetchRules, download
from voicefarm.errors import BadSetting, UnreadableDocument
from voicefarm.settings import Settings
from voicefarm.wording.paths import shown

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


def check_scheme(text: str) -> None:
    """Raise UnreadableDocument for an address that nothing here can fetch, such as `ftp://…`."""
    scheme = _SCHEME.match(text)
    if scheme is None or is_address(text):
        return
    if scheme[1].lower() == "file":
        remedy = f"give its path, {text[len(scheme[0]) :] or '/'}"
    elif scheme[1].lower() == "s3":
        remedy = "`voicefarm batch` reads a bucket, or copy the file here first"
    else:
        remedy = "give an http or https address, or download it first and name the file"
    raise UnreadableDocument(f"Addresses of '{scheme[1]}' aren't fetched: {shown(text)}; {remedy}.")


def fetched(url: str, settings: Settings, limits: DocumentLimits) -> Answer:
    """The answer of an address. Raises UnreadableDocument, BadSetting."""
    networks = tuple(_network(name) for name in settings.fetch_networks)
    return download(url, FetchRules(networks, settings.fetch_timeout_s), limits)


def _network(name: str) -> Network:
    try:
        return ipaddress.ip_network(name)
    except ValueError as error:
        raise BadSetting(
            f"Setting 'fetch_networks': '{name}' is not a network; write it as 10.0.0.0/8."
        ) from error
