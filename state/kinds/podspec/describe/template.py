"""The `Pod Template:` section of workloads' pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.pages import annotations_block, labels_block
from minikctl.state.kinds.podspec.describe.containers import containers_block
from minikctl.state.kinds.podspec.describe.scheduling import spread_block, tolerations_block
from minikctl.state.kinds.podspec.describe.volumes import volumes_block

if TYPE_CHECKING:
    from minikctl.state.text import Page

Obj = dict[str, Any]


def template_block(page: Page, template: Obj | None) -> None:
    """All that a page says of a pod template."""
    page.line("Pod Template:")
    if template is None:
        page.raw("  <unset>")  # kubectl: without a newline
        return
    metadata, spec = template.get("metadata") or {}, template.get("spec") or {}
    labels_block(page, "  Labels", metadata.get("labels"))
    if metadata.get("annotations"):
        annotations_block(page, "  Annotations", metadata["annotations"])
    if spec.get("serviceAccountName"):
        page.line(f"Service Account:\t{spec['serviceAccountName']}", 1)
    if spec.get("initContainers"):
        containers_block(page, "Init Containers", spec["initContainers"], None, None, "  ")
    containers_block(page, "Containers", spec.get("containers"), None, None, "  ")
    volumes_block(page, spec.get("volumes"), "  ")
    spread_block(page, spec.get("topologySpreadConstraints"), "  ")
    if spec.get("priorityClassName"):
        page.line(f"Priority Class Name:\t{spec['priorityClassName']}", 1)
    labels_block(page, "  Node-Selectors", spec.get("nodeSelector"))
    tolerations_block(page, "  Tolerations", spec.get("tolerations"))
