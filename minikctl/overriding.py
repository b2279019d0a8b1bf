"""--overrides and --override-type: a patch for what `run` and `expose` generate."""

from __future__ import annotations

from typing import Any

from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.state.kinds.kind import Kind

Obj = dict[str, Any]

FLAGS = (
    Flag("override-type", default="merge", effect="How --overrides is applied: json, merge or strategic."),
    Flag("overrides", effect="A patch, in JSON, for the object that is generated."),
)


def overridden(kind: Kind, obj: Obj, options: Options) -> Obj:
    """The object with --overrides applied. Raises CommandError."""
    text, how = options["overrides"], options["override-type"]
    if not text:
        return obj
    if how not in ("json", "merge", "strategic"):
        raise CommandError(f"invalid override type: {how}")
    from json import loads  # only with --overrides

    from minikctl.generating import typed
    from minikctl.state.patches.jsonpatch import json_patch
    from minikctl.state.patches.mergepatch import merge_patch
    from minikctl.state.patches.problems import PatchError
    from minikctl.state.patches.strategic import strategic_merge

    try:
        patch = loads(text)
    except ValueError:
        raise CommandError("Invalid JSON Patch") from None
    try:
        if how == "json":
            found = json_patch(obj, patch)
        else:
            found = merge_patch(obj, patch) if how == "merge" else strategic_merge(kind, obj, patch)
    except PatchError as error:
        raise CommandError(str(error)) from None
    version = found.get("apiVersion", "")
    if found.get("kind") == kind.name and version != kind.api_version:
        raise CommandError(
            f'no kind "{kind.name}" is registered for version "{version}" in scheme "pkg/scheme/scheme.go:28"'
        )
    return typed(kind, found)
