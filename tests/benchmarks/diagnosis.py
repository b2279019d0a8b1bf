"""Figures of the diagnosis: 200 clusters with one fault each, 200 healthy ones."""

from __future__ import annotations

from minikctl.state.faults.diagnosis import broken_cases, healthy_cases, share

CASES = 200


def figures() -> list[tuple[str, str]]:
    """(label, value) of both rows."""
    broken, healthy = broken_cases(CASES), healthy_cases(CASES)
    return [
        ("diagnosis: the first finding names the injected fault", f"{share(broken):.1%} of {CASES} (goal 95 %)"),
        ("diagnosis: silent on healthy clusters", f"{share(healthy):.1%} of {CASES} (goal 98 %)"),
    ]
