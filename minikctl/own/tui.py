"""`minikctl tui`: watch the cluster on the whole screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from minikctl.errors import CommandError
from minikctl.own.app import USAGE, around_of, new_app
from minikctl.own.opened import current_cluster, current_name, current_namespace

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings
    from minikctl.state.cluster import Cluster

app = new_app("Watch the cluster on the whole screen")

NO_TERMINAL = (
    "minikctl tui: this needs a terminal for input and output; "
    "line by line: minikctl tui --linear; "
    "as plain text: minikctl map, rules, dns, problems, kubectl get svc,endpointslices\n"
)


@app.command()
def tui(
    context: typer.Context,
    namespace: Annotated[str, typer.Option("-n", "--namespace", help="The namespace to begin with")] = "",
    ascii: Annotated[bool, typer.Option("--ascii", help="Draw with ASCII characters only")] = False,
    rev: Annotated[int, typer.Option("--rev", min=0, help="The revision to look at; 0: now")] = 0,
    linear: Annotated[bool, typer.Option("--linear", help="Line by line, for screen readers")] = False,
    mouse: Annotated[bool, typer.Option("--mouse/--no-mouse", help="Take clicks and the wheel")] = True,
    no_color: Annotated[bool, typer.Option("--no-color", help="Draw without colours")] = False,
) -> int:
    """Services, endpoints, rules, names and variables, live. `?` lists the keys, `q` leaves."""
    around = around_of(context)
    if linear:
        from minikctl.own.screencommands import ScreenCommands  # not for the refusal
        from minikctl.tui.linear import run as run_linear

        return run_linear(
            opener(around),
            ScreenCommands(around),
            around.stdin,
            around.out,
            namespace=first_namespace(around, namespace),
            ascii=ascii or wants_ascii(around.env),
            rev=rev,
        )
    if not (around.terminal and around.stdin.isatty()):
        around.err.write(NO_TERMINAL)
        return USAGE
    from minikctl.own.screencommands import ScreenCommands  # not for the refusal
    from minikctl.tui import run

    return run(
        opener(around),
        ScreenCommands(around),
        folder=watched_folder(around),
        namespace=first_namespace(around, namespace) if namespace or not has_memory(around) else "",
        ascii=ascii or wants_ascii(around.env),
        colour=not no_color,
        home=around.home,
        rev=rev,
        mouse=mouse,
        animated=around.env.get("TERM") != "dumb",
    )


def has_memory(around: Surroundings) -> bool:
    """Whether an earlier screen has left where it was."""
    import os  # the real terminal only

    return os.path.exists(os.path.join(around.home, "tui-state.json"))


def opener(around: Surroundings) -> Callable[[], Cluster]:
    """A function that opens the current context's cluster; it may fail, and be called again."""
    return lambda: current_cluster(around)


def watched_folder(around: Surroundings) -> str:
    """Where the cluster's files are; "" if it has none or the configuration cannot be read."""
    if around.cluster is not None:
        return ""
    from minikctl.opening import folder_of  # where files are

    try:
        return folder_of(around.home, current_name(around))
    except CommandError:
        return ""


def first_namespace(around: Surroundings, given: str) -> str:
    """The namespace of -n or of the context; a configuration that cannot be read is no reason not to start."""
    try:
        return current_namespace(around, given) or "default"
    except CommandError:
        return given or "default"


def wants_ascii(env: Mapping[str, str]) -> bool:
    """Whether the terminal or the locale has only ASCII for sure."""
    locale = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or ""
    return env.get("TERM") in ("linux", "dumb") or not locale.lower().replace("-", "").endswith("utf8")
