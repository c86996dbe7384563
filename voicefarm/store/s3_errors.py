"""The errors of S3 and botocore as voicefarm's sentences; no other file knows them."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from botocore import exceptions as boto
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from voicefarm.addresses.encryption import NO_TLS, answers_plainly, speaks_tls
from voicefarm.errors import (
    BadSetting,
    ObjectMissing,
    StoreRefuses,
    StoreUnreachable,
    VoicefarmError,
)
from voicefarm.wording.certificates import certificate_fault
from voicefarm.wording.paths import shown

ABSENT = {"NoSuchKey", "404", "NotFound"}
REFUSED = {
    "401",
    "403",
    "AccessDenied",
    "AccountProblem",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "InvalidToken",
    "SignatureDoesNotMatch",
    "Unauthorized",
}
ELSEWHERE = {
    "301",
    "AuthorizationHeaderMalformed",
    "IllegalLocationConstraintException",
    "PermanentRedirect",
}
UNKNOWN = {"NotImplemented", "MethodNotAllowed", "501", "405"}
"""The provider doesn't know the operation, or not in this way."""
FULL = {
    "507",
    "InsufficientStorage",
    "InsufficientStorageSpace",
    "QuotaExceeded",
    "StorageFull",
    "XMinioAdminBucketQuotaExceeded",
    "XMinioStorageFull",
}
VIRTUAL_HOST = {"SecondLevelDomainForbidden", "PathStyleDomainForbidden"}
TOO_LARGE = {"413", "EntityTooLarge"}
LASTING = {"NoSuchBucket", "RequestTimeTooSkewed"}
"""Further errors that don't pass."""
KINDS = (LASTING, ABSENT, ELSEWHERE, UNKNOWN, FULL, TOO_LARGE, VIRTUAL_HOST)
MAY_PASS = {400, 404, 408, 409, 412, 416, 423, 425, 429}
"""Statuses of 3xx and 4xx after which the same request may be served later."""
TOKENS = re.compile(r"(?i)token")
"""Providers name an ended session token in their own ways, some with the status 400."""
STALE = REFUSED - {"401", "403", "AccessDenied", "AccountProblem"}
"""The key was good once, or will be: another may lie where this one came from."""
STALE_NAME = re.compile(r"(?i)token|expired")
"""The same in the words of other providers, such as SecurityTokenExpired."""
PERMISSIONS = {
    "ListObjectsV2": "s3:ListBucket",
    "HeadObject": "s3:GetObject",
    "CreateMultipartUpload": "s3:PutObject",
    "UploadPart": "s3:PutObject",
    "CompleteMultipartUpload": "s3:PutObject",
    "ListMultipartUploads": "s3:ListBucketMultipartUploads",
}
"""What allows an operation, where it isn't named after it."""
TRUST = (
    "VOICEFARM_S3_ENDPOINT_URL",
    "name the file of its authority in the variable AWS_CA_BUNDLE",
)
"""The setting that names the server, and how it has its certificate trusted."""
SECRETS = re.compile(
    r"(?i)(signature|credential|token|authorization|accesskeyid|secret)[=:]\S+"
    r"|\b(AKIA|ASIA)[A-Z0-9]{8,}|[A-Za-z0-9+/=_%-]{32,}"
)
"""What a provider's text may repeat of a request, and nobody should read in a log."""
NO_CREDENTIALS = (
    boto.NoCredentialsError,
    boto.PartialCredentialsError,
    boto.CredentialRetrievalError,
    boto.TokenRetrievalError,
    boto.UnauthorizedSSOTokenError,
    boto.ProfileNotFound,
)


NO_S3 = (boto.ConnectionClosedError, boto.ReadTimeoutError, boto.SSLError)
"""What comes of a server that is there and speaks otherwise."""


@dataclass(frozen=True)
class S3Address:
    """What an error message names: the bucket, and the endpoint that should have it."""

    bucket: str
    endpoint: str
    stale: threading.Event = field(default_factory=threading.Event, compare=False)
    """Set when a key was refused that may have been replaced meanwhile."""

    @contextmanager
    def usable(self) -> Iterator[None]:
        """Turn botocore's complaint about an address or its own settings into BadSetting."""
        try:
            yield
        except NO_CREDENTIALS:
            raise
        except BotoCoreError as error:
            raise BadSetting(
                f"boto3 can't be set up ({plain(error)}); correct VOICEFARM_S3_REGION, the"
                " variables AWS_…, or ~/.aws/config."
            ) from error
        except ValueError as error:
            raise BadSetting(
                f"S3 endpoint {shown(self.endpoint)} can't be used; write http://host:port. A"
                " host's name has no '_'."
            ) from error

    def refuse_redis(self, caught_exception: Exception | None = None, **_: Any) -> None:
        """Raise StoreUnreachable if a Redis answers: botocore asks this before it tries again."""
        url = urlsplit(self.endpoint)
        if isinstance(caught_exception, NO_S3) and url.port:  # noqa: SIM102
            if answers_plainly(url.hostname or "", url.port):
                raise StoreUnreachable(
                    f"A Redis answers at {self.endpoint}, and not S3; correct"
                    " VOICEFARM_S3_ENDPOINT_URL."
                )

    @contextmanager
    def translated(self, name: str = "") -> Iterator[None]:
        """Turn errors of the block into StoreUnreachable, or ObjectMissing about `name`."""
        try:
            yield
        except ClientError as error:
            raise self._answered(error, name) from error
        except NO_CREDENTIALS as error:
            raise StoreRefuses(
                f"No usable S3 credentials were found ({plain(error)}); set AWS_ACCESS_KEY_ID and"
                " AWS_SECRET_ACCESS_KEY, or another source that boto3 reads. If a metadata service"
                " is slow, set AWS_METADATA_SERVICE_TIMEOUT to more seconds."
            ) from error
        except (BotoCoreError, HTTPError) as error:
            raise StoreUnreachable(
                self._encryption_fault(error)
                or f"The S3 endpoint {self.endpoint} does not answer ({plain(error)}); check that"
                " it runs and that VOICEFARM_S3_ENDPOINT_URL names it."
            ) from error

    def _encryption_fault(self, error: Exception) -> str:
        """What keeps a TLS connection from being made; empty if it is something else."""
        if NO_TLS in str(error):
            return (
                f"{self.endpoint} speaks no TLS; write http:// in VOICEFARM_S3_ENDPOINT_URL, or"
                " switch TLS on there."
            )
        if isinstance(error, boto.ConnectionClosedError) and self._wants_tls():
            return self._tls_wanted
        return certificate_fault(error, self.endpoint, *TRUST)

    def _wants_tls(self) -> bool:
        """Whether the endpoint's address is one without TLS, and its server speaks it."""
        url = urlsplit(self.endpoint)
        return url.scheme == "http" and speaks_tls(url.hostname or "", url.port or 80)

    @property
    def _tls_wanted(self) -> str:
        return f"{self.endpoint} speaks TLS; write https:// in VOICEFARM_S3_ENDPOINT_URL."

    def _answered(self, error: ClientError, name: str) -> VoicefarmError:
        """Return the error for a request that the server answered with a refusal."""
        code = error.response.get("Error", {}).get("Code", "")
        if code in {"NoSuchUpload", *ABSENT} and name:
            return ObjectMissing(f"'{name}' is not in the store; check its name, or make it again.")
        refused = _refuses_the_key(code, error)
        if code in STALE or (refused and STALE_NAME.search(code)):
            self.stale.set()
        known = any(code in kind for kind in KINDS)
        if code == "400" and self._wants_tls():  # of no S3 server, but of what is before it
            return StoreUnreachable(self._tls_wanted)
        lasting = refused or known or _is_lasting(_status(error))
        return (StoreRefuses if lasting else StoreUnreachable)(self._sentence(code, error))

    def _sentence(self, code: str, error: ClientError) -> str:
        operation = error.operation_name
        if code in {"NoSuchBucket", *ABSENT}:
            return (
                f"Bucket '{self.bucket}' does not exist at {self.endpoint}; create it, or"
                " correct VOICEFARM_STORE."
            )
        if _refuses_the_key(code, error):
            return (
                f"{self.endpoint} refuses the key for bucket '{self.bucket}' ({code} at"
                f" {operation}); check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and that the key"
                f" has the permission {PERMISSIONS.get(operation, 's3:' + operation)}."
            )
        if code in UNKNOWN:
            return (
                f"{self.endpoint} doesn't serve {operation} as it was asked for ({code}); see the"
                " table of providers in docs/operations.md, such as VOICEFARM_S3_CHECKSUMS=never."
            )
        if code in FULL:
            return f"Bucket '{self.bucket}' at {self.endpoint} is full ({code}); make room there."
        if code in TOO_LARGE:
            return (
                f"{self.endpoint} refuses a request as too large ({code} at {operation}); have it,"
                " and a proxy before it, take 8 MiB at least."
            )
        if code in VIRTUAL_HOST:
            return (
                f"{self.endpoint} wants the bucket in the host's name ({code}); set"
                " VOICEFARM_S3_ADDRESSING=virtual."
            )
        if code in ELSEWHERE:
            return (
                f"Bucket '{self.bucket}' is not in the region that was given; set"
                " VOICEFARM_S3_REGION to the bucket's."
            )
        if 300 <= _status(error) < 400:
            return (
                f"{self.endpoint} sends requests elsewhere ({code} at {operation}); correct"
                " VOICEFARM_S3_ENDPOINT_URL, such as http:// to https://."
            )
        if code == "RequestTimeTooSkewed":
            return f"This machine's clock differs from {self.endpoint}'s; set the clock."
        return (
            f"{self.endpoint} could not serve bucket '{self.bucket}' ({plain(error)}); look into"
            " the server's log, or try again."
        )


def _status(error: ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)


def _is_lasting(status: int) -> bool:
    return 300 <= status < 500 and status not in MAY_PASS


def _refuses_the_key(code: str, error: ClientError) -> bool:
    """By the code, or where a provider has one of its own, by the status."""
    if code in REFUSED:
        return True
    other = any(code in kind for kind in KINDS)
    return not other and (_status(error) in (401, 403) or bool(TOKENS.search(code)))


def plain(error: Exception) -> str:
    """What an error says, without keys and signatures."""
    return SECRETS.sub("…", str(error))
