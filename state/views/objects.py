"""The list of any kind: the columns that `get` shows, with marks, sorted as wished."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minikctl.state.kinds import ENDPOINT_SLICE, ENDPOINTS, INGRESS, POD, SERVICE
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import Obj, labels_of, name_of, namespace_of, spec_of, split_key
from minikctl.state.tables import headers, table
from minikctl.state.tables import lines as cells_of
from minikctl.state.view import View
from minikctl.state.views.grid import MARGIN, Column, chosen_columns
from minikctl.state.views.lines import Look, Span, cut, fitted, safe
from minikctl.state.views.scene import SERVICE_NAME, Scene
from minikctl.state.views.services import AGE_WIDTH, Listing, Row, aligned

TROUBLE = re.compile(r"error|backoff|failed|evicted|unknown|notready|oomkilled|errimage|pending|lost", re.IGNORECASE)
PART = re.compile(r"(\d+)/(\d+)")
DIGITS = re.compile(r"(\d+)")


def listing(scene: Scene, kind: Kind, namespace: str | None, *, wide: bool = False) -> Listing:
    """The objects of a kind, with those that the shown change removed."""
    view = scene.view
    objects = view.list(kind, namespace if kind.namespaced else None)
    marks = scene.marks.get(kind.plural, {}) if scene.look.marks else {}
    if scene.before is not None:
        wanted = [key for key, mark in marks.items() if mark == "-" and namespace in (None, split_key(key)[0])]
        gone = [one for key in wanted if (one := scene.before.find_key(kind, key)) is not None]
        objects = sorted([*objects, *gone], key=lambda one: (namespace_of(one), name_of(one)))
    shown = table(kind, objects, view)
    titles = headers(shown, wide=wide)
    everywhere = namespace is None and kind.namespaced
    rows = []
    for obj, texts in zip(objects, cells_of(shown, wide=wide), strict=True):
        key = f"{namespace_of(obj)}/{name_of(obj)}"
        cells = {"NAMESPACE": Span(safe(namespace_of(obj)))} if everywhere else {}
        cells.update({title: cell(title, text) for title, text in zip(titles, texts, strict=True)})
        text = " ".join([one.text for one in cells.values()])
        created = obj["metadata"].get("creationTimestamp")
        rows.append(Row(key, text, marks.get(key, ""), cells, created, labels_of(obj)))
    columns = [*(["NAMESPACE"] if everywhere else []), *titles]
    return fitted_listing(rows, columns, scene.look, view.now)


def cell(title: str, text: str) -> Span:
    """A cell; what is worse than it should be is marked by its style."""
    part = PART.fullmatch(text) if title == "READY" else None
    if part is not None:
        return Span(text, "ready" if part[1] == part[2] else "broken" if part[1] == "0" else "warn")
    if title == "STATUS" and TROUBLE.search(text):
        return Span(safe(text), "broken")
    return Span(safe(text))


def with_trouble(rows: Sequence[Row]) -> list[Row]:
    """The rows with something that is worse than it should be."""
    return [row for row in rows if any(one.style in ("broken", "warn") for one in row.cells.values())]


def sorted_rows(shown: Listing, column: str, reverse: bool) -> Listing:
    """The list by a column; numbers in texts count as numbers; AGE: the youngest first."""
    if not column:
        return shown
    if column == "AGE":
        rows = sorted(shown.rows, key=lambda row: row.created or "", reverse=not reverse)
    elif column == "STATUS":
        rows = sorted(shown.rows, key=lambda row: natural(status_text(row)), reverse=reverse)
    else:
        rows = sorted(shown.rows, key=lambda row: natural(text_in(row, column)), reverse=reverse)
    return shown._replace(rows=rows)


def text_in(row: Row, column: str) -> str:
    found = row.cells.get(column)
    return found.text if found is not None else ""


def status_text(row: Row) -> str:
    """What sorting by status looks at: READY where there is no STATUS."""
    return text_in(row, "STATUS") or text_in(row, "READY")


def natural(text: str) -> list[tuple[int, str]]:
    """`a10` after `a9`."""
    return [(int(part), "") if part.isdigit() else (-1, part.lower()) for part in DIGITS.split(text) if part]


def behind(view: View, kind: Kind, obj: Obj) -> str:
    """The key of the Service that an object belongs to, "" if there is none."""
    namespace = namespace_of(obj)
    if kind is SERVICE or kind is ENDPOINTS:
        return f"{namespace}/{name_of(obj)}"
    if kind is ENDPOINT_SLICE:
        owner = labels_of(obj).get(SERVICE_NAME)
        return f"{namespace}/{owner}" if owner else ""
    if kind is INGRESS:
        names = [name for name in backends(obj) if view.find(SERVICE, name, namespace) is not None]
        return f"{namespace}/{names[0]}" if names else ""
    labels = labels_of(obj)
    if kind is not POD:
        labels = labels_of((spec_of(obj).get("template") or {}) if isinstance(spec_of(obj), dict) else {})
    for service in view.list(SERVICE, namespace) if namespace and labels else ():
        selector = spec_of(service).get("selector") or {}
        if selector and selector.items() <= labels.items():
            return f"{namespace}/{name_of(service)}"
    return ""


def backends(ingress: Obj) -> list[str]:
    """The Services that an Ingress names, in its order."""
    spec = spec_of(ingress)
    found = [spec.get("defaultBackend") or {}]
    for rule in spec.get("rules") or ():
        found += [path.get("backend") or {} for path in (rule.get("http") or {}).get("paths") or ()]
    return [one["service"]["name"] for one in found if one.get("service")]


def fitted_listing(rows: list[Row], titles: list[str], look: Look, now: float) -> Listing:
    """The rows with the columns that fit; the name always, the later columns go first."""
    columns = []
    for at, title in enumerate(titles):
        rank = 0 if title in ("NAME", "READY", "STATUS") else 1 if title == "NAMESPACE" else at + 2
        cells = [" " * AGE_WIDTH] if title == "AGE" else [row.cells[title] for row in rows]
        columns.append(Column(title, cells, rank=2 if title == "AGE" else rank, least=12 if title == "NAME" else 0))
    chosen, widths = chosen_columns(columns, look.width - MARGIN)
    shape = [(column.title, width, False) for column, width in zip(chosen, widths, strict=True)]
    heads = [Span(aligned(cut(title, width, look), width, False) + " ", "header") for title, width, _ in shape]
    return Listing(fitted((Span("  "), *heads), look), rows, shape, look, now)
