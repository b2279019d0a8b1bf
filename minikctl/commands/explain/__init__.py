"""`explain`: the fields of a kind and their types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.arguments import kind_meant
from minikctl.commands.explain.documentation import MISSING, definitions
from minikctl.commands.explain.older import older_page
from minikctl.commands.explain.tree import Node, builtin, custom
from minikctl.commands.explain.wrapping import indented, wrapped
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

if TYPE_CHECKING:
    from minikctl.state.kinds.kind import Kind
    from minikctl.state.view import View

FLAGS = (
    Flag("api-version", effect="The group and version of the kind, such as apps/v1."),
    Flag("output", default="plaintext", effect="plaintext, or plaintext-openapiv2 as older clients print."),
    Flag("recursive", kind="bool", effect="Print the fields of fields too, without descriptions."),
)
USAGE = "TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]"
HELP = "Tell which fields a kind has, and of what type they are."
EXAMPLES = (
    ("The fields of Services", "kubectl explain services"),
    ("One field", "kubectl explain services.spec.ports"),
)
NO_TYPE = (
    "You must specify the type of resource to explain. "
    'Use "{0} api-resources" for a complete list of supported resources.'
)
WIDTH = 80
FEW = 4  # so many values of an enumeration are shown among other fields


def run(call: Invocation, args: list[str], options: Options) -> None:
    if not args:
        raise CommandError(NO_TYPE.format(call.around.called))
    if len(args) > 1:
        raise CommandError("We accept only this format: explain RESOURCE")
    view = call.view()
    kind, path = meant(view, args[0].rstrip("."))
    version = wanted_version(kind, options["api-version"])
    if options["output"] not in ("plaintext", "plaintext-openapiv2"):
        raise CommandError(f"unrecognized format: {options['output']}")
    node = builtin(kind, version) or custom(view, kind)
    if not definitions():
        call.err(MISSING + "\n")
    if options["output"] == "plaintext":
        group, _, short = version.rpartition("/")
        call.out((f"GROUP:      {group}\n" if group else "") + f"KIND:       {kind.name}\nVERSION:    {short}\n\n")
    required = ""
    for name in path:
        if name not in node.fields():
            raise CommandError(f'field "{path[-1]}" does not exist')
        required, node = name, node.fields()[name].node
    if options["output"] == "plaintext":
        call.out(page(required, node, options["recursive"]))
    else:
        call.out(older_page(kind.name, version, required, node, options["recursive"]))


def meant(view: View, text: str) -> tuple[Kind, list[str]]:
    """(the kind, the fields below it) of `pods.spec` or `deployments.apps.spec`. Raises CommandError."""
    parts = text.split(".")
    for length in range(len(parts), 1, -1):
        found = kind_meant(view.kinds, ".".join(parts[:length]))
        if found is not None and ".".join(parts[1:length]) in (found.group, f"{found.version}.{found.group}"):
            return found, parts[length:]
    found = kind_meant(view.kinds, parts[0])
    if found is None:
        raise CommandError(f'the server doesn\'t have a resource type "{parts[0]}"', prefixed=False)
    return found, parts[1:]


def wanted_version(kind: Kind, text: str) -> str:
    """The kind's group and version, or those of --api-version. Raises CommandError."""
    if not text:
        return kind.api_version
    if text.count("/") > 1:
        raise CommandError(f"unexpected GroupVersion string: {text}")
    if text not in (kind.api_version, *kind.versions):
        shown = text if "/" in text else f"/{text}"
        raise CommandError(f'couldn\'t find resource for "{shown}, Resource={kind.plural}"')
    return text


def page(name: str, node: Node, recursive: bool) -> str:
    """A field, its description and the fields below it."""
    parts = [f"FIELD: {name} <{node.type}>\n" + enumerated(node) + "\n"] if name else []
    parts.append("DESCRIPTION:\n" + description(node))
    fields = node.fields()
    if fields:
        parts.append("FIELDS:\n" + (tree(node, 1, ()) if recursive else listed(node)))
    return "".join(parts) + "\n"


def enumerated(node: Node) -> str:
    return "ENUM:\n" + "".join(f"    {shown(value)}\n" for value in node.enum) if node.enum else "\n"


def shown(value: str) -> str:
    """A value of an enumeration; the empty one is quoted."""
    return value or '""'


def description(node: Node) -> str:
    """All that is said of a field, in lines of 80 characters."""
    text = "".join(one + "\n" for one in node.descriptions) or "<empty>"
    return indented(wrapped(text, WIDTH - 4), 4) + "\n"


def listed(node: Node) -> str:
    """The fields with their descriptions."""
    found = []
    for name in sorted(node.fields()):
        field = node.fields()[name]
        told = indented(wrapped(field.description or "<no description>", WIDTH - 4), 4)
        found.append(line(name, field.node, field.required, 1) + told + "\n\n")
    return "".join(found)


def tree(node: Node, depth: int, above: tuple[str, ...]) -> str:
    """The fields, and the fields of fields, each type once on the way down."""
    found = []
    for name in sorted(node.fields()):
        field = node.fields()[name]
        found.append(line(name, field.node, field.required, depth))
        if not field.node.name or field.node.name not in above:
            found.append(tree(field.node, depth + 1, (*above, field.node.name)))
    return "".join(found)


def line(name: str, node: Node, required: bool, depth: int) -> str:
    indent = "  " * depth
    told = f"{indent}{name}\t<{node.type}>{' -required-' if required else ''}\n"
    values = [shown(value) for value in node.enum[:FEW]] + (["...."] if len(node.enum) > FEW else [])
    return told + (f"{indent}enum: {', '.join(values)}\n" if values else "")
