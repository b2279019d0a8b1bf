"""`minikctl record`: a shell whose commands are written down, `start` and `stop` within one, and exports."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minikctl.errors import CommandError
from minikctl.invocation import Surroundings
from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.opened import current_cluster
from minikctl.sessions import tape as tapes
from minikctl.sessions.recording import Note
from minikctl.sessions.spelling import full
from minikctl.shell.commands import is_command

if TYPE_CHECKING:
    from minikctl.sessions.sources import Source

app = new_app("Write a session down")

WORDS = ("start", "stop", "export")


@app.command()
def record(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="FILE | start FILE | stop | export FILE [TO]")],
    title: Annotated[str, typer.Option("--title", help="The first line.")] = "",
    history: Annotated[bool, typer.Option("--history", help="The commands of the history, not those to come.")] = False,
    since: Annotated[int, typer.Option("--since", min=1, help="With --history: from this revision on.")] = 1,
    form: Annotated[str, typer.Option("--as", help="With export: asciicast, asciicast-v2, svg, html, text …")] = "",
    step: Annotated[int, typer.Option("--step", min=0, help="With export: this step only.")] = 0,
) -> int:
    """FILE ends in .md, .t or .jsonl. In a shell: `record start FILE`, `record stop`."""
    around = around_of(context)
    first, rest = words[0], words[1:]
    if first == "export":
        return export(around, rest, title, form, step)
    if first == "stop" and not rest:
        return stop(around, title)
    path = rest[0] if first == "start" and rest else first
    if (first in WORDS and not rest) or len(words) > 2 or (rest and first != "start"):
        raise CommandError("write: record FILE, record start FILE, record stop, or record export FILE [TO]")
    if not path.endswith(tapes.ENDINGS):
        raise CommandError(f"{path}: the name must end in {', '.join(tapes.ENDINGS)}")
    if history:
        return save(around, path, from_history(around, since), title)
    tape: tapes.Tape | None = getattr(around, "tape", None)
    if tape is not None:
        tape.start(path, around.clock.now())
        return 0
    if first == "start":
        raise Refused("this is for a shell: `minikctl shell`, then `record start FILE`")
    return in_a_shell(around, path, title)


def in_a_shell(around: Surroundings, path: str, title: str) -> int:
    """A shell that is recorded from its first to its last line."""
    from minikctl import shell as shells  # the interpreter

    tape = tapes.Tape()
    tape.start(path, around.clock.now())
    code = shells.run(around, tape=tape)
    if tape.is_on:
        save(around, tape.path, tape.stop(), title)
    return code


def stop(around: Surroundings, title: str) -> int:
    """Ends a recording and writes its file."""
    tape: tapes.Tape | None = getattr(around, "tape", None)
    if tape is None or not tape.is_on:
        raise Refused("nothing is being recorded")
    return save(around, tape.path, tape.stop(), title)


def save(around: Surroundings, path: str, notes: list[Note], title: str) -> int:
    """Writes the file of a recording."""
    name = title or os.path.splitext(os.path.basename(path))[0]
    nodes = int(current_cluster(around).view().settings.get("nodes", 1))
    text = tapes.written(path, notes, name, f"nodes={nodes}")
    around.files.write(placed(around, path), text.encode())
    around.err.write(f"{path}: {len(notes)} commands\n")
    return 0


def placed(around: Surroundings, path: str) -> str:
    return path if path.startswith("/") else f"{around.cwd}/{path}"


def from_history(around: Surroundings, since: int) -> list[Note]:
    """The commands by which the cluster was changed, in whatever way: without output, which `replay --update` adds."""
    cluster: Any = current_cluster(around)
    found: list[Note] = []
    for one in cluster.history():
        words = str(one.cause).split()
        if one.rev >= since and words and words[0] != "cluster" and is_command(words):
            found.append(Note(full(str(one.cause)), revision=one.rev))
    return found


# ---- exports


def export(around: Surroundings, words: list[str], title: str, form: str, step: int) -> int:
    """Writes a recording, or what a session prints today, in another form."""
    from minikctl.sessions import exports, sources  # only here

    if not 1 <= len(words) <= 2:
        raise CommandError("write: record export FILE [TO]")
    target = words[1] if len(words) == 2 else ""
    form = form or exports.ENDINGS.get(os.path.splitext(target)[1], "text")
    if form not in exports.EXPORTS:
        raise CommandError(f'"{form}" is not a form: use {", ".join(exports.EXPORTS)}')
    source = sources.read(words[0], around.cwd)
    if source.session is None:
        raise CommandError(f"{words[0]}:{source.line}: {source.error}")
    notes = notes_of(source)
    if step > len(notes):
        raise Refused(f"there are {len(notes)} steps")
    notes = notes[step - 1 : step] if step else notes
    text = exports.exported(form, exports.Picture(notes, title or source.session.title))
    if target:
        around.files.write(placed(around, target), text.encode())
    else:
        around.out.write(text)
    return 0


def notes_of(source: Source) -> list[Note]:
    """A recording's own output; a session is run."""
    assert source.session is not None, "it was read"
    if source.path.endswith(".jsonl"):
        steps = source.session.steps
        return [Note(one.text, "".join(f"{line}\n" for line in one.expected), int(one.status or 0)) for one in steps]
    from minikctl.sessions.running import Choice, run_one  # a cluster

    result = run_one(source, Choice()).result
    assert result is not None, "it was read"
    return [
        Note(one.step.text, "".join(f"{line}\n" for line in one.actual), one.status or 0) for one in result.outcomes
    ]
