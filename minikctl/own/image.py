"""`minikctl image`: the catalogue of images that are simulated."""

from __future__ import annotations

import json
import re
from typing import Annotated

import typer

from minikctl.errors import CommandError
from minikctl.own.app import around_of, new_app

app = new_app("List simulated images")


@app.callback()
def image() -> None:
    """The catalogue of images that are simulated."""


@app.command("list")
def show_list(
    context: typer.Context, output: Annotated[str, typer.Option("-o", "--output", help="json, or nothing: text.")] = ""
) -> int:
    """List the images that are known; every other one has busybox's programs and answers with its name."""
    from minikctl.state.images import IMAGES  # only here

    around = around_of(context)
    if output not in ("", "json"):
        raise CommandError(f'"{output}" is not a form of output: use json')
    rows = sorted({(shown(one.repository), one.app.partition(":")[0]) for one in IMAGES})
    if output:
        found = [{"image": name, "behaves": app} for name, app in rows]
        around.out.write(json.dumps(found) + "\n")
        return 0
    width = max(len(name) for name, _ in rows)
    around.out.write(f"{'IMAGE':{width}}   BEHAVES AS\n")
    for name, behaviour in rows:
        around.out.write(f"{name:{width}}   {behaviour}\n")
    return 0


def shown(pattern: str) -> str:
    """A pattern of repositories as people would write it."""
    text = re.sub(r"\((?:docker\\.io|registry-1)[^)]*\)/library/", "", pattern)
    text = re.sub(r"^\(\.\*/\)\?|^\.\*/", "", text.replace("\\.", "."))
    return text.replace("[_-]", "-").replace("-?", "-")
