"""`config view`: prints the configuration, without secrets unless --raw asks for them."""

from __future__ import annotations

from typing import Any

from minikctl.commands.config.kubeconfig import load, normalized, place, written_to
from minikctl.contexts import ENTRIES, Config, entry
from minikctl.errors import CommandError
from minikctl.flags import OUTPUT
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.printing import printer

FLAGS = (
    OUTPUT[0]._replace(default="yaml"),
    *OUTPUT[1:],
    Flag("flatten", kind="bool", effect="Put files of certificates and keys into the output."),
    Flag("merge", kind="bool", default=True, effect="Merge all files that KUBECONFIG names."),
    Flag("minify", kind="bool", effect="Only what the current context needs."),
    Flag("raw", kind="bool", effect="Show secrets."),
)
USAGE = "[flags]"
EXAMPLES = (("The current context and what it names", "kubectl config view --minify"),)
REDACTED = ("token", "password")
FILES = ("certificate-authority", "client-certificate", "client-key")


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise call.usage_error(f"unexpected arguments: [{' '.join(args)}]")
    if not options["merge"] and not options["kubeconfig"]:
        raise CommandError("if merge==false a precise file must be specified")
    config = load(call)
    if options["minify"]:
        config = {**config, "current-context": options["context"] or config.get("current-context")}
        config = minified(config)
    if options["flatten"]:
        config = each_entry(config, lambda found: flattened(call, found))
    elif not options["raw"]:
        config = each_entry(config, redacted)
    printer(call, options, ordered=True).print(normalized(config), call.out)


def each_entry(config: Config, change: Any) -> Config:
    """The configuration with every entry changed."""
    changed = dict(config)
    for section, one in ENTRIES.items():
        items = config.get(section)
        changed[section] = [{**item, one: change(item.get(one) or {})} for item in items] if items else items
    return changed


def redacted(found: dict[str, Any]) -> dict[str, Any]:
    """An entry without its secrets."""
    hidden = {key: "REDACTED" for key in REDACTED if found.get(key)}
    omitted = {key: "DATA+OMITTED" for key in found if key.endswith("-data") and found[key]}
    return {**found, **hidden, **omitted}


def flattened(call: Invocation, found: dict[str, Any]) -> dict[str, Any]:
    """An entry with the content of its files."""
    changed = dict(found)
    for key in FILES:
        if found.get(key):
            import base64  # only for files

            folder = call.absolute(written_to(call, place(call))).rpartition("/")[0]
            path = found[key] if found[key].startswith("/") else f"{folder}/{found[key]}"
            try:
                changed[f"{key}-data"] = base64.b64encode(call.read(path)).decode()
            except OSError as error:
                why = (error.strerror or str(error)).lower()
                raise CommandError(f"open {path}: {why}") from None
            del changed[key]
    return changed


def minified(config: Config) -> Config:
    """Only the current context, its cluster and its user. Raises CommandError."""
    name = config.get("current-context") or ""
    if not name:
        raise CommandError("current-context must exist in order to minify")
    context = entry(config, "contexts", name)
    if context is None:
        raise CommandError(f"cannot locate context {name}")
    kept = {"contexts": name, "clusters": context.get("cluster"), "users": context.get("user")}
    changed = dict(config)
    for section, wanted in kept.items():
        if wanted and entry(config, section, wanted) is None:
            raise CommandError(f"cannot locate {ENTRIES[section]} {wanted}")
        changed[section] = [item for item in config.get(section) or () if item.get("name") == wanted] or None
    return changed
