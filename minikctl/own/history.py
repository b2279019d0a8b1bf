"""`minikctl history`: what was done, and what it changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minikctl.errors import CommandError
from minikctl.masking import masked
from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.opened import current_cluster
from minikctl.state.clock import micro_timestamp, timestamp

if TYPE_CHECKING:
    from minikctl.state.store import Change, Revision

Obj = dict[str, Any]

app = new_app("List what was done")

OURS = "_"  # tables that begin so hold no objects
AUTOMATIC = "due: "
QUIET = ("metadata.managedFields", "metadata.resourceVersion", "metadata.generation")


@app.command()
def history(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(metavar="[show N]")] = None,
    every: Annotated[bool, typer.Option("--all", "-a", help="Also what time did by itself.")] = False,
    output: Annotated[str, typer.Option("-o", "--output", help="json, or nothing: text.")] = "",
) -> int:
    """The revisions, oldest first; `show N` tells what one of them changed."""
    around = around_of(context)
    if output not in ("", "json"):
        raise CommandError(f'"{output}" is not a form of output: use json')
    number = number_of(list(words or []))
    cluster = current_cluster(around)
    if number is None:
        found = [one for one in cluster.history() if every or output or not one.cause.startswith(AUTOMATIC)]
        text = json.dumps([as_json(one) for one in found]) + "\n" if output else as_table(found)
    else:
        revision = next(iter(cluster.history(number, number)), None)
        if revision is None:
            raise Refused(f"there is no revision {number}")
        text = json.dumps(in_full(revision)) + "\n" if output else as_page(revision)
    around.out.write(text)
    return 0


def number_of(words: list[str]) -> int | None:
    """The revision that is to be shown; None for the list. Raises CommandError."""
    if not words:
        return None
    if len(words) == 2 and words[0] == "show" and words[1].isdigit():
        return int(words[1])
    raise CommandError("write: history, or history show N")


def objects_of(revision: Revision) -> Iterator[tuple[str, Change]]:
    """(what happened, the change) of every object that a revision changed."""
    for change in revision.changes:
        if not change.table.startswith(OURS):
            yield "created" if change.old is None else "deleted" if change.new is None else "changed", change


def named(change: Change) -> str:
    """`services/default/web`."""
    return f"{change.table}/{change.key.lstrip('/')}"


def as_json(revision: Revision) -> Obj:
    """A revision in short."""
    return {
        "rev": revision.rev,
        "time": micro_timestamp(revision.time),
        "cause": masked(revision.cause),
        "changes": [{"object": named(change), "change": what} for what, change in objects_of(revision)],
    }


def in_full(revision: Revision) -> Obj:
    """A revision with the fields that it changed, and who did what."""
    changes = [
        {"object": named(change), "change": what, "fields": [list(one) for one in fields(change)]}
        for what, change in objects_of(revision)
    ]
    return {**as_json(revision), "changes": changes, "steps": list(revision.steps)}


def as_table(revisions: list[Revision]) -> str:
    """A line for each revision."""
    rows = [("REV", "TIME", "CHANGES", "CAUSE")]
    rows += [
        (str(one.rev), timestamp(one.time), str(sum(1 for _ in objects_of(one))), masked(one.cause) or "-")
        for one in revisions
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "".join("   ".join([*map(str.ljust, row, widths), row[3]]) + "\n" for row in rows)


def as_page(revision: Revision) -> str:
    """What one revision changed, field by field."""
    lines = [
        f"revision {revision.rev}",
        f"time     {timestamp(revision.time)}",
        f"cause    {masked(revision.cause) or '-'}",
    ]
    for what, change in objects_of(revision):
        lines.append(f"{ {'created': '+', 'deleted': '-'}.get(what, '~') } {named(change)}")
        if what == "changed":
            lines += [f"    {path}: {shown(old)} -> {shown(new)}" for path, old, new in fields(change)]
    return "".join(line + "\n" for line in lines)


def fields(change: Change) -> Iterator[tuple[str, Any, Any]]:
    """(path, old value, new value) of each field that differs; nothing for a new or a deleted object."""
    if change.old is not None and change.new is not None:
        for path, old, new in differing(change.old, change.new, ""):
            if not path.startswith(QUIET):
                yield path, old, new


def differing(old: Any, new: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """The leaves in which two values differ; None for one that is absent."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            yield from differing(old.get(key), new.get(key), f"{path}.{key}" if path else key)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, pair in enumerate(zip(old, new, strict=True)):
            yield from differing(*pair, f"{path}[{index}]")
    elif old != new:
        yield path, old, new


def shown(value: Any) -> str:
    """A value on one line."""
    if value is None:
        return "(none)"
    return value if isinstance(value, str) else json.dumps(value)
