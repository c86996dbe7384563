"""The command `voicefarm`, as it is installed and as `python -P -m voicefarm`."""

from voicefarm.program import importing, open_standard_streams, own_packages_first, part


def main() -> None:
    """Run the producer's command line, whatever `producer` stands in PYTHONPATH."""
    open_standard_streams()
    own_packages_first()
    with importing():
        run = part("command line")
    run()


if __name__ == "__main__":
    main()
