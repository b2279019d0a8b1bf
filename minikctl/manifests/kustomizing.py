"""What a kustomization does to objects: generators, labels, images, replicas, and names that follow renamed objects.

Sources: kustomize's api/hasher, transformer configurations (namereference, commonlabels).
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from minikctl.state.objects import copy_tree, name_of

Obj = dict[str, Any]
Read = Callable[[str], str]  # a file beside the kustomization

ENCODED = str.maketrans("013ae", "ghkmt")
WHOLE = ("Namespace", "CustomResourceDefinition", "APIService")  # kinds whose names get no prefix
WORKLOADS = ("Deployment", "DaemonSet", "ReplicaSet", "StatefulSet", "Job")
NAMED_BY = {  # field that holds a name, or an object with one -> the kind that is meant
    "configMap": "ConfigMap",
    "configMapRef": "ConfigMap",
    "configMapKeyRef": "ConfigMap",
    "secretRef": "Secret",
    "secretKeyRef": "Secret",
    "secretName": "Secret",
    "imagePullSecrets": "Secret",
    "claimName": "PersistentVolumeClaim",
    "serviceAccountName": "ServiceAccount",
    "serviceName": "Service",
    "service": "Service",
}


def hashed(obj: Obj) -> str:
    """The suffix of a generated object: ten letters of a digest of what it holds."""
    content: Obj = {"kind": obj["kind"], "name": "", "data": obj.get("data") or ""}
    if obj["kind"] == "Secret":
        content["type"] = obj.get("type", "")
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:10].translate(ENCODED)


def generated(recipe: Obj, read: Read) -> list[tuple[Obj, bool]]:
    """ConfigMaps and Secrets of the generators, and whether a hash is to follow the name."""
    found = []
    for kind, field in (("ConfigMap", "configMapGenerator"), ("Secret", "secretGenerator")):
        for one in recipe.get(field) or ():
            options = merged_options(recipe.get("generatorOptions") or {}, one.get("options") or {})
            data = content_of(one, read)
            if kind == "Secret":
                data = {key: b64encode(value.encode()).decode() for key, value in data.items()}
            meta = {key: options[key] for key in ("annotations", "labels") if options.get(key)} | {"name": one["name"]}
            if one.get("namespace"):
                meta["namespace"] = one["namespace"]
            obj: Obj = {"apiVersion": "v1", "kind": kind, "metadata": meta}
            if data:
                obj["data"] = {key: data[key] for key in sorted(data)}
            if kind == "Secret":
                obj["type"] = one.get("type") or "Opaque"
            found.append((obj, not options.get("disableNameSuffixHash")))
    return found


def merged_options(common: Obj, own: Obj) -> Obj:
    """The options of one generator over those of all."""
    found = {**common, **own}
    for field in ("annotations", "labels"):
        if common.get(field) and own.get(field):
            found[field] = {**common[field], **own[field]}
    return found


def content_of(one: Obj, read: Read) -> dict[str, str]:
    """The data of a generator: literals, files and files of variables."""
    data: dict[str, str] = {}
    for literal in one.get("literals") or ():
        key, _, value = str(literal).partition("=")
        data[key] = value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
    for name in one.get("files") or ():
        key, equals, path = str(name).partition("=")
        data[key if equals else key.rpartition("/")[2]] = read(path if equals else key)
    for name in [*(one.get("envs") or ()), *([one["env"]] if one.get("env") else ())]:
        for line in read(str(name)).splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                key, _, value = line.partition("=")
                data[key] = value
    return data


def relabelled(obj: Obj, labels: dict[str, str], *, selectors: bool, templates: bool) -> Obj:
    """An object with more labels; `selectors`: selectors and templates have them too."""
    found: Obj = copy_tree(obj)
    add(found.setdefault("metadata", {}), "labels", labels)
    spec = found.get("spec")
    if not isinstance(spec, dict):
        return found
    kind = found.get("kind")
    if selectors and kind in ("Service", "ReplicationController") and (kind != "Service" or spec.get("selector")):
        add(spec, "selector", labels)
    if selectors and kind in WORKLOADS and (kind != "Job" or spec.get("selector")):
        add(spec.setdefault("selector", {}), "matchLabels", labels)
    if selectors and kind == "CronJob" and isinstance(spec.get("jobTemplate"), dict):
        add(spec["jobTemplate"].setdefault("metadata", {}), "labels", labels)
    if selectors or templates:
        for template in templates_of(found):
            add(template.setdefault("metadata", {}), "labels", labels)
    return found


def templates_of(obj: Obj) -> list[Obj]:
    """The pod template of an object, if it has one."""
    spec = obj.get("spec") or {}
    job = (spec.get("jobTemplate") or {}).get("spec") if obj.get("kind") == "CronJob" else spec
    template = job.get("template") if isinstance(job, dict) else None
    return [template] if isinstance(template, dict) else []


def annotated(obj: Obj, notes: dict[str, str]) -> Obj:
    """An object with more annotations, its templates too."""
    found: Obj = copy_tree(obj)
    add(found.setdefault("metadata", {}), "annotations", notes)
    if found.get("kind") == "CronJob" and isinstance((found.get("spec") or {}).get("jobTemplate"), dict):
        add(found["spec"]["jobTemplate"].setdefault("metadata", {}), "annotations", notes)
    for template in templates_of(found):
        add(template.setdefault("metadata", {}), "annotations", notes)
    return found


def with_subjects(obj: Obj, namespace: str, accounts: set[str]) -> Obj:
    """A binding whose ServiceAccounts, if they are made here, are in the namespace of the recipe."""
    if not namespace or not isinstance(obj.get("subjects"), list):
        return obj
    moved = [
        {**one, "namespace": namespace}
        if one.get("kind") == "ServiceAccount" and one.get("name") in accounts | {"default"}
        else one
        for one in obj["subjects"]
    ]
    return {**obj, "subjects": moved}


def add(place: Obj, field: str, labels: dict[str, str]) -> None:
    merged = {**(place.get(field) or {}), **labels}
    place[field] = {key: merged[key] for key in sorted(merged)}


def with_images(value: Any, images: list[Obj]) -> Any:
    """A value with other images in its containers."""
    if isinstance(value, list):
        return [with_images(item, images) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: with_images(item, images) for key, item in value.items()}
    for field in ("containers", "initContainers"):
        if isinstance(found.get(field), list):
            found[field] = [with_image(one, images) for one in found[field]]
    return found


def with_image(container: Obj, images: list[Obj]) -> Obj:
    text = container.get("image")
    if not isinstance(text, str):
        return container
    plain, _, digest = text.partition("@")
    head, slash, last = plain.rpartition("/")
    base, colon, tag = last.partition(":")
    name = f"{head}{slash}{base}"
    for one in images:
        if one.get("name") != name:
            continue
        name = one.get("newName") or name
        if one.get("digest"):
            return {**container, "image": f"{name}@{one['digest']}"}
        if one.get("newTag"):
            return {**container, "image": f"{name}:{one['newTag']}"}
        rest = f"@{digest}" if digest else f"{colon}{tag}"
        return {**container, "image": name + rest}
    return container


def with_replicas(obj: Obj, wanted: list[Obj]) -> Obj:
    """A workload with the replicas that the recipe sets."""
    for one in wanted:
        if one.get("name") == name_of(obj) and obj.get("kind") in (*WORKLOADS[:4], "ReplicationController"):
            return {**obj, "spec": {**(obj.get("spec") or {}), "replicas": one.get("count")}}
    return obj


def following(value: Any, names: dict[tuple[str, str], str], field: str = "") -> Any:
    """A value whose references to renamed objects have the new names."""
    if isinstance(value, list):
        return [following(item, names, field) for item in value]
    kind = NAMED_BY.get(field, "")
    if isinstance(value, str):
        return names.get((kind, value), value) if kind else value
    if not isinstance(value, dict):
        return value
    found = {key: following(item, names, key) for key, item in value.items()}
    own = kind or (str(value["kind"]) if field in ("scaleTargetRef", "roleRef", "subjects") and "kind" in value else "")
    if own and isinstance(value.get("name"), str):
        found["name"] = names.get((own, value["name"]), value["name"])
    return found
