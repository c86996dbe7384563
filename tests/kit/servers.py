"""The services that tests rest on, as they are seen from the tests."""

import os
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

S3_SERVER = Path(__file__).with_name("s3_server.py")
REGION = "us-east-1"


@dataclass(frozen=True)
class S3:
    """A running S3 server and the key that it accepts."""

    endpoint_url: str
    access_key: str
    secret_key: str

    @property
    def environment(self) -> dict[str, str]:
        """What boto3 reads, so that no test can reach a real account."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
        }

    def new_store(self) -> dict[str, str]:
        """The settings of a farm with an empty store here."""
        return {
            "VOICEFARM_STORE": f"s3://{self.make_bucket()}/farm",
            "VOICEFARM_S3_ENDPOINT_URL": self.endpoint_url,
            "VOICEFARM_S3_REGION": REGION,
        }

    def client(self) -> Any:
        """Return a boto3 client of its own, to look behind the store's back."""
        return boto3.session.Session().client(
            "s3",
            endpoint_url=self.endpoint_url,
            region_name=REGION,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(s3={"addressing_style": "path"}, proxies={}),
        )

    def make_bucket(self) -> str:
        """Make a new empty bucket and return its name."""
        name = f"test-{secrets.token_hex(6)}"
        self.client().create_bucket(Bucket=name)
        return name


def endpoint_of(process: subprocess.Popen[str], log: Path) -> str:
    """Wait for the server's own word for its port; it is printed once the port is bound."""
    assert process.stdout is not None
    word, _, port = process.stdout.readline().strip().partition(" ")
    if word != "ready":
        process.wait()
        pytest.fail(f"The S3 server didn't start:\n{log.read_text()[-2000:]}", pytrace=False)
    return f"http://127.0.0.1:{port}"
