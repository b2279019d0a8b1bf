"""The page of `describe csr`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import age
from minikctl.state.kinds.certificatesigningrequest import condition_cell
from minikctl.state.kinds.certificatesigningrequest.requests import Request, read_request
from minikctl.state.kinds.pages import events_block
from minikctl.state.kinds.podspec.describe.containers import time_text
from minikctl.state.objects import annotations_of, labels_of, name_of
from minikctl.state.text import Page, joined_pairs

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

LISTS = (
    ("Organization", "Organization"),
    ("Organizational Unit", "OrganizationalUnit"),
    ("Country", "Country"),
    ("Locality", "Locality"),
    ("Province", "Province"),
    ("StreetAddress", "StreetAddress"),
    ("PostalCode", "PostalCode"),
)
NAMES = (("DNS Names", "dns"), ("Email Addresses", "email"), ("URIs", "uri"), ("IP Addresses", "ip"))


def describe(obj: Obj, view: View) -> str:
    """The whole page."""
    page, spec = Page(), obj["spec"]
    page.line(f"Name:\t{name_of(obj)}")
    page.line(f"Labels:\t{joined_pairs(labels_of(obj))}")
    page.line(f"Annotations:\t{joined_pairs(annotations_of(obj))}")
    page.line(f"CreationTimestamp:\t{time_text(obj['metadata'].get('creationTimestamp'))}")
    page.line(f"Requesting User:\t{spec.get('username') or ''}")
    if spec.get("signerName"):
        page.line(f"Signer:\t{spec['signerName']}")
    if spec.get("expirationSeconds") is not None:
        page.line(f"Requested Duration:\t{age(spec['expirationSeconds'])}")
    page.line(f"Status:\t{condition_cell(obj, view)}")
    request_lines(page, read_request(spec.get("request") or "") or Request({}, {}))
    events_block(page, view, obj)
    return str(page)


def request_lines(page: Page, request: Request) -> None:
    """Who the certificate is for."""
    page.line("Subject:")
    for label, field in (("Common Name", "CommonName"), ("Serial Number", "SerialNumber")):
        page.line(f"\t{label}:\t{(request.subject.get(field) or [''])[-1]}")
    for label, field in LISTS:
        list_lines(page, label, request.subject.get(field))
    if request.names:
        page.line("Subject Alternative Names:")
        for label, field in NAMES:
            list_lines(page, label, request.names.get(field))


def list_lines(page: Page, label: str, values: list[str] | None) -> None:
    for index, value in enumerate(values or ()):
        page.line((f"\t{label}:" if index == 0 else "\t") + f"\t{value}")
