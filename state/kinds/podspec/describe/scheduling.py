"""Where a pod may run, on describe pages: tolerations and topology spread constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.selectors import selector_text

if TYPE_CHECKING:
    from minikctl.state.text import Page

Obj = dict[str, Any]


def tolerations_block(page: Page, label: str, tolerations: list[Obj] | None) -> None:
    """One toleration a line, sorted by key, or `<none>`."""
    found = sorted(tolerations or (), key=lambda toleration: toleration.get("key") or "")
    lines = [toleration_text(toleration) for toleration in found] or ["<none>"]
    for index, line in enumerate(lines):
        page.line(f"{label + ':' if index == 0 else ''}\t{line}")


def toleration_text(toleration: Obj) -> str:
    """`key=value:Effect op=Exists for 300s`."""
    key, value, effect = (toleration.get(field) or "" for field in ("key", "value", "effect"))
    text = key + (f"={value}" if value else "") + (f":{effect}" if effect else "")
    if toleration.get("operator") == "Exists" and not value:
        text += " op=Exists" if key or effect else "op=Exists"
    if toleration.get("tolerationSeconds") is not None:
        text += f" for {toleration['tolerationSeconds']}s"
    return text


def spread_block(page: Page, constraints: list[Obj] | None, space: str = "") -> None:
    """`Topology Spread Constraints:`, sorted by topology key; nothing if there are none."""
    found = sorted(constraints or (), key=lambda constraint: constraint.get("topologyKey") or "")
    for index, constraint in enumerate(found):
        label = f"{space}Topology Spread Constraints:" if index == 0 else space
        page.line(f"{label}\t{spread_text(constraint)}")


def spread_text(constraint: Obj) -> str:
    text = (
        f"{constraint.get('topologyKey', '')}:{constraint.get('whenUnsatisfiable', '')}"
        f" when max skew {constraint.get('maxSkew', 0)} is exceeded"
    )
    if constraint.get("labelSelector") is not None:
        text += f" for selector {selector_text(constraint['labelSelector'])}"
    return text
