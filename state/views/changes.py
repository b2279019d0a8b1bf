"""What changed between two moments: marks for objects, rules, and the one line that sums it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.kinds import ENDPOINT_SLICE, POD, SERVICE
from minikctl.state.objects import Obj, condition_of, labels_of, split_key
from minikctl.state.views.lines import Line, Look, Span, between, line, safe, width_of
from minikctl.state.views.scene import SERVICE_NAME, Marks, shown_node

if TYPE_CHECKING:
    from minikctl.state.view import View
    from minikctl.state.views.scene import Scene

UNSHOWN = ("events", "leases")  # they come with everything and say nothing of their own
WORDS = {
    "services": "svc",
    "endpoints": "ep",
    "endpointslices": "slice",
    "pods": "pod",
    "deployments": "deploy",
    "replicasets": "rs",
    "ingresses": "ing",
    "configmaps": "cm",
    "namespaces": "ns",
    "nodes": "node",
}
MANY = 50  # Services whose rules are compared for the change line


class Count(NamedTuple):
    """How many were added, removed and altered."""

    added: int = 0
    removed: int = 0
    altered: int = 0

    def text(self, look: Look) -> str:
        signs = look.signs
        pairs = ((signs.added, self.added), (signs.removed, self.removed), (signs.altered, self.altered))
        return " ".join([f"{sign}{number}" for sign, number in pairs if number])


def difference(before: View, after: View) -> Marks:
    """What happened to each object between two moments; tables and objects that are the same cost nothing."""
    found: Marks = {}
    for kind in after.kinds:
        if kind.plural in UNSHOWN:
            continue
        old, new = before.table(kind.plural), after.table(kind.plural)
        marks = {} if old is new else table_difference(old, new)
        if marks:
            found[kind.plural] = marks
    return found


def table_difference(old: Any, new: Any) -> dict[str, str]:
    """key -> mark of two tables."""
    marks = {}
    for key, obj in new.items():
        past = old.get(key)
        if past is not obj:
            if past is None:
                marks[key] = "+"
            elif past != obj:
                marks[key] = "~"
    if len(old) + list(marks.values()).count("+") != len(new):
        marks.update({key: "-" for key in old if key not in new})
    return marks


def counts(marks: Marks) -> dict[str, Count]:
    """table -> how many of its objects were added, removed and altered."""
    found = {}
    for table, changed in marks.items():
        values = list(changed.values())
        found[table] = Count(values.count("+"), values.count("-"), values.count("~"))
    return found


def touched_services(scene: Scene) -> list[str]:
    """The Services that changed, or whose slices did."""
    found = dict.fromkeys(scene.marks.get(SERVICE.plural, {}))
    for key in scene.marks.get(ENDPOINT_SLICE.plural, {}):
        for view in (scene.view, scene.before):
            one = view.find_key(ENDPOINT_SLICE, key) if view is not None else None
            owner = labels_of(one or {}).get(SERVICE_NAME)
            if owner:
                found[f"{split_key(key)[0]}/{owner}"] = None
    return list(found)


def rules_counts(scene: Scene) -> Count:
    """How many nat and filter rules the shown change added, removed and altered on the shown node."""
    from minikctl.state.views.iptables import compared, rules  # the two views of one matter

    total = Count()
    if scene.before is None:
        return total
    node = shown_node(scene)
    for key in touched_services(scene)[:MANY]:
        namespace, name = split_key(key)
        old, new = scene.before.find(SERVICE, name, namespace), scene.view.find(SERVICE, name, namespace)
        chains = compared(rules(scene.before, node, old), rules(scene.view, node, new))
        marks = [rule.mark for chain in chains for rule in chain.rules]
        total = Count(*[have + marks.count(mark) for have, mark in zip(total, "+-~", strict=True)])
    return total


def change_line(scene: Scene, rev: int, cause: str) -> Line:
    """`Δ rev 42  kubectl scale …   ep −1  nat −3 ~2   U undo`."""
    look = scene.look
    narrow = look.width < 60
    start = line(
        Span(f"{look.signs.delta}{rev} " if narrow else f"{look.signs.delta} rev {rev}  ", "title"),
        safe(cause or by_itself(scene)),
    )
    parts = [(WORDS.get(table, table), count) for table, count in counts(scene.marks).items()]
    nat = rules_counts(scene) if scene.marks else Count()
    if any(nat):
        parts.append(("rules", nat))
    parts.sort(key=lambda part: _rank(part[0]))
    ending = Span("  U undo ", "key")
    room = look.width - sum([width_of(span.text) for span in start]) - len(ending.text) - 2
    words = [f"{word} {count.text(look)}" for word, count in parts]
    while len(words) > (1 if narrow else 2) and width_of("  ".join(words)) > max(room, look.width // 3):
        words.pop()
    return between(start, line(Span("  ".join(words), "dim"), ending), look)


def _rank(word: str) -> int:
    order = ("svc", "ep", "slice", "rules", "ing", "pod", "deploy", "rs")
    return order.index(word) if word in order else len(order)


def cause_of(causes: list[str]) -> str:
    """What a group of revisions is called: the last command in it, "" if only time has passed."""
    commands = [cause for cause in causes if cause and not cause.startswith("due: ")]
    return commands[-1] if commands else ""


def by_itself(scene: Scene) -> str:
    """What time alone has done, in words: `pod web-… is ready`."""
    changed = scene.marks.get(POD.plural, {})
    if scene.before is not None:
        for key, mark in changed.items():
            old, new = scene.before.find_key(POD, key), scene.view.find_key(POD, key)
            if mark == "~" and old is not None and new is not None and is_ready(old) != is_ready(new):
                more = len(changed) - 1
                others = f" and {more} more pod{'' if more == 1 else 's'}" if more else ""
                return f"pod {split_key(key)[1]} is {'ready' if is_ready(new) else 'not ready'}{others}"
    if changed:
        return f"pod {split_key(next(iter(changed)))[1]} goes on"
    return "time passed"


def is_ready(pod: Obj) -> bool:
    return (condition_of(pod, "Ready") or {}).get("status") == "True"


class Field(NamedTuple):
    """A field that differs; None: it is not there."""

    path: str
    old: Any
    new: Any


def changed_fields(old: Obj | None, new: Obj | None) -> list[Field]:
    """The fields that differ between two states of an object, but for what every write changes."""
    found: list[Field] = []
    _compare(old or {}, new or {}, "", found)
    return [field for field in found if field.path not in QUIET]


QUIET = ("metadata.resourceVersion", "metadata.generation", "status.observedGeneration")


def _compare(old: Any, new: Any, path: str, found: list[Field]) -> None:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            _compare(old.get(key), new.get(key), f"{path}.{key}" if path else key, found)
    elif isinstance(old, list) and isinstance(new, list) and old != new:
        gone, came = [one for one in old if one not in new], [one for one in new if one not in old]
        if len(old) == len(new) and len(gone) == len(came):
            for index, (one, other) in enumerate(zip(old, new, strict=True)):
                _compare(one, other, f"{path}[{index}]", found)
        else:
            found += [Field(f"{path}[]", one, None) for one in gone] + [Field(f"{path}[]", None, one) for one in came]
    elif old != new and not path.startswith("metadata.managedFields"):
        found.append(Field(path, old, new))
