"""Tries every hostile text alone, in every place of a spec: part of `make soak`."""

import argparse
import sys

from hostile.campaign import Campaign
from hostile.judging import shaper
from hostile.texts import TEXTS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ideas", nargs="*", help="all, if none is named")
    ideas = parser.parse_args().ideas or list(TEXTS)
    broken = 0
    with shaper() as running:
        campaign = Campaign(running)
        for idea in ideas:
            report = campaign.attack(TEXTS[idea])
            broken += len(report.faults)
            taken, refused = len(report.taken), len(report.refused)
            print(f"{idea}: text in {taken} places, refused in {refused}", flush=True)
            for fault in report.faults:
                print(f"  {fault}", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
