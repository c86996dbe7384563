"""Signatures by Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, versions `v1`.

Each tenant has a secret of its own, derived from that of the farm. So nobody can forge a message
to somebody of another tenant.
"""

import base64
import binascii
import hashlib
import hmac

from voicefarm.errors import BadSetting
from voicefarm.settings import Settings

PREFIX = "whsec_"
SECRET_BYTES = (24, 64)


def secret_of(settings: Settings, tenant: str) -> str | None:
    """The tenant's secret, `whsec_…`; None if the farm has none. Raises BadSetting."""
    if settings.webhook_secret is None:
        return None
    try:
        farm = base64.b64decode(settings.webhook_secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        farm = b""
    if not SECRET_BYTES[0] <= len(farm) <= SECRET_BYTES[1]:
        raise BadSetting(
            f"Setting 'webhook_secret': give {PREFIX} and {SECRET_BYTES[0]} to {SECRET_BYTES[1]} "
            "random bytes in base64."
        )
    own = hmac.new(farm, tenant.encode(), hashlib.sha256).digest()
    return PREFIX + base64.b64encode(own).decode()


def signed_headers(secret: str, message: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of a message with this id, sent at this Unix time."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    content = f"{message}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }
