"""`patch`: changes some fields of objects."""

from __future__ import annotations

from typing import Any

from minikctl import patching
from minikctl.arguments import Found, chosen
from minikctl.errors import CommandError
from minikctl.flags import DRY_RUN_AND_OUTPUT, FILENAME, field_manager
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import CLIENT, SERVER, Invocation
from minikctl.printing import printer
from minikctl.state.errors import ApiError, resource_not_found
from minikctl.state.kinds.kind import Kind

Obj = dict[str, Any]

FLAGS = (
    *DRY_RUN_AND_OUTPUT,
    *FILENAME,
    *field_manager("kubectl-patch"),
    Flag("local", kind="bool", effect="Change and print the manifests of -f, and ask nothing of the cluster."),
    Flag("patch", "p", effect="The patch, in JSON or YAML."),
    Flag("patch-file", effect="The file that holds the patch."),
    Flag("subresource", effect="A part of the object: status, scale or resize."),
    Flag("type", default="strategic", effect="strategic (lists are merged), merge (lists are replaced) or json."),
)
USAGE = "(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]"
HELP = """
Change some fields of objects.

A strategic patch merges lists by their keys, a merge patch replaces them, a JSON patch is a list of operations.
"""
EXAMPLES = (
    ("Make a Service reachable on the nodes", """kubectl patch svc web -p '{"spec":{"type":"NodePort"}}'"""),
    (
        "Change the first port",
        """kubectl patch svc web --type=json -p '[{"op":"replace","path":"/spec/ports/0/port","value":81}]'""",
    ),
)
MEDIA = {"strategic": "strategic-merge-patch", "merge": "merge-patch", "json": "json-patch"}


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    check(args, options, mode)
    from minikctl.state.requests import scale_of  # patches cost time and only changes need them

    form = options["type"].lower()
    change = read_patch(call, options, form)
    count = 0

    def change_one(item: Found) -> None:
        nonlocal count
        count += 1
        if not options["local"]:
            check_subresource(item.kind, options["subresource"])
        is_asked = not options["local"] and mode != CLIENT
        made = asked(call, item, change, form, mode) if is_asked else locally(item, change, form)
        before = scale_of(item.obj) if options["subresource"] == "scale" else item.obj
        operation = "patched" if made != before else "patched (no change)"
        printer(call, options, operation).print(made, call.out)

    printer(call, options)
    chosen(call, args, options, latest=False).each(change_one)
    if not count:
        raise CommandError("no objects passed to patch")


def check(args: list[str], options: Options, mode: str) -> None:
    """Refuses what cannot be asked. Raises CommandError."""
    if options["patch"] and options["patch-file"]:
        raise CommandError("cannot specify --patch and --patch-file together")
    if not options["patch"] and not options["patch-file"]:
        raise CommandError("must specify --patch or --patch-file containing the contents of the patch")
    if options["local"] and args:
        raise CommandError("cannot specify --local and server resources")
    if options["local"] and mode == SERVER:
        raise CommandError("cannot specify --local and --dry-run=server - did you mean --dry-run=client?")
    if options["type"] and options["type"].lower() not in MEDIA:
        raise CommandError(f'--type must be one of [{" ".join(sorted(MEDIA))}], not "{options["type"]}"')


def check_subresource(kind: Kind, name: str) -> None:
    """Raises ApiError NotFound for a part that objects of a kind do not have."""
    if name and name not in kind.subresources:
        raise resource_not_found()


def read_patch(call: Invocation, options: Options, form: str) -> Any:
    """The patch as a value. Raises CommandError."""
    from minikctl.manifests import YamlError, read_yaml  # only here

    text = options["patch"]
    if options["patch-file"]:
        try:
            text = call.read(options["patch-file"]).decode(errors="replace")
        except OSError as error:
            why = f"open {options['patch-file']}: {(error.strerror or str(error)).lower()}"
            raise CommandError(f"unable to read patch file: {why}") from None
    if text.lstrip().startswith("{"):
        return read_object(text, form, options["local"] or call.dry_run() == CLIENT)
    try:
        return read_yaml(text)
    except YamlError as error:
        raise CommandError(f'unable to parse "{options["patch"]}": {error}') from None


def read_object(text: str, form: str, is_local: bool) -> Any:
    """A patch in JSON, which kubectl hands on as it is. Raises what whoever reads it says: kubectl or the server."""
    from minikctl.manifests.jsontext import CutOff, JsonError, read_json, skipped  # only here

    try:
        value, end = read_json(text, skipped(text, 0))
        rest = text[skipped(text, end) :]
        why = f"invalid character '{rest[0]}' after top-level value" if rest else ""
    except JsonError as error:
        why = str(error)
    except CutOff:
        why = "unexpected end of JSON input"
    if not why:
        return value
    if is_local:
        raise CommandError({"strategic": "invalid JSON document", "merge": "Invalid JSON Patch"}.get(form, why))
    raise ApiError(400, "BadRequest", why)


def asked(call: Invocation, item: Found, change: Any, form: str, mode: str) -> Obj:
    """What the server makes of the patch. Raises ApiError, CommandError."""
    part = call.options["subresource"]
    version = item.obj.get("apiVersion", "")
    try:
        return patching.patch(
            call, item.kind, item.name, item.namespace, change, form, mode, subresource=part, version=version
        )
    except ApiError as error:
        if error.reason == "UnsupportedMediaType":
            of = f"{item.kind.api_version}, Kind={item.kind.name}"
            raise CommandError(f"application/{MEDIA[form]}+json is not supported by {of}: {error.message}") from None
        raise


def locally(item: Found, change: Any, form: str) -> Obj:
    """What kubectl itself makes of the patch. Raises CommandError."""
    from minikctl.state.patches.problems import PatchError  # patches cost time and only changes need them
    from minikctl.state.requests import changed

    if form != "json" and not isinstance(change, dict):
        if form == "strategic" and change is None:
            return item.obj
        if form == "strategic":
            raise CommandError("invalid JSON document")
        if isinstance(change, list):
            raise CommandError("json: cannot unmarshal array into Go value of type unstructured.detector")
        raise CommandError("Invalid JSON Patch")
    if change is None:
        return item.obj
    try:
        return changed(item.kind, item.obj, change, form, item.obj.get("apiVersion", ""))
    except PatchError as error:
        raise CommandError(error.why) from None
