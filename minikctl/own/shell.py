"""`minikctl shell`: a prompt with suggestions, or the lines of a pipe."""

from __future__ import annotations

from typing import Annotated

import typer

from minikctl.own.app import around_of, new_app

app = new_app("A shell with suggestions")


@app.command()
def shell(
    context: typer.Context,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first command that fails.")] = False,
    vi: Annotated[bool, typer.Option("--vi", help="Edit with vi's keys.")] = False,
) -> int:
    """Type commands with or without kubectl in front; pipes, here-documents and variables are understood."""
    from minikctl.shell import run  # the interpreter, and the prompt where there is a terminal

    return run(around_of(context), fail_fast=fail_fast, vi=vi)
