"""`minikctl probe`: what a series of answers makes of a probe."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from minikctl.errors import CommandError
from minikctl.own.app import around_of, new_app
from minikctl.own.opened import file_bytes

app = new_app("Try probes out")

SHOWN = {True: "passes", False: "fails", None: "undecided"}


@app.callback()
def probe() -> None:
    """Try probes out, without a cluster."""


@app.command("simulate")
def simulate(
    context: typer.Context,
    file: str,
    output: Annotated[str, typer.Option("-o", "--output", help="json, or nothing: text.")] = "",
) -> int:
    """FILE: container, probe {type, spec}, attempts [{result, output}]; tells what each attempt leads to."""
    from minikctl.own.documents import read_documents  # only here
    from minikctl.state.network.probesteps import simulate as steps

    around = around_of(context)
    if output not in ("", "json"):
        raise CommandError(f'"{output}" is not a form of output: use json')
    (document, *_) = read_documents(file_bytes(around, file), file)
    check(document, file)
    found = steps(document)
    around.out.write(json.dumps(found) + "\n" if output else as_text(document, found))
    return 0


def check(document: dict[str, Any], file: str) -> None:
    """Raises CommandError for a document that describes no probe."""
    described = document.get("probe")
    if not isinstance(described, dict) or not isinstance(described.get("spec") or {}, dict):
        raise CommandError(f"{file} needs a probe with a type and a spec")
    attempts = document.get("attempts")
    if not isinstance(attempts, list) or not all(isinstance(one, dict) for one in attempts):
        raise CommandError(f"{file} needs attempts, a list of results")


def as_text(document: dict[str, Any], found: dict[str, Any]) -> str:
    """A line for each attempt, then what is told of it."""
    lines = []
    for number, (attempt, state) in enumerate(zip(document["attempts"], found["states"], strict=True), 1):
        lines.append(f"{number:>3}  {attempt.get('result', 'success'):<8} -> {SHOWN[state]}")
    lines += [f"{event['type']}  {event['reason']}  {event['message']}" for event in found["events"]]
    lines.append(f"restart: {'yes' if found['restart'] else 'no'}")
    return "".join(line + "\n" for line in lines)
