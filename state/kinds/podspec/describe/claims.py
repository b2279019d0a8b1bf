"""Claims for volumes on describe pages: PersistentVolumeClaims, their templates, and ephemeral volumes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.pages import HIDDEN_ANNOTATION, annotations_block, labels_block
from minikctl.state.kinds.podspec.describe.golang import listing

if TYPE_CHECKING:
    from minikctl.state.text import Page

Obj = dict[str, Any]

BETA_CLASS = "volume.beta.kubernetes.io/storage-class"
SHORT_MODES = {
    "ReadWriteOnce": "RWO",
    "ReadOnlyMany": "ROX",
    "ReadWriteMany": "RWX",
    "ReadWriteOncePod": "RWOP",
}


def access_modes(modes: list[str] | None) -> str:
    """`RWO,ROX,RWX,RWOP`, always in this order."""
    return ",".join([short for mode, short in SHORT_MODES.items() if mode in (modes or ())])


def class_of(holder: Obj) -> str:
    """The storage class of a volume or a claim; the old annotation counts first."""
    annotations = (holder.get("metadata") or {}).get("annotations") or {}
    if BETA_CLASS in annotations:
        return str(annotations[BETA_CLASS])
    return (holder.get("spec") or {}).get("storageClassName") or ""


def templates_block(page: Page, templates: list[Obj] | None) -> None:
    """`Volume Claims:` of a StatefulSet."""
    if not templates:
        page.line("Volume Claims:\t<none>")
        return
    page.line("Volume Claims:")
    for claim in templates:
        metadata, spec = claim.get("metadata") or {}, claim.get("spec") or {}
        page.line(f"Name:\t{metadata.get('name', '')}", 1)
        page.line(f"StorageClass:\t{class_of(claim)}", 1)
        labels_block(page, "Labels", metadata.get("labels"), 1)
        labels_block(page, "Annotations", metadata.get("annotations"), 1)
        capacity = ((spec.get("resources") or {}).get("requests") or {}).get("storage", "<default>")
        page.line(f"Capacity:\t{capacity}", 1)
        page.line(f"Access Modes:\t{listing(spec.get('accessModes'))}", 1)


def ephemeral(page: Page, source: Obj) -> None:
    """A volume that is made with the pod and goes with it."""
    page.line(
        "Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)", 2
    )
    template = source.get("volumeClaimTemplate")
    if template is None:
        return
    metadata, spec = template.get("metadata") or {}, template.get("spec") or {}
    page.line(f"StorageClass:\t{class_of(template)}", 2)
    page.line(f"Volume:\t{spec.get('volumeName') or ''}", 2)
    pieces(page, "Labels", {key: f"{key}={value}" for key, value in (metadata.get("labels") or {}).items()}, "    ")
    shown = {
        key: f"{key}: {value}" for key, value in (metadata.get("annotations") or {}).items() if key != HIDDEN_ANNOTATION
    }
    pieces(page, "Annotations", shown, "")
    page.line("Capacity:\t", 2)
    page.line("Access Modes:\t", 2)
    end_lines(page, spec, 2)


def pieces(page: Page, label: str, lines: Mapping[str, str], lead: str) -> None:
    """A map on indented lines; kubectl indents each piece of them anew, so values start four blanks too far."""
    if not lines:
        page.line(f"{label}:\t    <none>", 2)
    for index, key in enumerate(sorted(lines)):
        page.line((f"{label}:" if index == 0 else lead) + f"\t    {lines[key]}", 2)


def claim_lines(page: Page, claim: Obj, status_text: str) -> None:
    """What a page says first of a PersistentVolumeClaim."""
    metadata, spec, status = claim["metadata"], claim.get("spec") or {}, claim.get("status") or {}
    page.line(f"Name:\t{metadata.get('name', '')}")
    page.line(f"Namespace:\t{metadata.get('namespace', '')}")
    page.line(f"StorageClass:\t{class_of(claim)}")
    page.line(f"Status:\t{status_text}")
    page.line(f"Volume:\t{spec.get('volumeName') or ''}")
    labels_block(page, "Labels", metadata.get("labels"))
    annotations_block(page, "Annotations", metadata.get("annotations"))
    page.line(f"Finalizers:\t{listing(metadata.get('finalizers'))}")
    bound = bool(spec.get("volumeName"))
    capacity = (status.get("capacity") or {}).get("storage", "0") if bound else ""
    page.line(f"Capacity:\t{capacity}")
    page.line(f"Access Modes:\t{access_modes(status.get('accessModes')) if bound else ''}")
    end_lines(page, spec, 0)


def end_lines(page: Page, spec: Obj, level: int) -> None:
    """The mode and where the data comes from."""
    if spec.get("volumeMode") is not None:
        page.line(f"VolumeMode:\t{spec['volumeMode']}", level)
    source = spec.get("dataSource")
    if source is not None:
        page.line("DataSource:", level)
        if source.get("apiGroup") is not None:
            page.line(f"APIGroup:\t{source['apiGroup']}", level + 1)
        page.line(f"Kind:\t{source.get('kind', '')}", level + 1)
        page.line(f"Name:\t{source.get('name', '')}", level + 1)
