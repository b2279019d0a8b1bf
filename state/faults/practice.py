"""Practice: one hidden fault in a cluster, remembered in it, and whether it is still there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.chance import Chance
from minikctl.state.faults import BY_NAME, FAULTS, Injected, inject, names_it, victims
from minikctl.state.findings import Finding, problems

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.view import View

PLACE = ("_settings", "break")
CAUSE = "break"  # all that history tells
TRIES = 60


class NothingToBreak(Exception):
    """There is no Service that works."""


def hidden(view: View) -> Injected | None:
    """The fault that was put into the cluster, None if there is none."""
    stored = view.stored(*PLACE)
    return Injected(BY_NAME[stored["fault"]], stored["target"]) if stored else None


def hide(cluster: Cluster, seed: str) -> Injected:
    """Puts a fault into the cluster, which nothing but its symptom gives away. Raises NothingToBreak."""
    chance = Chance(seed)
    known = {one.json()["sentence"] for one in problems(cluster.view())}
    candidates = victims(cluster.view())
    if not candidates:
        raise NothingToBreak
    for number in range(TRIES):
        fault = chance.choice(f"fault/{number}", FAULTS)
        victim = chance.choice(f"victim/{number}", candidates)
        tried = cluster.effect()
        injected = inject(tried, fault, victim, chance)
        if injected is None:
            continue
        with cluster.transaction(CAUSE) as tx:
            injected = inject(tx, fault, victim, chance)
            assert injected is not None, "what could be broken a moment ago can be broken"
            tx.put(*PLACE, {"fault": fault.name, "target": injected.target, "known": sorted(known)})
        return injected
    raise NothingToBreak


def remaining(view: View, injected: Injected) -> list[Finding]:
    """The findings that still name the fault; none: it is repaired."""
    known = set((view.stored(*PLACE) or {}).get("known") or ())
    return [one for one in problems(view) if names_it(one, injected) and one.sentence not in known]


def forget(cluster: Cluster) -> None:
    """Ends the exercise."""
    with cluster.transaction("break check") as tx:
        tx.put(*PLACE, None)


def symptom(injected: Injected) -> str:
    """What a user tells."""
    return injected.fault.symptom.format(target=injected.target)
