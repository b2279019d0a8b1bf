"""`get`: lists of objects, or objects in any form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.arguments import Chosen, Found, chosen, has_files
from minikctl.errors import CommandError, joined
from minikctl.flags import ALL_NAMESPACES, CHUNK_SIZE, FIELD_SELECTOR, FILENAME, OUTPUT, RAW, SELECTOR
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.output import GET_FORMATS, is_table, printer_for
from minikctl.output.to_table import TableOptions, print_tables
from minikctl.printing import list_of, print_options
from minikctl.state.kinds.kind import Kind
from minikctl.state.tables import AGE, NAME, Row, Table, table

if TYPE_CHECKING:
    from minikctl.state.view import View

FLAGS = (
    *OUTPUT,
    *FILENAME,
    *SELECTOR,
    *FIELD_SELECTOR,
    *ALL_NAMESPACES,
    *CHUNK_SIZE,
    *RAW,
    Flag("ignore-not-found", kind="bool", effect="Say nothing of objects that do not exist."),
    Flag("label-columns", "L", "list", effect="Labels that get a column of their own."),
    Flag("no-headers", kind="bool", effect="Leave the line of headers out."),
    Flag("output-watch-events", kind="bool", effect="With --watch: say what happened to each object."),
    Flag("server-print", kind="bool", default=True, effect="Show the server's columns; otherwise only name and age."),
    Flag("show-kind", kind="bool", effect="Write the kind before each name."),
    Flag("show-labels", kind="bool", effect="Show all labels in a last column."),
    Flag("sort-by", effect="Order by a field, such as .metadata.creationTimestamp."),
    Flag("subresource", effect="A part of the objects: status, scale or resize."),
    Flag("watch", "w", "bool", effect="Then show each change as it happens."),
    Flag("watch-only", kind="bool", effect="Show only changes."),
)
OLD_FLAGS = (
    Flag("export", kind="bool", hidden=True, deprecated="it was removed in kubectl 1.18"),
    Flag("show-all", "a", "bool", hidden=True, deprecated="it was removed in kubectl 1.14"),
)
USAGE = "(TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]"
HELP = """
List objects, or print them as YAML, JSON, names, or by a template.

Without -A only one namespace is looked into.
"""
EXAMPLES = (
    ("All Services", "kubectl get services"),
    ("Pods with their nodes and addresses", "kubectl get pods -o wide"),
    ("One Deployment as YAML", "kubectl get deployment web -o yaml"),
    ("The cluster IP of a Service", "kubectl get svc web -o jsonpath={.spec.clusterIP}"),
    ("Pods with a label, in every namespace", "kubectl get pods -A -l app=web"),
)
NO_TYPE = (
    "You must specify the type of resource to get. "
    'Use "{0} api-resources" for a complete list of supported resources.\n\n'
)
NOT_GIVEN = (
    'Required resource not specified.\nUse "{0} explain <resource>" for a detailed description of that resource '
    "(e.g. {0} explain pods)."
)
SUBRESOURCES = ("status", "scale", "resize")


def run(call: Invocation, args: list[str], options: Options) -> None:
    if options["raw"]:
        if args:
            raise CommandError("arguments may not be passed when --raw is specified")
        if options["output"]:
            raise CommandError("--raw and --output are mutually exclusive")
        from minikctl.commands.get.raw import print_raw  # only with --raw
        from minikctl.rawrequests import check_address

        check_address(options["raw"])
        return print_raw(call, options["raw"])
    check(call, args, options)
    if options["watch"] or options["watch-only"]:
        from minikctl.commands.get.watching import watch  # only with --watch

        return watch(call, args, options)
    view = call.view()
    found = chosen(call, args, options, everything=True, view=view)
    if options["ignore-not-found"]:
        found = found.without_missing()
    if is_table(options["output"], print_options(call, options)):
        return print_table(call, options, found, view)
    return print_objects(call, options, found)


def check(call: Invocation, args: list[str], options: Options) -> None:
    """Refuses what cannot be asked. Raises CommandError or OutputError."""
    form = options["output"]
    if options["show-labels"] and form not in ("", "wide"):
        raise CommandError(f"--show-labels option cannot be used with {form} printer")
    if options["output-watch-events"] and not (options["watch"] or options["watch-only"]):
        raise CommandError("--output-watch-events option can only be used with --watch or --watch-only")
    if not args and not has_files(options):
        call.err(NO_TYPE.format(call.around.called))
        raise call.usage_error(NOT_GIVEN.format(call.around.called))
    if not is_table(form, print_options(call, options)):
        printer_for(form, print_options(call, options), GET_FORMATS)
    part = options["subresource"]
    if part and (len(args) < 2 and not any("/" in arg for arg in args)) and not has_files(options):
        raise CommandError("subresource cannot be used when bulk resources are specified")


def print_objects(call: Invocation, options: Options, found: Chosen) -> None:
    """Objects in a form that is not a table: one as it is, several as a List."""
    objects = [item.obj for item in found.found]
    if found.is_single and found.errors:
        found.raise_errors()
    if not objects and options["ignore-not-found"]:
        return found.raise_errors()
    if options["sort-by"]:
        from minikctl.output.sorting import sorted_objects  # only with --sort-by

        try:
            objects = sorted_objects(objects, options["sort-by"])
        except ValueError as error:
            raise CommandError(str(error)) from None
    shown = printer_for(options["output"], print_options(call, options), GET_FORMATS)
    shown.print(objects[0] if found.is_single and len(objects) == 1 else list_of(objects), call.out)
    return found.raise_errors()


def table_options(options: Options, with_namespace: bool, with_kind: bool) -> TableOptions:
    return TableOptions(
        wide=options["output"] == "wide",
        no_headers=options["no-headers"],
        show_labels=options["show-labels"],
        label_columns=tuple(options["label-columns"]),
        with_namespace=with_namespace,
        with_kind=with_kind or options["show-kind"],
    )


def print_table(call: Invocation, options: Options, found: Chosen, view: View) -> None:
    """Objects as lines, kind by kind."""
    kinds = found.kinds if not found.errors or not found.found else [item.kind for item in found.found]
    shown = table_options(options, call.all_namespaces, len(set(kinds)) > 1)
    if not print_tables(tables(options, found.found, view), shown, call.out):
        say_nothing_found(call, options, found, kinds)
    if found.errors:
        raise joined(found.errors)


def tables(options: Options, found: list[Found], view: View) -> list[Table]:
    """The tables to print: neighbours of one kind together, in order of --sort-by."""
    groups: list[tuple[Kind, list[Found]]] = []
    for item in found:
        if not groups or groups[-1][0] != item.kind:
            groups.append((item.kind, []))
        groups[-1][1].append(item)
    made = [rows_of(options, kind, items, view) for kind, items in groups]
    if not options["sort-by"]:
        return made
    from minikctl.output.sorting import sorted_table  # only with --sort-by

    return [shown for one in made if (shown := sorted_table(one, options["sort-by"])) is not None]


def rows_of(options: Options, kind: Kind, items: list[Found], view: View) -> Table:
    objects = [item.obj for item in items]
    if options["server-print"]:
        return table(kind, objects, view)
    columns = (NAME, AGE)
    return Table(kind, columns, [Row([column.cell(obj, view) for column in columns], obj) for obj in objects])


def say_nothing_found(call: Invocation, options: Options, found: Chosen, kinds: list[Kind]) -> None:
    if options["ignore-not-found"] or found.errors:
        return
    if call.all_namespaces or not all(kind.namespaced for kind in kinds):
        call.err("No resources found\n")
    else:
        call.err(f"No resources found in {call.namespace} namespace.\n")
