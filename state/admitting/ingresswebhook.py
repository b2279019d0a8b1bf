"""The admission webhook of ingress-nginx: no two Ingresses of its class may have the same host and path.

Facts: internal/ingress/controller of ingress-nginx v1.12 (CheckIngress, checkOverlap), its webhook's name, and the
words of the API server for a webhook that cannot be reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state import errors
from minikctl.state.kinds import INGRESS, SERVICE, VALIDATING_WEBHOOK_CONFIGURATION
from minikctl.state.objects import annotations_of, key_of, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

WEBHOOK = "validate.nginx.ingress.kubernetes.io"
CANARY = "nginx.ingress.kubernetes.io/canary"


def check(tx: Transaction, ingress: Obj, old: Obj | None) -> None:
    """Asks every webhook of ingress-nginx about an Ingress; raises what the API server says when one denies it."""
    for configuration in tx.list(VALIDATING_WEBHOOK_CONFIGURATION):
        for webhook in configuration.get("webhooks") or ():
            if webhook.get("name") == WEBHOOK:
                ask(tx, webhook, ingress)


def ask(tx: Transaction, webhook: Obj, ingress: Obj) -> None:
    """What one webhook says."""
    trouble = unreachable(tx, webhook)
    if trouble:
        if webhook.get("failurePolicy", "Fail") == "Fail":
            raise errors.internal_error(f'failed calling webhook "{WEBHOOK}": {trouble}')
        return
    if not served(tx, ingress) or annotations_of(ingress).get(CANARY) == "true":
        return
    for other in tx.list(INGRESS):
        if key_of(other) == key_of(ingress) or annotations_of(other).get(CANARY) == "true" or not served(tx, other):
            continue
        taken = set(places(other))
        for host, path in places(ingress):
            if (host, path) in taken:
                text = (
                    f'host "{host}" and path "{path}" is already defined in ingress '
                    f"{namespace_of(other)}/{name_of(other)}"
                )
                raise errors.bad_request(f'admission webhook "{WEBHOOK}" denied the request: {text}')


def served(tx: Transaction, ingress: Obj) -> bool:
    """Whether ingress-nginx takes an Ingress."""
    from minikctl.state.network.ingress.classes import controller_of

    found = controller_of(tx, ingress)
    return found is not None and found["controller"] == "k8s.io/ingress-nginx"


def places(ingress: Obj) -> Iterator[tuple[str, str]]:
    """(host, path) of every rule; a path that is not said is the root."""
    for rule in spec_of(ingress).get("rules") or ():
        for path in (rule.get("http") or {}).get("paths") or ():
            yield rule.get("host") or "_", path.get("path") or "/"


def unreachable(tx: Transaction, webhook: Obj) -> str:
    """Why the API server cannot ask a webhook, "" if it can."""
    from minikctl.state.network.ingress.backends import ready_endpoints

    target = (webhook.get("clientConfig") or {}).get("service")
    if not target:
        return ""
    namespace, name, port = target.get("namespace") or "", target.get("name") or "", target.get("port") or 443
    service = tx.find(SERVICE, name, namespace)
    path, wait = target.get("path") or "/", webhook.get("timeoutSeconds", 10)
    url = f"https://{name}.{namespace}.svc:{port}{path if path.startswith('/') else '/' + path}?timeout={wait}s"
    start = f'failed to call webhook: Post "{url}": '
    if service is None:
        return f'{start}service "{name}" not found'
    entry = next((one for one in spec_of(service).get("ports") or () if one.get("port") == port), None)
    if entry is None:
        return f'{start}no service port {port} found for service "{name}"'
    if not ready_endpoints(tx, service, entry):
        return f"{start}dial tcp {spec_of(service).get('clusterIP')}:{port}: connect: connection refused"
    return ""
