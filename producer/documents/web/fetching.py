"""An address as an input argument: recognized, and fetched by the rules of the settings."""

import ipaddress

from producer.documents.limits import DocumentLimits
from producer.documents.web.addresses import Network
from producer.documents.web.download import Answer, FetchRules, download
from voicefarm.errors import BadSetting
from voicefarm.settings import Settings


def is_address(text: str) -> bool:
    """Whether an input argument is an address of the web and no file."""
    return text.lower().startswith(("http://", "https://"))


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
