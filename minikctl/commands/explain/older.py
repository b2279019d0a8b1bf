"""How `explain` printed before OpenAPI v3: types without names, wider indents (`-o plaintext-openapiv2`)."""

from __future__ import annotations

from minikctl.commands.explain.tree import Node
from minikctl.commands.explain.wrapping import filled

WIDTH = 80
FIELDS = 3  # spaces before a field
DEEPER = 5  # spaces before a description


def older_page(kind: str, version: str, name: str, node: Node, recursive: bool) -> str:
    """A kind or a field, its descriptions and the fields below it.

    The layout is that of kubectl/pkg/explain/model_printer.go and its two printers of fields.
    """
    head = [f"KIND:     {kind}", f"VERSION:  {version}", ""]
    fields = node.fields()
    if name:
        head += [f"{'RESOURCE' if fields else 'FIELD'}: {'' if fields else '   '}{name} <{node.older}>", ""]
    lines = [*head, "DESCRIPTION:", *described(node)]
    if fields:
        lines += ["", "FIELDS:", *(tree(node, FIELDS, ()) if recursive else listed(node))]
    return "".join(line + "\n" for line in lines)


def described(node: Node) -> list[str]:
    """The descriptions, a blank line between them."""
    lines: list[str] = []
    for text in node.descriptions or ("<empty>",):
        lines += [""] if lines else []
        lines += padded(text, DEEPER)
    return lines


def listed(node: Node) -> list[str]:
    """The fields with their descriptions."""
    lines: list[str] = []
    for name in sorted(node.fields()):
        field = node.fields()[name]
        required = " -required-" if field.required else ""
        lines.append(f"{' ' * FIELDS}{name}\t<{field.node.older}>{required}")
        lines += [*padded(field.description or "<no description>", DEEPER), ""]
    return lines


def tree(node: Node, indent: int, above: tuple[str, ...]) -> list[str]:
    """The fields, and the fields of fields, each type once on the way down."""
    lines: list[str] = []
    for name in sorted(node.fields()):
        field = node.fields()[name]
        lines.append(f"{' ' * indent}{name}\t<{field.node.older}>")
        if not field.node.name or field.node.name not in above:
            lines += tree(field.node, indent + FIELDS, (*above, field.node.name))
    return lines


def padded(text: str, indent: int) -> list[str]:
    """A text in lines of 80 characters, each behind its indent; empty lines stay empty."""
    return [" " * indent + line if line else "" for line in filled(text, WIDTH - indent)]
