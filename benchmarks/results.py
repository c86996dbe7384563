"""How every benchmark reports its figures: a table for people, `results/NAME.json` for programs."""

import json
from collections.abc import Mapping
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def report(name: str, figures: Mapping[str, float], goals: Mapping[str, str]) -> None:
    """Print the figures with their goals, and write them."""
    width = max(map(len, figures))
    print(f"\n{name}")
    for figure, value in figures.items():
        print(f"  {figure:<{width}}  {value:>10.4g}   {goals.get(figure, '')}".rstrip())
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(figures, indent=2) + "\n")
