"""Names by which the two sides find each other: tasks and queues."""

SYNTHESIZE = "voicefarm.synthesize"
"""Task: make the take of one chunk; arguments (job, index)."""
STITCH = "voicefarm.stitch"
"""Task: make the programme of one job; argument (job,)."""

SENT = "sent"
"""Header of a task whose farm is traced: when it was sent, in seconds since 1970."""


def chunk_queue(namespace: str, model: str) -> str:
    """The queue on which the workers of one model wait for chunks."""
    return f"{namespace}.chunks.{model}"


def stitch_queue(namespace: str) -> str:
    """The queue on which stitchers wait for whole jobs."""
    return f"{namespace}.stitch"
