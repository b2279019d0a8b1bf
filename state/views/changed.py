"""What the shown change did, object by object: the fields that differ, and the rules of the Services it touched."""

from __future__ import annotations

import json
from typing import Any

from minikctl.state.kinds import SERVICE
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import split_key
from minikctl.state.views import iptables
from minikctl.state.views.changes import changed_fields, touched_services
from minikctl.state.views.lines import Line, Span, fitted, line, mark_span, safe, wrapped_lines
from minikctl.state.views.scene import Scene, nothing, shown_node

MOST = 100  # objects
FIELDS = 12  # of one object


def draw(scene: Scene) -> list[Line]:
    """The tab."""
    if scene.before is None or not scene.marks:
        return nothing(scene, "Nothing has changed since this screen was opened.")
    scene = scene._replace(look=scene.look._replace(marks=True))
    lines: list[Line] = []
    for kind in scene.view.kinds:
        for key, mark in list(scene.marks.get(kind.plural, {}).items())[:MOST]:
            lines += _object(scene, kind, key, mark)
    lines += _rules(scene)
    return [fitted(one, scene.look) for one in lines]


def _object(scene: Scene, kind: Kind, key: str, mark: str) -> list[Line]:
    """An object, and what differs in it."""
    title = line(mark_span(mark, scene.look), Span(safe(f"{kind.name} {key.removeprefix('/')}"), "title"))
    if mark != "~" or scene.before is None:
        return [title]
    old, new = scene.before.find_key(kind, key) or {}, scene.view.find_key(kind, key) or {}
    fields = changed_fields(old, new)
    signs = scene.look.signs
    lines = [title]
    for field in fields[:FIELDS]:
        lines.append(line(Span(f"    {safe(field.path)}", "dim")))
        for sign, style, value in ((signs.removed, "removed", field.old), (signs.added, "added", field.new)):
            if value is not None:
                lines += wrapped_lines(line(Span(f"    {sign} ", style)), shown(value), scene.look)
    if len(fields) > FIELDS:
        lines.append(line(Span(f"    and {len(fields) - FIELDS} more fields", "dim")))
    return lines


def shown(value: Any) -> str:
    return safe(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _rules(scene: Scene) -> list[Line]:
    """The rules that came, went or were altered, of every Service that was touched."""
    lines: list[Line] = []
    assert scene.before is not None, "there is a change"
    node = shown_node(scene)
    for key in touched_services(scene):
        namespace, name = split_key(key)
        old, new = scene.before.find(SERVICE, name, namespace), scene.view.find(SERVICE, name, namespace)
        chains = iptables.compared(iptables.rules(scene.before, node, old), iptables.rules(scene.view, node, new))
        for chain in chains:
            changed = [rule for rule in chain.rules if rule.mark]
            if changed:
                title = Span(f"{chain.table} {chain.name}", "title")
                lines += [line(mark_span(chain.mark, scene.look), title)]
                for rule in changed:
                    lines += iptables.short_lines(rule, "", scene.look)
    return lines
