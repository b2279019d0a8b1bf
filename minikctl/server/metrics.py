"""`/metrics`: a few of an API server's figures, in the text form that Prometheus reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.server.messages import Answer
from minikctl.state.traffic.discovery import VERSION

if TYPE_CHECKING:
    from minikctl.server.feed import Feed
    from minikctl.state.view import View

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def answer(view: View, feed: Feed) -> Answer:
    """How many objects there are, what version this is, how far the cluster has come."""
    labels = ",".join(
        f'{name}="{VERSION[key]}"'
        for name, key in (("git_version", "gitVersion"), ("major", "major"), ("minor", "minor"))
    )
    lines = [
        "# HELP kubernetes_build_info [BETA] A metric with a constant '1' value labeled by version.",
        "# TYPE kubernetes_build_info gauge",
        f"kubernetes_build_info{{{labels}}} 1",
        "# HELP apiserver_storage_objects [STABLE] Number of stored objects at the time of last check, by kind.",
        "# TYPE apiserver_storage_objects gauge",
    ]
    for kind in view.kinds:
        if "list" in kind.verbs:
            lines.append(f'apiserver_storage_objects{{resource="{kind.resource}"}} {len(view.table(kind.plural))}')
    lines += [
        "# HELP minikctl_revision Revision of the cluster.",
        "# TYPE minikctl_revision counter",
        f"minikctl_revision {feed.rev}",
    ]
    return Answer(200, ("\n".join(lines) + "\n").encode(), CONTENT_TYPE)
