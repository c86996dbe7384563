"""What is to be known of a text that is spoken at once, though nothing is wrong.

Such an answer is sound, so it stands in a header, or in a message of a WebSocket.
"""

import json
from collections.abc import Iterable

from producer.jobs.submission import PreparedJob

HEADER = "x-voicefarm-notices"
LONGEST_HEADER = 2000
"""Letters; proxies refuse heads of more than a few kB."""


def notices_of(prepared: PreparedJob) -> list[str]:
    """The notices of the job, and what of its text is left out, each as a sentence."""
    left_out = (f"Left out: {one.described}" for one in prepared.manifest.omissions)
    return [*prepared.notices, *left_out]


def notices_header(notices: list[str]) -> dict[str, str]:
    """They as a header: a JSON list in ASCII. None if there are none; the last one counts more."""
    if not notices:
        return {}
    kept = list(notices)
    while len(_written(kept)) > LONGEST_HEADER:
        kept = kept[:-1] if len(kept) == len(notices) else kept[:-2]
        kept.append(f"And {len(notices) - len(kept)} more, which a preview lists.")
    return {HEADER: _written(kept)}


def _written(notices: Iterable[str]) -> str:
    return json.dumps(list(notices))
