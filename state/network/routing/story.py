"""The steps of a connection as numbered lines for people."""

from __future__ import annotations

from collections.abc import Iterable

from minikctl.state.network.routing.verdict import Step


def told(steps: Iterable[Step]) -> str:
    """Numbered lines: layer and place, what happens and why; under it the rule that decides, if one does."""
    lines = []
    for number, step in enumerate(steps, 1):
        place = f"{step['layer']} {step['where']}".strip()
        lines.append(f"{number:>2}. {place}: {happening(step)}\n")
        if step["rule"].startswith("-"):
            lines.append(f"    {step['rule']}\n")
    return "".join(lines)


def happening(step: Step) -> str:
    """What one step does: the packet, what becomes of it, and why."""
    before, after, verdict, why = step["before"], step["after"], step["verdict"], step["why"]
    if step["layer"] == "dns":
        return f"{step['rule']} -> {after or verdict}"
    change = f"{before} => {after}" if after and after != before else before
    parts = [part for part in (change, verdict) if part]
    return f"{' -> '.join(parts)} ({why})" if why else " -> ".join(parts)
