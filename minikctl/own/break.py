"""`minikctl break`: puts one hidden fault into the cluster; `break check` tells whether it is repaired."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated

import typer

from minikctl.errors import CommandError
from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.opened import current_cluster
from minikctl.own.twin import OUTPUT_HELP
from minikctl.state.faults import practice

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings
    from minikctl.state.faults import Injected

app = new_app("Put a hidden fault into the cluster, to practise")


@app.command("break")
def run(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="[check|hint|give-up]", help="Nothing: break something")] = "",
    seed: Annotated[str, typer.Option("--seed", help="The same seed breaks the same thing")] = "",
    output: Annotated[str, typer.Option("-o", "--output", help=OUTPUT_HELP)] = "",
) -> int:
    """Something stops working. Find it, repair it, and ask `break check` whether it is repaired."""
    around = around_of(context)
    if output not in ("", "json"):
        raise CommandError(f'"{output}" is not a form of output: use json')
    if what not in ("", "check", "hint", "give-up"):
        raise CommandError("write: break, break check, break hint, or break give-up")
    cluster = current_cluster(around)
    hidden = practice.hidden(cluster.view())
    answer: dict[str, object]
    if what and hidden is None:
        raise Refused("nothing was broken: start with `minikctl break`")
    if hidden is not None and not what:
        raise Refused(f"something is broken already: {practice.symptom(hidden)} (`break check`, `break give-up`)")
    if hidden is None:
        hidden = hide(around, seed)
        answer = {"symptom": practice.symptom(hidden)}
        text = (
            f"{answer['symptom']}\nFind out why, and repair it. `minikctl break check` tells whether it works again.\n"
        )
        code = 0
    else:
        answer, text, code = told(around, hidden, what)
    around.out.write(json.dumps(answer) + "\n" if output else text)
    return code


def hide(around: Surroundings, seed: str) -> Injected:
    """Breaks something. Raises Refused where there is nothing that works."""
    chosen = seed or around.env.get("MINIKCTL_SEED") or os.urandom(8).hex()
    try:
        return practice.hide(current_cluster(around), chosen)
    except practice.NothingToBreak:
        raise Refused("there is no Service that works; make one first, as with `minikctl demo`") from None


def told(around: Surroundings, hidden: Injected, what: str) -> tuple[dict[str, object], str, int]:
    """(JSON, text, exit code) of `check`, `hint` and `give-up`."""
    cluster = current_cluster(around)
    left = practice.remaining(cluster.view(), hidden)
    if what == "hint":
        about = left[0].object if left else hidden.target
        return {"hint": about}, f"Look at {about}.\n", 0
    if what == "give-up" or not left:
        practice.forget(cluster)
    if not left:
        return {"repaired": True}, "Repaired.\n", 0
    if what == "give-up":
        one = left[0]
        text = f"{one.code} {one.object}: {one.sentence}\nfix: {one.fix}\n"
        return {"repaired": False, "fault": one.json()}, text, 0
    return {"repaired": False}, f"Not yet. {practice.symptom(hidden)}\n", 1
