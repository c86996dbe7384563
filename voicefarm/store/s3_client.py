"""A boto3 client that suits the provider: AWS itself, or another that speaks S3 in its own way."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

Addressing = Literal["auto", "path", "virtual"]
Checksums = Literal["auto", "always", "never"]
EqualParts = Literal["auto", "on", "off"]
WANT_EQUAL_PARTS = (".r2.cloudflarestorage.com",)
"""Ends of the host names of providers that refuse parts of different sizes."""
METADATA = {"metadata_service_timeout": 5, "metadata_service_num_attempts": 3}
"""boto3 asks a cloud's metadata service for keys, and gives up after one second."""
METADATA_VARIABLES = ("AWS_METADATA_SERVICE_TIMEOUT", "AWS_METADATA_SERVICE_NUM_ATTEMPTS")
CHECKSUM_VARIABLE = "AWS_REQUEST_CHECKSUM_CALCULATION"


@dataclass(frozen=True, slots=True)
class S3Options:
    """How a provider wants to be spoken to."""

    endpoint_url: str | None = None
    """None for AWS."""
    region: str | None = None
    addressing: Addressing = "auto"
    """Whether the bucket is a part of the path or of the host's name. Auto is path if there is an
    endpoint: a provider's own server seldom has a host name for every bucket."""
    checksums: Checksums = "auto"
    """Whether boto3 sends a checksum of its own with each object. Over https it goes as a trailer
    (aws-chunked), which many providers refuse; auto leaves it out there."""
    equal_parts: EqualParts = "auto"
    """Whether all parts of an upload but the last must have one size; auto knows some providers."""

    @property
    def wants_equal_parts(self) -> bool:
        """What `equal_parts` comes to."""
        if self.equal_parts != "auto":
            return self.equal_parts == "on"
        host = urlsplit(self.endpoint_url or "").hostname or ""
        return host.endswith(WANT_EQUAL_PARTS)

    @property
    def addressing_style(self) -> str:
        """What `addressing` comes to, as botocore spells it."""
        if self.addressing != "auto":
            return self.addressing
        return "path" if self.endpoint_url else "auto"

    @property
    def checksum_config(self) -> dict[str, Any]:
        """What `checksums` comes to, as botocore's Config spells it."""
        if self.checksums == "auto":
            over_https = (self.endpoint_url or "").startswith("https://")
            if not over_https or CHECKSUM_VARIABLE in os.environ:
                return {}
        when = "when_supported" if self.checksums == "always" else "when_required"
        return {"request_checksum_calculation": when, "response_checksum_validation": when}


def new_client(options: S3Options) -> "S3Client":
    """A client with credentials of boto3's own chain. Raises botocore's errors, and ValueError."""
    session = boto3.session.Session()
    for (name, value), variable in zip(METADATA.items(), METADATA_VARIABLES, strict=True):
        if variable not in os.environ:
            botocore_session: Any = session._session
            botocore_session.set_config_variable(name, value)
    config: Any = Config(
        retries={"mode": "standard", "total_max_attempts": 4},
        connect_timeout=5,
        read_timeout=20,
        tcp_keepalive=True,
        max_pool_connections=64,  # more slots than a worker has
        s3=cast(Any, {"addressing_style": options.addressing_style}),
        **options.checksum_config,
    )
    return session.client(
        "s3",
        endpoint_url=options.endpoint_url,
        region_name=options.region or session.region_name or "us-east-1",
        config=config,
    )
