"""The part of kustomize that manifests of books use: resources, names, labels, images, generators, patches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minikctl.errors import CommandError
from minikctl.invocation import Invocation
from minikctl.manifests import ParseError, documents
from minikctl.manifests.kustomizing import (
    WHOLE,
    annotated,
    following,
    generated,
    hashed,
    relabelled,
    with_images,
    with_replicas,
    with_subjects,
)
from minikctl.state.files import Files
from minikctl.state.gotext import json_pages
from minikctl.state.kinds import KINDS
from minikctl.state.objects import name_of

Obj = dict[str, Any]

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
UNDERSTOOD = {
    "apiVersion",
    "kind",
    "resources",
    "namespace",
    "namePrefix",
    "nameSuffix",
    "commonLabels",
    "commonAnnotations",
    "bases",
    "configMapGenerator",
    "generatorOptions",
    "images",
    "labels",
    "metadata",
    "patches",
    "patchesJson6902",
    "patchesStrategicMerge",
    "replicas",
    "secretGenerator",
}
CLUSTER_WIDE = frozenset(kind.name for kind in KINDS if not kind.namespaced)
DEPRECATED = (
    "# Warning: '{0}' is deprecated. Please use '{1}' instead. "
    "Run 'kustomize edit fix' to update your Kustomization automatically.\n"
)
INSTEAD = {
    "bases": "resources",
    "commonLabels": "labels",
    "patchesJson6902": "patches",
    "patchesStrategicMerge": "patches",
}
FIRST = [
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
]
LAST = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]


def built(call: Invocation, folder: str) -> bytes:
    """What a kustomization folder makes, as a stream of JSON. Raises CommandError."""
    objects = sorted(objects_of(call.around.files, call.absolute(folder), folder, call.err), key=rank)
    return "\n".join(json_pages(obj) for obj in objects).encode()


def rank(obj: Obj) -> tuple[int, str, str, str, str, str]:
    """Where an object stands among the others: by kind, then by group, version, kind, namespace and name."""
    kind, meta = str(obj.get("kind") or ""), obj.get("metadata") or {}
    group, _, version = str(obj.get("apiVersion") or "").rpartition("/")
    place = FIRST.index(kind) - len(FIRST) if kind in FIRST else LAST.index(kind) + 1 if kind in LAST else 0
    return place, group or "~G", version, kind, str(meta.get("namespace") or "~X"), str(meta.get("name") or "")


def objects_of(files: Files, place: str, shown: str, tell: Callable[[str], None]) -> list[Obj]:
    """The objects of a kustomization folder."""
    if not files.exists(place):
        why = f"evalsymlink failure on '{shown}' : lstat {place}: no such file or directory"
        raise CommandError(f"must build at directory: not a valid directory: {why}")
    recipe = recipe_of(files, place)
    for field in sorted(set(recipe) & set(INSTEAD)):
        tell(DEPRECATED.format(field, INSTEAD[field]))
    found: list[Obj] = []
    for name in [*(recipe.get("resources") or ()), *(recipe.get("bases") or ())]:
        path, text = f"{place}/{name}", str(name)
        found += objects_of(files, path, text, tell) if files.is_dir(path) else file_objects(files, path, text)

    def beside(name: str) -> str:
        return read(files, place, name)

    if any(recipe.get(field) for field in ("patches", "patchesJson6902", "patchesStrategicMerge")):
        from minikctl.manifests.kustompatches import patched  # patches cost time

        found = patched(found, recipe, beside)
    return renamed([changed(obj, recipe) for obj in found], recipe, beside)


def read(files: Files, place: str, name: str) -> str:
    """A file beside a kustomization. Raises CommandError."""
    try:
        return files.read(f"{place}/{name}").decode(errors="replace")
    except OSError:
        raise CommandError(f"loading KV pairs: file sources: [{name}]: no such file or directory") from None


def renamed(objects: list[Obj], recipe: Obj, read: Callable[[str], str]) -> list[Obj]:
    """The objects and the generated ones under their new names; what refers to them follows."""
    names: dict[tuple[str, str], str] = {}
    every: list[Obj] = []
    for obj, has_hash in [(obj, False) for obj in objects] + [
        (changed(made, recipe), has_hash) for made, has_hash in generated(recipe, read)
    ]:
        name, kind = name_of(obj), str(obj.get("kind") or "")
        new = name if kind in WHOLE else f"{recipe.get('namePrefix') or ''}{name}{recipe.get('nameSuffix') or ''}"
        new = f"{new}-{hashed(obj)}" if has_hash else new
        names[kind, name] = new
        every.append({**obj, "metadata": {**obj["metadata"], "name": new}})
    accounts = {name for kind, name in names if kind == "ServiceAccount"}
    moved = [with_subjects(obj, str(recipe.get("namespace") or ""), accounts) for obj in every]
    return [following(obj, names) for obj in moved]


def recipe_of(files: Files, place: str) -> Obj:
    for name in NAMES:
        if files.exists(f"{place}/{name}"):
            recipe = next(iter(documents(files.read(f"{place}/{name}"))), None)
            data = recipe.value if recipe is not None and isinstance(recipe.value, dict) else {}
            if unknown := sorted(set(data) - UNDERSTOOD):
                raise CommandError(f"kustomization fields that are not understood here: {', '.join(unknown)}")
            return data
    one = "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization'"
    raise CommandError(f"{one} in directory '{place}'")


def file_objects(files: Files, path: str, name: str) -> list[Obj]:
    if not files.exists(path):
        why = f"open {path}: no such file or directory"
        raise CommandError(f"accumulating resources: accumulation err='accumulating resources from '{name}': {why}'")
    try:
        return [document.value for document in documents(files.read(path)) if isinstance(document.value, dict)]
    except ParseError as error:
        raise CommandError(f"accumulating resources from '{name}': {error}") from None


def changed(obj: Obj, recipe: Obj) -> Obj:
    """An object with the recipe's namespace, labels, annotations, images and replicas."""
    meta = dict(obj.get("metadata") or {})
    if recipe.get("namespace") and obj.get("kind") == "Namespace":
        meta["name"] = recipe["namespace"]
    elif recipe.get("namespace") and obj.get("kind") not in CLUSTER_WIDE:
        meta["namespace"] = recipe["namespace"]
    found = {**obj, "metadata": meta}
    if recipe.get("commonAnnotations"):
        found = annotated(found, recipe["commonAnnotations"])
    if recipe.get("commonLabels"):
        found = relabelled(found, recipe["commonLabels"], selectors=True, templates=True)
    for one in recipe.get("labels") or ():
        selectors, templates = bool(one.get("includeSelectors")), bool(one.get("includeTemplates"))
        found = relabelled(found, one.get("pairs") or {}, selectors=selectors, templates=templates)
    images: Obj = with_images(found, recipe.get("images") or [])
    return with_replicas(images, recipe.get("replicas") or [])
