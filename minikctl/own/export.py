"""`minikctl export`: Services and Ingresses in the files of other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from minikctl.errors import CommandError
from minikctl.own.app import around_of, new_app
from minikctl.own.opened import current_cluster

if TYPE_CHECKING:
    from collections.abc import Callable

    from minikctl.state.view import View

app = new_app("Write Services and Ingresses for other programs")


@app.command()
def export(
    context: typer.Context,
    nginx: Annotated[bool, typer.Option("--nginx", help="The Ingresses as nginx configuration.")] = False,
    consul: Annotated[bool, typer.Option("--consul", help="The Services as Consul service registrations.")] = False,
    hosts: Annotated[bool, typer.Option("--hosts", help="The names of Services as a hosts file.")] = False,
    namespace: Annotated[str, typer.Option("-n", "--namespace", help="Only this namespace.")] = "",
) -> int:
    """One of --nginx, --consul and --hosts."""
    from minikctl import exporting, nginxconfiguration  # only here

    forms: list[tuple[bool, Callable[[View, str], str]]] = [
        (nginx, nginxconfiguration.configuration),
        (consul, exporting.consul),
        (hosts, exporting.hosts),
    ]
    chosen = [form for wanted, form in forms if wanted]
    if len(chosen) != 1:
        raise CommandError("say one of --nginx, --consul and --hosts")
    around = around_of(context)
    around.out.write(chosen[0](current_cluster(around).view(), namespace))
    return 0
