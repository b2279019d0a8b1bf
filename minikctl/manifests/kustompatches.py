"""The patches of a kustomization: strategic merges and JSON patches, on what they name or target."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from minikctl.errors import CommandError
from minikctl.manifests import ParseError, documents
from minikctl.state.kinds import KINDS
from minikctl.state.objects import annotations_of, labels_of, name_of
from minikctl.state.patches.jsonpatch import json_patch
from minikctl.state.patches.mergepatch import merge_patch
from minikctl.state.patches.problems import PatchError
from minikctl.state.patches.strategic import strategic_merge

Obj = dict[str, Any]
Read = Callable[[str], str]


def patched(objects: list[Obj], recipe: Obj, read: Read) -> list[Obj]:
    """The objects after all patches. Raises CommandError."""
    for change, target in patches_of(recipe, read):
        hit = [index for index, obj in enumerate(objects) if is_meant(obj, change, target)]
        if not hit and isinstance(change, dict) and not target:
            own = identity(change)
            raise CommandError(f"no matches for Id {own}; failed to find unique target for patch {own}")
        for index in reversed(hit):
            made = applied(objects[index], change)
            objects = objects[:index] + ([made] if made is not None else []) + objects[index + 1 :]
    return objects


def identity(obj: Obj) -> str:
    """An object as kustomize's errors name it: `Deployment.v1.apps/web.[noNs]`."""
    group, _, version = str(obj.get("apiVersion") or "").rpartition("/")
    namespace = (obj.get("metadata") or {}).get("namespace") or "[noNs]"
    return f"{obj.get('kind')}.{version}.{group or '[noGrp]'}/{name_of(obj)}.{namespace}"


def patches_of(recipe: Obj, read: Read) -> list[tuple[Any, Obj]]:
    """(patch, target), in order."""
    found: list[tuple[Any, Obj]] = []
    for entry in recipe.get("patchesStrategicMerge") or ():
        text = str(entry)
        found += [(value, {}) for value in values(text if "\n" in text or ":" in text else read(text))]
    for entry in [*(recipe.get("patchesJson6902") or ()), *(recipe.get("patches") or ())]:
        text = entry.get("patch") or read(str(entry.get("path") or ""))
        found += [(value, entry.get("target") or {}) for value in values(text)]
    return found


def values(text: str) -> list[Any]:
    """The documents of a patch. Raises CommandError."""
    try:
        return [document.value for document in documents(text.encode())]
    except ParseError as error:
        raise CommandError(f"unable to parse SM or JSON patch from [{text}]: {error}") from None


def is_meant(obj: Obj, change: Any, target: Obj) -> bool:
    """Whether a patch is for an object: by its target, else by its own kind and name."""
    if not target:
        own = change if isinstance(change, dict) else {}
        return (obj.get("kind"), name_of(obj)) == (own.get("kind"), name_of(own))
    group, _, version = str(obj.get("apiVersion") or "").rpartition("/")
    facts = {
        "group": group,
        "version": version,
        "kind": str(obj.get("kind") or ""),
        "name": name_of(obj),
        "namespace": str(obj["metadata"].get("namespace") or "default"),
    }
    if any(target.get(key) and not re.fullmatch(str(target[key]), value) for key, value in facts.items()):
        return False
    return selects(target.get("labelSelector"), labels_of(obj)) and selects(
        target.get("annotationSelector"), annotations_of(obj)
    )


def selects(text: str | None, labels: dict[str, str]) -> bool:
    if not text:
        return True
    from minikctl.state.selectors import parse_selector  # only where there is one

    return parse_selector(text).matches(labels)


def applied(obj: Obj, change: Any) -> Obj | None:
    """The object after one patch, None if it takes the object away. Raises CommandError."""
    if isinstance(change, dict) and change.get("$patch") == "delete":
        return None
    try:
        if isinstance(change, list):
            made: Obj = json_patch(obj, change)
            return made
        version = str(obj.get("apiVersion") or "")
        for kind in KINDS:
            if kind.name == obj.get("kind") and version in (kind.api_version, *kind.versions):
                return kept(obj, strategic_merge(kind, obj, change, version))
        return kept(obj, merge_patch(obj, change))
    except PatchError as error:
        raise CommandError(error.why) from None


def kept(obj: Obj, made: Obj) -> Obj:
    """A patched object keeps its name and kind."""
    meta = {**(made.get("metadata") or {}), "name": name_of(obj)}
    return {**made, "kind": obj["kind"], "apiVersion": obj["apiVersion"], "metadata": meta}
