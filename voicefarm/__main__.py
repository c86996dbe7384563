"""The command `voicefarm`, as it is installed and as `python -P -m voicefarm`."""

from voicefarm.program import importing, own_packages_first, part


def main() -> None:
    """Run the producer's command line, whatever `producer` stands in PYTHONPATH."""
    own_packages_first()
    with importing():
        run = part("command line")
    run()


if __name__ == "__main__":
    main()
