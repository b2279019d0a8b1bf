"""Names that exist at the moment of the key press, in the namespace that the line names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from minikctl import contexts
from minikctl.complete.suggestion import Suggestion
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import labels_of

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings
    from minikctl.state.view import View

Obj = dict[str, Any]


class Live:
    """The cluster as it is now, opened when something is first asked of it. `given`: flags of the line."""

    def __init__(self, around: Surroundings, given: Mapping[str, str]) -> None:
        self.around = around
        self.given = given
        self._view: View | None = None

    @property
    def target(self) -> contexts.Target:
        chosen = {name: self.given.get(name, "") for name in ("context", "cluster", "user", "namespace")}
        return contexts.target(self.around.config(), **chosen)

    @property
    def view(self) -> View:
        if self._view is None:
            cluster = self.around.cluster
            if cluster is None:
                from minikctl.opening import open_cluster  # only for live names

                cluster = open_cluster(self.around, self.target.cluster)
            self._view = cluster.view()
        return self._view

    @property
    def namespace(self) -> str | None:
        """The namespace of the line; None for all of them."""
        return None if "all-namespaces" in self.given else self.target.namespace

    # ---- objects

    def plurals(self, words: str) -> list[str]:
        """The plurals that `svc,pods` means."""
        found = [self.view.kind_named(word) for word in words.split(",")]
        return [kind.plural for kind in found if kind is not None]

    def kind(self, plural: str) -> Kind | None:
        return next((kind for kind in self.view.kinds if kind.plural == plural), None)

    def kinds(
        self, plurals: Sequence[str], *, is_list: bool = False, end: str = "", before: str = ""
    ) -> Iterator[Suggestion]:
        """The names of kinds and their short names; after a comma the next one."""
        begun = before[: before.rfind(",") + 1]
        for kind in self.view.kinds:
            if (plurals and kind.plural not in plurals) or "list" not in kind.verbs:
                continue
            for name in (kind.plural, *kind.short):
                yield Suggestion(f"{begun}{name}{end}", kind.resource, bool(end))
        if is_list and not begun:
            yield Suggestion("all", "pods, services, deployments and others")

    def named(self, plural: str, taken: Sequence[str] = (), end: str = "") -> Iterator[Suggestion]:
        """The names of a kind's objects in the namespace of the line."""
        kind = self.kind(plural)
        if kind is None:
            return
        namespace = self.namespace if kind.namespaced else ""
        names = set()
        for key in self.view.table(plural):
            space, _, name = key.partition("/")
            if (namespace is None or space == namespace) and name not in taken:
                names.add(name)
        about = f"in {namespace}" if namespace else ""
        for name in sorted(names):
            yield Suggestion(f"{name}{end}", about, bool(end))

    def objects(self, plural: str) -> list[Obj]:
        """The objects of a kind in the namespace of the line."""
        kind = self.kind(plural)
        return self.view.list(kind, self.namespace if kind.namespaced else None) if kind is not None else []

    def pod(self, word: str) -> Obj | None:
        """The pod that a word means: its name, `pod/name`, or one behind a workload or a Service."""
        prefix, slash, name = word.rpartition("/")
        if slash and prefix not in ("po", "pod", "pods"):
            return next((pod for pod in self.objects("pods") if pod["metadata"]["name"].startswith(f"{name}-")), None)
        return next((pod for pod in self.objects("pods") if pod["metadata"]["name"] == name), None)

    def labels(self) -> dict[str, set[str]]:
        """Label keys in use, with their values."""
        found: dict[str, set[str]] = {}
        for plural in ("pods", "services", "deployments", "nodes", "namespaces"):
            for obj in self.objects(plural):
                for key, value in labels_of(obj).items():
                    found.setdefault(key, set()).add(value)
        return found

    def all_containers(self) -> list[str]:
        """The names of all containers."""
        pods = self.objects("pods")
        return sorted({one["name"] for pod in pods for one in pod["spec"].get("containers") or ()})

    # ---- the configuration

    def configured(self, section: str) -> Iterator[Suggestion]:
        """The names of contexts, clusters or users."""
        for one in self.around.config().get(section) or ():
            yield Suggestion(str(one.get("name")), section.removesuffix("s"))

    def clusters(self) -> Iterator[Suggestion]:
        """The clusters that are kept."""
        folder = f"{self.around.home}/clusters"
        if self.around.files.is_dir(folder):
            for name in self.around.files.listdir(folder):
                yield Suggestion(name, "cluster")
