"""`minikctl effect -- COMMAND`: what a command would change, without doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from minikctl.errors import CommandError
from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.twin import ASCII_HELP, OUTPUT_HELP, WIDTH_HELP, Asked
from minikctl.state.clock import micro_timestamp
from minikctl.state.views.lines import Look

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings
    from minikctl.state.cluster import Cluster

app = new_app("Tell what a command would change, without doing it")

PROGRAMS = ("kubectl", "minikctl", "k")
MEANINGLESS = ("cluster", "effect", "shell", "tui", "replay", "record", "learn", "serve", "undo", "redo", "edit")


class Written:
    """A stream that keeps what is written."""

    __slots__ = ("text",)

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str, /) -> None:
        self.text += text

    def flush(self) -> None:
        """Nothing is held back."""


@app.command(context_settings={"allow_interspersed_args": False})
def effect(
    context: typer.Context,
    command: Annotated[list[str], typer.Argument(metavar="-- COMMAND", help="As it would be typed")],
    width: Annotated[int | None, typer.Option("--width", min=20, help=WIDTH_HELP)] = None,
    ascii: Annotated[bool, typer.Option("--ascii", help=ASCII_HELP)] = False,
    output: Annotated[str, typer.Option("-o", "--output", help=OUTPUT_HELP)] = "",
) -> int:
    """Objects, endpoints, rules, names and problems that would come, go, or be otherwise a minute later."""
    around = around_of(context)
    asked = Asked(around, "", width, ascii, output)
    words = command[1:] if command[0] in PROGRAMS else command
    if not words or words[0] in MEANINGLESS:
        raise CommandError("write: effect -- COMMAND, with a command that changes objects")
    from minikctl.state.effect import effect_of, trial  # findings and rules

    copy = trial(asked.cluster())
    before = copy.view()
    tried(words, around, copy)
    found = effect_of(before, copy.view())
    if output:
        rev = asked.cluster().version()[0] + 1
        head = {"rev": rev, "time": micro_timestamp(copy.clock.now()), "cause": " ".join(words)}
        asked.json([] if found.is_nothing else [{**head, **found.json()}])
    else:
        from minikctl.state.views.consequences import lines_of

        asked.lines([lines_of(found, Look(asked.width, asked.ascii))])
    return 0


def tried(words: list[str], around: Surroundings, copy: Cluster) -> None:
    """Runs a command on the copy; raises Refused with its own words where it fails."""
    from minikctl import cli
    from minikctl.invocation import Surroundings as Given

    out, err = Written(), Written()
    given = Given(
        out=out,
        err=err,
        stdin=around.stdin,
        files=around.files,
        env=around.env,
        cwd=around.cwd,
        clock=copy.clock,
        home=around.home,
        program=around.program,
        cluster=copy,
        cancelled=around.cancelled,
        localhost=around.localhost,
        shell=around.shell,
    )
    code = cli.run(words, given)
    if code:
        raise Refused(f"the command would fail: {err.text.strip() or f'exit code {code}'}")
