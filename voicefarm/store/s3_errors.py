"""The errors of S3 and botocore as voicefarm's sentences; no other file knows them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from botocore import exceptions as boto
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from voicefarm.errors import ObjectMissing, StoreRefuses, StoreUnreachable, VoicefarmError

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
LASTING = {"NoSuchBucket", "RequestTimeTooSkewed", "MethodNotAllowed", "EntityTooLarge"}
"""Further errors that don't pass."""
NO_CREDENTIALS = (
    boto.NoCredentialsError,
    boto.PartialCredentialsError,
    boto.CredentialRetrievalError,
    boto.TokenRetrievalError,
    boto.UnauthorizedSSOTokenError,
    boto.ProfileNotFound,
)


@dataclass(frozen=True)
class S3Address:
    """What an error message names: the bucket, and the endpoint that should have it."""

    bucket: str
    endpoint: str

    @contextmanager
    def translated(self, name: str = "") -> Iterator[None]:
        """Turn errors of the block into StoreUnreachable, or ObjectMissing about `name`."""
        try:
            yield
        except ClientError as error:
            raise self._answered(error, name) from error
        except NO_CREDENTIALS as error:
            raise StoreRefuses(
                f"No usable S3 credentials were found ({error}); set AWS_ACCESS_KEY_ID and"
                " AWS_SECRET_ACCESS_KEY, or another source that boto3 reads."
            ) from error
        except (BotoCoreError, HTTPError) as error:
            raise StoreUnreachable(
                f"The S3 endpoint {self.endpoint} does not answer ({error}); check that it runs"
                " and that VOICEFARM_S3_ENDPOINT_URL names it."
            ) from error

    def _answered(self, error: ClientError, name: str) -> VoicefarmError:
        """Return the error for a request that the server answered with a refusal."""
        code = error.response.get("Error", {}).get("Code", "")
        if code in {"NoSuchUpload", *ABSENT} and name:
            return ObjectMissing(f"'{name}' is not in the store; check its name, or make it again.")
        lasting = code in {*LASTING, *ABSENT, *REFUSED, *ELSEWHERE}
        return (StoreRefuses if lasting else StoreUnreachable)(self._sentence(code, error))

    def _sentence(self, code: str, error: ClientError) -> str:
        if code in {"NoSuchBucket", *ABSENT}:
            return (
                f"Bucket '{self.bucket}' does not exist at {self.endpoint}; create it, or"
                " correct VOICEFARM_STORE."
            )
        if code in REFUSED:
            return (
                f"{self.endpoint} refuses the key for bucket '{self.bucket}' ({code}); check"
                " AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what that key may do."
            )
        if code in ELSEWHERE:
            return (
                f"Bucket '{self.bucket}' is not in the region that was given; set"
                " VOICEFARM_S3_REGION to the bucket's."
            )
        if code == "RequestTimeTooSkewed":
            return f"This machine's clock differs from {self.endpoint}'s; set the clock."
        return (
            f"{self.endpoint} could not serve bucket '{self.bucket}' ({error}); look into the"
            " server's log, or try again."
        )
