"""What is to be known of a text that is spoken at once, though nothing is wrong.

Such an answer is sound, so it stands in a header, or in a message of a WebSocket.
"""

import json

from producer.jobs.submission import PreparedJob
from voicefarm.messages.omission import Omission, listed

HEADER = "x-voicefarm-notices"
LONGEST_HEADER = 2000
"""Letters; proxies refuse heads of more than a few kB."""


def notices_of(prepared: PreparedJob) -> list[str]:
    """The notices of the job, and what of its text is left out, each as a sentence.

    Emoji are left out of every chat reply, and nobody misses them.
    """
    missed = (one for one in prepared.manifest.omissions if one.what != "emoji")
    return [*prepared.notices, *map(left_out, missed)]


def left_out(omission: Omission) -> str:
    """A sentence about something that isn't read."""
    return f"Left out: {listed([omission])[0].described}"


def notices_header(notices: list[str]) -> dict[str, str]:
    """They as a header: a JSON list in ASCII. None if there are none; the last one counts more."""
    written = json.dumps(notices)
    for left in range(1, len(notices) + 1):
        if len(written) <= LONGEST_HEADER:
            break
        more = f"And {left} more, which a preview lists."
        written = json.dumps([*notices[:-left], more])
    return {HEADER: written} if notices else {}
