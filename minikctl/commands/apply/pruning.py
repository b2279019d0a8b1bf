"""`apply --prune`: deletes what was applied before and is not in the manifests any more."""

from __future__ import annotations

from typing import Any

from minikctl.arguments import Found, Query, objects_of
from minikctl.commands.delete import Deleting
from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.invocation import CLIENT, SERVER, Invocation
from minikctl.making import DRY, LAST_APPLIED
from minikctl.printing import printer
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import annotations_of, name_of, namespace_of, uid_of

Obj = dict[str, Any]

LOOKED_AT = (
    "core/v1/ConfigMap",
    "core/v1/Endpoints",
    "core/v1/Namespace",
    "core/v1/PersistentVolumeClaim",
    "core/v1/PersistentVolume",
    "core/v1/Pod",
    "core/v1/ReplicationController",
    "core/v1/Secret",
    "core/v1/Service",
    "batch/v1/Job",
    "batch/v1/CronJob",
    "networking.k8s.io/v1/Ingress",
    "apps/v1/DaemonSet",
    "apps/v1/Deployment",
    "apps/v1/ReplicaSet",
    "apps/v1/StatefulSet",
)


class Pruning:
    """What was applied in this run, and the deletion of the rest."""

    def __init__(self, call: Invocation, options: Options, mode: str) -> None:
        self.call = call
        self.options = options
        self.mode = mode
        self.kinds = [self.kind(text) for text in options["prune-allowlist"] or LOOKED_AT]
        self.uids: set[str] = set()
        self.namespaces: list[str] = []

    def kind(self, text: str) -> Kind:
        """The kind of `apps/v1/Deployment`. Raises CommandError."""
        parts = text.split("/")
        if len(parts) != 3:
            raise CommandError(f"invalid GroupVersionKind format: {text}, please follow <group/version/kind>")
        group, version, name = parts
        api_version = version if group == "core" else f"{group}/{version}"
        found = self.call.view().kind_of(api_version, name)
        if found is None:
            raise CommandError(f'no matches for kind "{name}" in version "{api_version}"')
        return found

    def visited(self, item: Found, made: Obj) -> None:
        """Notes an object that was applied."""
        self.uids.add(uid_of(made))
        if item.kind.namespaced and item.namespace not in self.namespaces:
            self.namespaces.append(item.namespace)

    def prune(self) -> None:
        """Deletes, namespace by namespace, then what belongs to the whole cluster."""
        for namespace in self.namespaces:
            for kind in self.kinds:
                if kind.namespaced:
                    self.of_kind(kind, namespace)
        for kind in self.kinds:
            if not kind.namespaced:
                self.of_kind(kind, None)

    def of_kind(self, kind: Kind, namespace: str | None) -> None:
        query = Query(kind, namespace, str(self.options["selector"] or ""), "")
        for obj in objects_of(self.call, self.call.view(), query):
            if LAST_APPLIED not in annotations_of(obj) or uid_of(obj) in self.uids:
                continue
            if self.mode != CLIENT:
                begin = self.call.cluster.dry_run if self.mode == SERVER else self.call.cluster.transaction
                item = Found(kind, name_of(obj), namespace_of(obj), obj)
                Deleting(self.call, self.options).ask(item, begin)
            printer(self.call, self.options, "pruned" + DRY[self.mode]).print(obj, self.call.out)
