"""The small part of kustomize that manifests of books use: resources, a namespace, prefixes, labels."""

from __future__ import annotations

from typing import Any

from minikctl.errors import CommandError
from minikctl.invocation import Invocation
from minikctl.manifests import ParseError, documents
from minikctl.state.files import Files
from minikctl.state.gotext import json_pages

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
    objects = sorted(objects_of(call.around.files, call.absolute(folder), folder), key=rank)
    return "\n".join(json_pages(obj) for obj in objects).encode()


def rank(obj: Obj) -> tuple[int, str, str, str, str, str]:
    """Where an object stands among the others: by kind, then by group, version, kind, namespace and name."""
    kind, meta = str(obj.get("kind") or ""), obj.get("metadata") or {}
    group, _, version = str(obj.get("apiVersion") or "").rpartition("/")
    place = FIRST.index(kind) - len(FIRST) if kind in FIRST else LAST.index(kind) + 1 if kind in LAST else 0
    return place, group or "~G", version, kind, str(meta.get("namespace") or "~X"), str(meta.get("name") or "")


def objects_of(files: Files, place: str, shown: str) -> list[Obj]:
    """The objects of a kustomization folder."""
    if not files.exists(place):
        why = f"evalsymlink failure on '{shown}' : lstat {place}: no such file or directory"
        raise CommandError(f"must build at directory: not a valid directory: {why}")
    recipe = recipe_of(files, place)
    found: list[Obj] = []
    for name in recipe.get("resources") or ():
        path = f"{place}/{name}"
        found += objects_of(files, path, str(name)) if files.is_dir(path) else file_objects(files, path, str(name))
    return [changed(obj, recipe) for obj in found]


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
    """An object with the recipe's namespace, name parts, labels and annotations."""
    meta = dict(obj.get("metadata") or {})
    meta["name"] = f"{recipe.get('namePrefix') or ''}{meta.get('name', '')}{recipe.get('nameSuffix') or ''}"
    if recipe.get("namespace"):
        meta["namespace"] = recipe["namespace"]
    for field, source in (("labels", "commonLabels"), ("annotations", "commonAnnotations")):
        if recipe.get(source):
            meta[field] = {**(meta.get(field) or {}), **recipe[source]}
    return {**obj, "metadata": meta}
