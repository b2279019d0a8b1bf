"""cert-manager, where it is installed: Issuers become ready, Certificates get their Secrets and are renewed in time.

Keys are `PLURAL|NAMESPACE/NAME`. Facts: cert-manager v1.17 (conditions, events, annotations of Secrets, ingress-shim).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.clock import parse_timestamp, timestamp
from minikctl.state.kinds import DEPLOYMENT, INGRESS, SECRET
from minikctl.state.objects import annotations_of, key_of, name_of, namespace_of, spec_of, split_key, status_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.issuing import Signer
    from minikctl.state.kinds.kind import Kind
    from minikctl.state.transaction import Change, Transaction

Obj = dict[str, Any]

GROUP = "cert-manager.io"
VERSION = f"{GROUP}/v1"
CONTROLLER = "cert-manager-controller"  # its image
ISSUERS = {"Issuer": "issuers", "ClusterIssuer": "clusterissuers"}
BY_ANNOTATION = {f"{GROUP}/issuer": "Issuer", f"{GROUP}/cluster-issuer": "ClusterIssuer"}
NINETY_DAYS = 90 * 86400.0
LOOP = "certmanager"


# ---- what wakes it


def keys_of(change: Change, tx: Transaction) -> Iterator[str]:
    """Its own kinds, Ingresses with its annotations, Secrets that it wrote or signs with, and its own Deployment."""
    kind, obj = change.kind, change.new or change.old or {}
    if kind.group == GROUP:
        if kind.plural in ("issuers", "clusterissuers", "certificates"):
            yield f"{kind.plural}|{change.key}"
    elif kind == INGRESS:
        if annotations_of(obj).keys() & BY_ANNOTATION.keys():
            yield f"ingresses|{change.key}"
    elif kind == SECRET:
        if tx.table("certificates"):
            yield from of_secret(tx, change.key, obj)
    elif kind == DEPLOYMENT and is_controller(obj):
        ready = [status_of(one or {}).get("readyReplicas") for one in (change.old, change.new)]
        if ready[0] != ready[1]:
            yield from everything(tx)


def of_secret(tx: Transaction, key: str, secret: Obj) -> Iterator[str]:
    """The Certificate whose Secret it is, and the Issuers that sign with it."""
    owner = annotations_of(secret).get(f"{GROUP}/certificate-name")
    if owner:
        yield f"certificates|{namespace_of(secret)}/{owner}"
    for plural in ISSUERS.values():
        for issuer, obj in tx.table(plural).items():
            if ((obj.get("spec") or {}).get("ca") or {}).get("secretName") == split_key(key)[1]:
                yield f"{plural}|{issuer}"


def everything(tx: Transaction) -> Iterator[str]:
    """All that waits for cert-manager to run."""
    for plural in (*ISSUERS.values(), "certificates"):
        for key in tx.table(plural):
            yield f"{plural}|{key}"
    for ingress in tx.list(INGRESS):
        if annotations_of(ingress).keys() & BY_ANNOTATION.keys():
            yield f"ingresses|{key_of(ingress)}"


def is_controller(workload: Obj) -> bool:
    """Whether a Deployment runs cert-manager itself."""
    containers = (spec_of(workload).get("template") or {}).get("spec", {}).get("containers") or ()
    return any(f"/{CONTROLLER}" in f"/{one.get('image', '')}" for one in containers)


def home(tx: Transaction) -> str:
    """The namespace in which cert-manager runs, "" if it does not."""
    for key in tx.indexed(DEPLOYMENT, "image", CONTROLLER):
        found = tx.find_key(DEPLOYMENT, key)
        if found is not None and status_of(found).get("readyReplicas"):
            return namespace_of(found)
    return ""


# ---- what it does


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one object."""
    plural, _, own = key.partition("|")
    if not home(tx):
        return
    if plural == "ingresses":
        from_ingress(tx, own)
        return
    name = {"issuers": "Issuer", "clusterissuers": "ClusterIssuer", "certificates": "Certificate"}[plural]
    kind = tx.kind_of(VERSION, name)
    found = tx.find_key(kind, own) if kind is not None else None
    if kind is None or found is None or found["metadata"].get("deletionTimestamp"):
        return
    if plural == "certificates":
        certificate(tx, kind, found)
    else:
        issuer(tx, kind, found)


def condition(tx: Transaction, obj: Obj, kind: str, status: str, reason: str, message: str) -> list[Obj]:
    """The conditions of an object with one of them set; the time of change stays where the status does."""
    known = status_of(obj).get("conditions") or []
    old = next((one for one in known if one.get("type") == kind), None)
    since = old["lastTransitionTime"] if old is not None and old.get("status") == status else timestamp(tx.now)
    new: Obj = {"lastTransitionTime": since, "message": message, "reason": reason, "status": status, "type": kind}
    if not message:
        del new["message"]
    generation = obj["metadata"].get("generation")
    if generation:
        new["observedGeneration"] = generation
    return [*[one for one in known if one.get("type") != kind], new]


def issuer(tx: Transaction, kind: Kind, found: Obj) -> None:
    """An issuer is ready when it has what it signs with."""
    spec, status = spec_of(found), "True"
    extra: Obj = {}
    if "selfSigned" in spec:
        reason, message = "IsReady", ""
    elif "ca" in spec:
        from minikctl.state.issuing import signer_of  # only where something is signed

        name = (spec.get("ca") or {}).get("secretName", "")
        secret = tx.find(SECRET, name, namespace_of(found) or home(tx))
        reason, message = "KeyPairVerified", "Signing CA verified"
        if signer_of(secret) is None:
            why = f'secrets "{name}" not found' if secret is None else f'tls: failed to read the key pair of "{name}"'
            status, reason = "False", "ErrGetKeyPair"
            message = f"Error getting keypair for CA issuer: {why}"
            tx.event(found, "Warning", reason, message, f"cert-manager-{kind.plural}")
        elif not is_ready(found):
            tx.event(found, "Normal", reason, message, f"cert-manager-{kind.plural}")
    elif "acme" in spec:
        reason, message = "ACMEAccountRegistered", "The ACME account was registered with the ACME server"
        number = tx.chance.number(f"acme/{uid_of(found)}", 10**8)
        server = str((spec.get("acme") or {}).get("server") or "").rpartition("/directory")[0]
        email = (spec.get("acme") or {}).get("email")
        extra = {"acme": {"uri": f"{server}/acme/acct/{number}", **({"lastRegisteredEmail": email} if email else {})}}
    else:
        reason, message = "VaultVerified", "Vault verified"
    conditions = condition(tx, found, "Ready", status, reason, message)
    was_ready = is_ready(found)
    tx.update_status(kind, found, {**status_of(found), **extra, "conditions": conditions})
    if status == "True" and not was_ready:
        for key, one in list(tx.table("certificates").items()):
            if (one.get("spec") or {}).get("issuerRef", {}).get("name") == name_of(found):
                tx.wake(LOOP, f"certificates|{key}")


def is_ready(obj: Obj) -> bool:
    return any(
        one.get("type") == "Ready" and one.get("status") == "True" for one in status_of(obj).get("conditions") or ()
    )


def from_ingress(tx: Transaction, key: str) -> None:
    """ingress-shim: a Certificate for every tls entry of an Ingress that names an issuer."""
    ingress, kind = tx.find_key(INGRESS, key), tx.kind_of(VERSION, "Certificate")
    if ingress is None or kind is None:
        return
    named = next(
        ((kind, value) for key, kind in BY_ANNOTATION.items() if (value := annotations_of(ingress).get(key))), None
    )
    if named is None:
        return
    for entry in spec_of(ingress).get("tls") or ():
        name = entry.get("secretName") or ""
        if not name or not entry.get("hosts"):
            continue
        spec: Obj = {
            "dnsNames": list(entry["hosts"]),
            "issuerRef": {"group": GROUP, "kind": named[0], "name": named[1]},
            "secretName": name,
            "usages": ["digital signature", "key encipherment"],
        }
        for annotation, field in (
            ("common-name", "commonName"),
            ("duration", "duration"),
            ("renew-before", "renewBefore"),
        ):
            if value := annotations_of(ingress).get(f"{GROUP}/{annotation}"):
                spec[field] = value
        known = tx.find(kind, name, namespace_of(ingress))
        if known is not None and known["spec"] == spec:
            continue
        owner = {
            "apiVersion": "networking.k8s.io/v1",
            "blockOwnerDeletion": True,
            "controller": True,
            "kind": "Ingress",
        }
        metadata: Obj = {
            "name": name,
            "namespace": namespace_of(ingress),
            "ownerReferences": [{**owner, "name": name_of(ingress), "uid": uid_of(ingress)}],
        }
        base = known if known is not None else {"apiVersion": VERSION, "kind": "Certificate", "metadata": metadata}
        tx.write(kind, {**base, "spec": spec})
        verb = "Create" if known is None else "Update"
        said = f'Successfully {verb.lower()}d Certificate "{name}"'
        tx.event(ingress, "Normal", f"{verb}Certificate", said, "cert-manager-ingress-shim")


def seconds_of(text: str | None) -> float | None:
    """A Go duration such as `2160h` or `1h30m`; None for none."""
    if not text:
        return None
    units = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
    return sum(float(number) * units[unit] for number, unit in re.findall(r"([0-9.]+)(ms|[hms])", text))


def certificate(tx: Transaction, kind: Kind, found: Obj) -> None:
    """A Certificate's Secret is made, made again when something about it is not as asked, and renewed in time."""
    spec, name, namespace = spec_of(found), name_of(found), namespace_of(found)
    secret = tx.find(SECRET, spec.get("secretName", ""), namespace)
    why = reason_to_issue(tx, found, secret)
    if why is None:
        renewal = status_of(found).get("renewalTime")
        if renewal:
            tx.wake_at(parse_timestamp(renewal), LOOP, f"certificates|{namespace}/{name}", patient=True)
        return
    reason, message = why
    reference = spec.get("issuerRef") or {}
    issuing = tx.kind_of(VERSION, reference.get("kind") or "Issuer")
    issuer = tx.find(issuing, reference.get("name", ""), namespace) if issuing is not None else None
    if not any(one.get("type") == "Issuing" for one in status_of(found).get("conditions") or ()):
        tx.event(found, "Normal", "Issuing", message, "cert-manager-certificates-trigger")
        conditions = condition(tx, found, "Issuing", "True", reason, message)
        if secret is None:
            waiting = {**found, "status": {**status_of(found), "conditions": conditions}}
            missing = "Issuing certificate as Secret does not exist"
            conditions = condition(tx, waiting, "Ready", "False", "DoesNotExist", missing)
        found = tx.update_status(kind, found, {**status_of(found), "conditions": conditions})
    if issuer is None or not is_ready(issuer):
        return
    issued(tx, kind, found, issuer)


def reason_to_issue(tx: Transaction, found: Obj, secret: Obj | None) -> tuple[str, str] | None:
    """(reason, message) of the trigger that wants a new certificate; None while everything is as it should be."""
    spec, status = spec_of(found), status_of(found)
    if secret is None:
        return "DoesNotExist", "Issuing certificate as Secret does not exist"
    data = secret.get("data") or {}
    if not data.get("tls.key") or not data.get("tls.crt"):
        return "MissingData", "Issuing certificate as Secret does not contain a certificate"
    known = annotations_of(secret)
    reference = spec.get("issuerRef") or {}
    if (known.get(f"{GROUP}/issuer-name"), known.get(f"{GROUP}/issuer-kind")) != (
        reference.get("name"),
        reference.get("kind") or "Issuer",
    ):
        return "IncorrectIssuer", "Issuing certificate as Secret was previously issued by another issuer"
    if known.get(f"{GROUP}/alt-names", "") != ",".join(spec.get("dnsNames") or ()):
        return "SecretMismatch", "Existing issued Secret is not up to date for spec: [spec.dnsNames]"
    renewal = status.get("renewalTime")
    if not renewal or tx.now >= parse_timestamp(renewal):
        return "Renewing", f"Renewing certificate as renewal was scheduled at {renewal or timestamp(tx.now)}"
    return None


def signer(tx: Transaction, issuer: Obj) -> Signer | None:
    """Who signs for an issuer; None: the certificate signs itself."""
    from minikctl.state.issuing import local_authority, signer_of  # only where something is signed

    spec = spec_of(issuer)
    if "selfSigned" in spec:
        return None
    if "ca" in spec:
        name = (spec.get("ca") or {}).get("secretName", "")
        return signer_of(tx.find(SECRET, name, namespace_of(issuer) or home(tx)))
    return local_authority(tx)


def issued(tx: Transaction, kind: Kind, found: Obj, issuer: Obj) -> None:
    """Signs, stores the Secret and says so, as cert-manager's controllers do one after the other."""
    from minikctl.state.issuing import issue  # only where something is signed

    spec, name, namespace = spec_of(found), name_of(found), namespace_of(found)
    revision = int(status_of(found).get("revision") or 0) + 1
    lasting = seconds_of(spec.get("duration")) or NINETY_DAYS
    made = issue(tx, spec, f"{namespace}/{name}/{revision}", signer(tx, issuer), tx.now, lasting)
    before = seconds_of(spec.get("renewBefore")) or lasting / 3
    start = "cert-manager-certificates-"
    temporary = f"{name}-{tx.chance.suffix(f'{uid_of(found)}/{revision}')}"
    text = f'Stored new private key in temporary Secret resource "{temporary}"'
    tx.event(found, "Normal", "Generated", text, f"{start}key-manager")
    text = f'Created new CertificateRequest resource "{name}-{revision}"'
    tx.event(found, "Normal", "Requested", text, f"{start}request-manager")
    request(tx, found, revision, made.request, made.certificate, made.authority)
    store(tx, found, {"ca.crt": made.authority, "tls.crt": made.certificate, "tls.key": made.key})
    message = "Certificate is up to date and has not expired"
    kept = [one for one in status_of(found).get("conditions") or () if one.get("type") != "Issuing"]
    done = {**found, "status": {**status_of(found), "conditions": kept}}
    status = {
        "conditions": condition(tx, done, "Ready", "True", "Ready", message),
        "notAfter": timestamp(made.not_after),
        "notBefore": timestamp(made.not_before),
        "renewalTime": timestamp(made.not_after - before),
        "revision": revision,
    }
    written = tx.update_status(kind, found, status)
    tx.event(written, "Normal", "Issuing", "The certificate has been successfully issued", f"{start}issuing")
    tx.wake_at(made.not_after - before, LOOP, f"certificates|{namespace}/{name}", patient=True)


def store(tx: Transaction, found: Obj, data: Obj) -> None:
    """The Secret of a Certificate."""
    spec, namespace = spec_of(found), namespace_of(found)
    reference = spec.get("issuerRef") or {}
    annotations = {
        f"{GROUP}/alt-names": ",".join(spec.get("dnsNames") or ()),
        f"{GROUP}/certificate-name": name_of(found),
        f"{GROUP}/common-name": spec.get("commonName") or "",
        f"{GROUP}/ip-sans": ",".join(spec.get("ipAddresses") or ()),
        f"{GROUP}/issuer-group": reference.get("group") or "",
        f"{GROUP}/issuer-kind": reference.get("kind") or "Issuer",
        f"{GROUP}/issuer-name": reference.get("name") or "",
        f"{GROUP}/uri-sans": ",".join(spec.get("uris") or ()),
    }
    template = spec.get("secretTemplate") or {}
    labels = {**(template.get("labels") or {}), f"controller.{GROUP}/fao": "true"}
    known = tx.find(SECRET, spec["secretName"], namespace)
    base: Obj = known if known is not None else {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls"}
    own = {**(template.get("annotations") or {}), **annotations}
    metadata = {**base.get("metadata", {}), "name": spec["secretName"], "namespace": namespace}
    metadata["annotations"] = {**annotations_of(known or {"metadata": {}}), **own}
    tx.write(
        SECRET, {**base, "metadata": {**metadata, "labels": {**(metadata.get("labels") or {}), **labels}}, "data": data}
    )


def request(tx: Transaction, found: Obj, revision: int, asked: str, signed: str, authority: str) -> None:
    """The CertificateRequest of a revision, approved and signed."""
    kind = tx.kind_of(VERSION, "CertificateRequest")
    if kind is None:
        return
    name, moment = f"{name_of(found)}-{revision}", timestamp(tx.now)
    owner = {"apiVersion": VERSION, "blockOwnerDeletion": True, "controller": True, "kind": "Certificate"}
    approved = "Certificate request has been approved by cert-manager.io"
    fetched = "Certificate fetched from issuer successfully"
    spec = spec_of(found)
    obj: Obj = {
        "apiVersion": VERSION,
        "kind": "CertificateRequest",
        "metadata": {
            "name": name,
            "namespace": namespace_of(found),
            "annotations": {
                f"{GROUP}/certificate-name": name_of(found),
                f"{GROUP}/certificate-revision": str(revision),
            },
            "ownerReferences": [{**owner, "name": name_of(found), "uid": uid_of(found)}],
        },
        "spec": {
            "extra": {},
            "groups": ["system:serviceaccounts", "system:serviceaccounts:cert-manager", "system:authenticated"],
            "issuerRef": spec.get("issuerRef") or {},
            "request": asked,
            "username": "system:serviceaccount:cert-manager:cert-manager",
            **({"isCA": True} if spec.get("isCA") else {}),
            **({"usages": spec["usages"]} if spec.get("usages") else {}),
        },
        "status": {
            "ca": authority,
            "certificate": signed,
            "conditions": [
                {
                    "lastTransitionTime": moment,
                    "message": approved,
                    "reason": GROUP,
                    "status": "True",
                    "type": "Approved",
                },
                {
                    "lastTransitionTime": moment,
                    "message": fetched,
                    "reason": "Issued",
                    "status": "True",
                    "type": "Ready",
                },
            ],
        },
    }
    written = tx.write(kind, obj)
    tx.event(written, "Normal", GROUP, approved, "cert-manager-certificaterequests-approver")
    tx.event(written, "Normal", "CertificateIssued", fetched, "cert-manager-certificaterequests-issuer")
