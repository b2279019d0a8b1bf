"""What the screen asks about the objects that were last taken in: fields, owners, neighbours, workloads."""

from __future__ import annotations

from minikctl.state.kinds import SERVICE
from minikctl.state.objects import Obj, name_of, namespace_of, owner_of, split_key
from minikctl.state.view import View
from minikctl.state.views import objects


class Questions:
    """Answers from the view that is shown. Mixed into Looker."""

    _view: View | None

    def _found(self, plural: str, key: str) -> tuple[View, Obj] | None:
        view = self._view
        kind = view.kind_named(plural) if view is not None else None
        obj = view.find_key(kind, key) if view is not None and kind is not None and key else None
        return (view, obj) if view is not None and obj is not None else None

    def field(self, plural: str, keys: list[str], path: tuple[str, ...]) -> str:
        """A field of the first row that is meant, "" if it has none."""
        found = self._found(plural, keys[0] if keys else "")
        value: object = found[1] if found else None
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        return str(value or "")

    def owner(self, plural: str, keys: list[str]) -> tuple[str, str] | None:
        """(plural, key) of the object that controls a row."""
        found = self._found(plural, keys[0] if keys else "")
        owner = owner_of(found[1]) if found else None
        kind = found[0].kind_named(owner["kind"].lower()) if found and owner else None
        if found is None or owner is None or kind is None:
            return None
        return kind.plural, f"{split_key(keys[0])[0] if kind.namespaced else ''}/{owner['name']}"

    def related(self, plural: str, key: str, wanted: str) -> str:
        """The key of the first object of another kind that belongs to the same Service, "" if there is none."""
        found = self._found(plural, key)
        if found is None:
            return ""
        view, obj = found
        kind, wish = view.kind_named(wanted), view.kind_named(plural)
        service = objects.behind(view, wish, obj) if wish is not None else ""
        if kind is None or not service:
            return ""
        others = view.list(kind, split_key(service)[0])
        keys = [f"{namespace_of(one)}/{name_of(one)}" for one in others if objects.behind(view, kind, one) == service]
        return keys[0] if keys else ""

    def workload(self, service: str) -> tuple[str, str] | None:
        """(kind, namespace/name) of the workload whose pods a Service selects."""
        found = self._found(SERVICE.plural, service)
        selector = (found[1].get("spec") or {}).get("selector") if found else None
        if found is None or not selector:
            return None
        for name in ("deployments", "statefulsets", "replicasets"):
            kind = found[0].kind_named(name)
            for one in found[0].list(kind, split_key(service)[0]) if kind is not None else ():
                template = ((one.get("spec") or {}).get("template") or {}).get("metadata") or {}
                if selector.items() <= (template.get("labels") or {}).items():
                    return (kind.singular if kind else name), f"{namespace_of(one)}/{name_of(one)}"
        return None
