"""`make bench`: prints every figure of the goals table that is measured; medians of paired runs."""

from __future__ import annotations

import sys
from importlib import import_module

PARTS = ("commands", "store", "network", "replaying", "diagnosis")


def main() -> None:
    for name in PARTS:
        for label, value in import_module(f"tests.benchmarks.{name}").figures():
            sys.stdout.write(f"{label:<58} {value}\n")
            sys.stdout.flush()


main()
