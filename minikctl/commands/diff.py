"""`diff`: what `apply` would change, as a unified diff."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

from minikctl import patching
from minikctl.arguments import Found, Query, by_labels, has_files, objects_of
from minikctl.commands.apply import MANAGER
from minikctl.commands.apply.client import three_way
from minikctl.commands.apply.pruning import Pruning
from minikctl.errors import CommandError, ErrorList, Exit, error_text, joined
from minikctl.flags import FILENAME, SELECTOR, field_manager
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import SERVER, Invocation
from minikctl.making import LAST_APPLIED
from minikctl.manifests.sources import read_all, sources
from minikctl.output import without_managed_fields
from minikctl.output.to_yaml import to_yaml
from minikctl.printing import by_name
from minikctl.state.chance import Chance
from minikctl.state.clock import timestamp
from minikctl.state.errors import ApiError
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import annotations_of, name_of, namespace_of, uid_of

Obj = dict[str, Any]

FLAGS = (
    *FILENAME,
    *SELECTOR,
    *field_manager(MANAGER),
    Flag(
        "concurrency",
        kind="int",
        default=1,
        effect="Accepted, without effect: objects are compared one after the other.",
    ),
    Flag("force-conflicts", kind="bool", effect="With --server-side: take fields over from other managers."),
    Flag("prune", kind="bool", effect="Show what apply --prune would delete."),
    Flag("prune-allowlist", kind="repeated", effect="The kinds that --prune looks at, such as apps/v1/Deployment."),
    Flag("server-side", kind="bool", effect="Let the server merge, as apply --server-side does."),
    Flag("show-managed-fields", kind="bool", effect="Compare metadata.managedFields too."),
)
USAGE = "-f FILENAME"
HELP = """
Show what `apply` would change, as a unified diff.

The exit code is 0 if nothing would change, 1 if something would, and greater if something went wrong.
"""
EXAMPLES = (("What a manifest would change", "kubectl diff -f web.yaml"),)
TROUBLE = 2
SENSITIVE, BEFORE, AFTER = "***", "*** (before)", "*** (after)"


def run(call: Invocation, args: list[str], options: Options) -> None:
    try:
        differences = compared(call, args, options)
    except (ApiError, CommandError, ErrorList) as error:
        raise CommandError(error_text(error)[0], TROUBLE, prefixed=False) from None
    if differences:
        call.out(differences)
        raise Exit(1)


def compared(call: Invocation, args: list[str], options: Options) -> str:
    """All differences as text. Raises CommandError, ApiError, ErrorList."""
    if args:
        raise call.usage_error(f"Unexpected args: [{' '.join(args)}]")
    if not has_files(options):
        raise CommandError("must specify one of -f and -k")
    if options["force-conflicts"] and not options["server-side"]:
        raise CommandError("--force-conflicts only works with --server-side")
    if options["server-side"] and "field-manager" not in options.given:
        options["field-manager"] = "kubectl"
    folders = Folders(call)
    pruning = Pruning(call, options, SERVER) if options["prune"] else None
    parts: dict[str, tuple[Obj | None, Obj | None]] = {}
    failed: list[Exception] = []
    for item in read_all(call, sources(call, options), call.view(), validate=False):
        if isinstance(item, Exception):
            failed.append(item)
            continue
        for one in by_labels([item], str(options["selector"] or "")):
            live, merged = sides(call, one, options)
            if pruning is not None:
                pruning.visited(one, merged)
            parts[file_name(one.kind, one.obj, one.namespace)] = (live, merged)
    if failed:
        raise joined(failed)
    for kind, obj in left_over(call, pruning, options) if pruning is not None else ():
        parts[file_name(kind, obj, namespace_of(obj))] = (obj, None)
    return "".join(folders.difference(name, *parts[name], options["show-managed-fields"]) for name in sorted(parts))


def sides(call: Invocation, item: Found, options: Options) -> tuple[Obj | None, Obj]:
    """(the live object, what it would become). Raises ApiError, CommandError."""
    call.requested(item.kind)
    live = call.view().find(item.kind, item.name, item.namespace)
    if options["server-side"]:
        from minikctl.commands.apply.server import applied_by_server  # only with --server-side

        options.setdefault("subresource", "")
        return live, applied_by_server(call, item, options, SERVER)[0]
    if live is None:
        return None, patching.create(call, item.kind, item.obj, item.namespace, SERVER, "Ignore")
    change, form = three_way(call, item, without_annotation(item.obj), live)
    if not change:
        return live, live
    return live, patching.patch(call, item.kind, item.name, item.namespace, change, form, SERVER, validation="Ignore")


def without_annotation(manifest: Obj) -> Obj:
    """The manifest as apply compares it, without the annotation of an earlier apply."""
    meta = manifest.get("metadata") or {}
    notes = {key: value for key, value in (meta.get("annotations") or {}).items() if key != LAST_APPLIED}
    return {**manifest, "metadata": {**meta, "annotations": notes}}


def left_over(call: Invocation, pruning: Pruning, options: Options) -> Iterator[tuple[Kind, Obj]]:
    """What apply --prune would delete."""
    for kind in pruning.kinds:
        for namespace in pruning.namespaces if kind.namespaced else [None]:
            for obj in objects_of(call, call.view(), Query(kind, namespace, str(options["selector"] or ""), "")):
                if LAST_APPLIED in annotations_of(obj) and uid_of(obj) not in pruning.uids:
                    yield kind, obj


def file_name(kind: Kind, obj: Obj, namespace: str) -> str:
    """`apps.v1.Deployment.default.web`."""
    group, _, version = (obj.get("apiVersion") or kind.api_version).rpartition("/")
    return f"{group + '.' if group else ''}{version}.{kind.name}.{namespace}.{name_of(obj)}"


class Folders:
    """The folders that kubectl would compare: only their names are needed."""

    def __init__(self, call: Invocation) -> None:
        chance = Chance(str(call.view().settings["seed"]))
        mark = f"diff/{call.cause}/{call.around.clock.now()}"
        self.names = [f"/tmp/{side}-{chance.number(mark + side, 1 << 32)}" for side in ("LIVE", "MERGED")]
        now = timestamp(call.around.clock.now())
        self.stamp = f"{now[:10]} {now[11:19]}.000000000 +0000"

    def difference(self, name: str, live: Obj | None, merged: Obj | None, with_managed: bool) -> str:
        """The difference of two states of an object, "" if there is none."""
        if any(obj is not None and obj.get("kind") == "Secret" for obj in (live, merged)):
            live, merged = masked(live, merged)
        left, right = (shown(obj, with_managed).splitlines(keepends=True) for obj in (live, merged))
        first, second = (f"{folder}/{name}" for folder in self.names)
        lines = list(unified_diff(left, right, first, second, self.stamp, self.stamp))
        return f"diff -u -N {first} {second}\n" + "".join(lines) if lines else ""


def shown(obj: Obj | None, with_managed: bool) -> str:
    """An object as YAML; nothing for none."""
    if obj is None:
        return ""
    return to_yaml(by_name(obj if with_managed else without_managed_fields(obj)))


def masked(live: Obj | None, merged: Obj | None) -> tuple[Obj | None, Obj | None]:
    """Secrets without their values; those that differ are marked."""
    before, after = dict((live or {}).get("data") or {}), dict((merged or {}).get("data") or {})
    hidden_before = {
        key: BEFORE if key in after and after[key] != value else SENSITIVE for key, value in before.items()
    }
    hidden_after = {key: AFTER if key in before and before[key] != value else SENSITIVE for key, value in after.items()}
    return (
        {**live, "data": hidden_before} if live is not None and before else live,
        {**merged, "data": hidden_after} if merged is not None and after else merged,
    )
