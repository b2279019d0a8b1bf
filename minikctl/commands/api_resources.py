"""`api-resources`: every kind that the server knows."""

from __future__ import annotations

from typing import NamedTuple

from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.kinds.kind import Kind
from minikctl.state.text import tabulate

FLAGS = (
    Flag("api-group", effect="Only kinds of this group."),
    Flag("cached", kind="bool", effect="Accepted, without effect: nothing is cached."),
    Flag("categories", kind="list", effect="Only kinds of these categories."),
    Flag("namespaced", kind="bool", default=True, effect="Only kinds that live in namespaces, or (false) that do not."),
    Flag("no-headers", kind="bool", effect="Leave the line of headers out."),
    Flag("output", "o", effect="wide or name."),
    Flag("sort-by", effect="name or kind."),
    Flag("verbs", kind="list", effect="Only kinds that know these verbs."),
)
USAGE = "[flags]"
HELP = "List the kinds that the server knows."
EXAMPLES = (
    ("All kinds with their verbs", "kubectl api-resources -o wide"),
    ("Kinds of a group", "kubectl api-resources --api-group=apps"),
)
HEADERS = ("NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND")
WIDE = ("VERBS", "CATEGORIES")


class Served(NamedTuple):
    """A kind in one of its groups."""

    kind: Kind
    api_version: str

    @property
    def group(self) -> str:
        return self.api_version.rpartition("/")[0]

    @property
    def resource(self) -> str:
        return f"{self.kind.plural}.{self.group}" if self.group else self.kind.plural


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise call.usage_error(f"unexpected arguments: [{' '.join(args)}]")
    form = options["output"]
    if form not in ("", "wide", "name"):
        raise CommandError(f"--output {form} is not available")
    if options["sort-by"] not in ("", "name", "kind"):
        raise CommandError("--sort-by accepts only name or kind")
    rows = [row for row in served(call.view().kinds) if is_asked_for(row, options)]
    if options["sort-by"]:
        rows.sort(key=lambda row: row.kind.plural if options["sort-by"] == "name" else row.kind.name)
    if form == "name":
        return call.out("".join(f"{row.resource}\n" for row in rows))
    return call.out(page(rows, form == "wide", options["no-headers"]))


def served(kinds: list[Kind]) -> list[Served]:
    """Each kind once for each of its groups, ordered by group and name; the core group first."""
    found = []
    for kind in kinds:
        groups = {kind.group}
        found.append(Served(kind, kind.api_version))
        for version in kind.versions:
            if version.rpartition("/")[0] not in groups:
                found.append(Served(kind, version))
    return sorted(found, key=lambda row: (row.group, row.kind.plural))


def is_asked_for(row: Served, options: Options) -> bool:
    kind = row.kind
    if "api-group" in options.given and row.group != options["api-group"]:
        return False
    if "namespaced" in options.given and kind.namespaced != options["namespaced"]:
        return False
    return set(options["verbs"]) <= set(kind.verbs) and set(options["categories"]) <= set(kind.categories)


def page(rows: list[Served], wide: bool, no_headers: bool) -> str:
    """The table, aligned as kubectl's printer does."""
    lines = [] if no_headers else ["\t".join(HEADERS + (WIDE if wide else ()))]
    for row in rows:
        kind = row.kind
        cells = [kind.plural, ",".join(kind.short), row.api_version, str(kind.namespaced).lower(), kind.name]
        lines.append("\t".join(cells + ([",".join(kind.verbs), ",".join(kind.categories)] if wide else [])))
    return tabulate("".join(f"{line}\n" for line in lines), 6, 3)
