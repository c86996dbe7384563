"""The command `voicefarm`, as it is installed and as `python -P -m voicefarm`."""

from voicefarm.program import own_packages_first, part


def main() -> None:
    """Run the producer's command line, whatever `producer` stands in PYTHONPATH."""
    own_packages_first()
    part("command line")()


if __name__ == "__main__":
    main()
