"""`minikctl image`: the catalogue of images that are simulated, and one's own."""

from __future__ import annotations

import json
import re
from typing import Annotated

import typer

from minikctl.errors import CommandError
from minikctl.own.app import around_of, new_app
from minikctl.own.opened import current_cluster, file_bytes

app = new_app("List and add simulated images")


@app.callback()
def image() -> None:
    """The catalogue of images that are simulated."""


@app.command("add")
def add(context: typer.Context, file: str) -> int:
    """FILE: a document for each image: name, tags, ports, answers (path -> text), log, programs, files, env, …"""
    from minikctl.own.documents import read_documents  # only here
    from minikctl.state.images.own import BadImage
    from minikctl.state.images.own import add as add_to

    around = around_of(context)
    documents = read_documents(file_bytes(around, file), file)
    try:
        with current_cluster(around).transaction(f"image add {file}") as tx:
            names = [add_to(tx, document) for document in documents]
    except BadImage as error:
        raise CommandError(f"{file}: {error}") from None
    for name in names:
        around.out.write(f"image {name} added\n")
    return 0


@app.command("list")
def show_list(
    context: typer.Context,
    output: Annotated[str, typer.Option("-o", "--output", help="json, or nothing: text.")] = "",
) -> int:
    """List the images that are known; every other one has busybox's programs and answers with its name."""
    from minikctl.state.images.own import listed  # only here

    around = around_of(context)
    if output not in ("", "json"):
        raise CommandError(f'"{output}" is not a form of output: use json')
    rows = [
        {"image": one.name if one.is_own else shown(one.name), "tags": one.tags, "ports": one.ports, "own": one.is_own}
        for one in listed(current_cluster(around).view())
    ]
    if output:
        around.out.write(json.dumps(rows) + "\n")
        return 0
    rows.sort(key=lambda row: (not row["own"], row["image"]))
    width = max(len("IMAGE"), *(len(str(row["image"])) for row in rows if row["own"] or len(str(row["image"])) < 60))
    around.out.write(f"{'IMAGE':{width}}   PORTS\n")
    for row in rows:
        ports = row["ports"] if row["own"] else "(built in)"
        around.out.write(f"{row['image']:{width}}   {ports}\n")
    return 0


def shown(pattern: str) -> str:
    """A pattern of repositories as people would write it."""
    text = re.sub(r"\((?:docker\\.io|registry-1)[^)]*\)/library/", "", pattern)
    text = re.sub(r"^\(\.\*/\)\?|^\.\*/", "", text.replace("\\.", "."))
    return text.replace("[_-]", "-").replace("-?", "-")
