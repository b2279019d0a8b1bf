"""TLS as clients see it: which certificate a server shows, what is in it, and whether a client believes it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.kinds import CONFIG_MAP, POD
from minikctl.state.network.ingress.backends import split_host
from minikctl.state.network.ingress.installed import family_of
from minikctl.state.objects import split_key
from minikctl.state.traffic.messages import NO_TLS, Answerer, Failure, Request

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from minikctl.state.cluster import Cluster
    from minikctl.state.view import View

Obj = dict[str, Any]

SELF_SIGNED = "self-signed certificate"
UNKNOWN_ISSUER = "unable to get local issuer certificate"
EXPIRED = "certificate has expired"
NOT_YET = "certificate is not yet valid"
CODES = {SELF_SIGNED: 18, UNKNOWN_ISSUER: 20, EXPIRED: 10, NOT_YET: 9}
API_NAMES = ("kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local")


class Shown(NamedTuple):
    """A certificate that a server shows."""

    subject: tuple[tuple[str, str], ...]  # (short name, value), as written in the certificate
    issuer: tuple[tuple[str, str], ...]
    names: tuple[str, ...]  # DNS names of subjectAltName
    addresses: tuple[str, ...]
    not_before: float
    not_after: float
    pem: str = ""
    authority: str = ""  # PEM of the one who vouches for it, where that is no real certificate

    @property
    def common_name(self) -> str:
        return next((value for key, value in reversed(self.subject) if key == "CN"), "")

    @property
    def is_self_signed(self) -> bool:
        return self.subject == self.issuer


def handshake(cluster: Cluster, found: Answerer, request: Request) -> Shown:
    """The certificate that whoever answers shows; raises Failure NO_TLS if it does not speak TLS."""
    view = cluster.view()
    if found.kind == "ingress":
        return of_ingress(view, request)
    if found.kind == "apiserver":
        return api_certificate(view, found.address)
    if found.kind == "pod":
        from minikctl.state.images.registry import app

        namespace, name = split_key(found.pod)
        pod = view.find(POD, name, namespace)
        container = next(
            (one for one in ((pod or {}).get("spec") or {}).get("containers") or () if one["name"] == found.container),
            None,
        )
        if pod is not None and container is not None:
            program = app(view, pod, container)
            if found.port in program.secure():
                if family_of(container.get("image") or "") is not None:
                    return of_ingress(view, request)
                shown = of_pem(program.certificate())
                return shown if shown is not None else fake_certificate(view)
    raise Failure(NO_TLS, request.host, request.port, found.address)


def of_ingress(view: View, request: Request) -> Shown:
    """The certificate that an Ingress controller shows for the name a client asks for."""
    from minikctl.state.traffic.serving import certificate_for

    pem = certificate_for(view, split_host(request.host)[0].lower(), request)
    return fake_certificate(view) if pem == "default" else of_pem(pem) or fake_certificate(view)


SHORT = {
    "commonName": "CN",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "countryName": "C",
    "stateOrProvinceName": "ST",
    "localityName": "L",
    "emailAddress": "emailAddress",
}


def of_pem(pem: str) -> Shown | None:
    """What the first certificate of a PEM text says; None if it cannot be read."""
    found = loaded(pem)
    if found is None:
        return None
    from cryptography import x509  # only where a certificate is looked at

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    try:
        extension = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(extension.get_values_for_type(x509.DNSName))
        addresses = tuple(str(one) for one in extension.get_values_for_type(x509.IPAddress))
    except (x509.ExtensionNotFound, ValueError):
        pass
    return Shown(
        pairs(found.subject),
        pairs(found.issuer),
        names,
        addresses,
        found.not_valid_before_utc.timestamp(),
        found.not_valid_after_utc.timestamp(),
        pem,
    )


def pairs(name: Any) -> tuple[tuple[str, str], ...]:
    """A distinguished name in the order it is written."""
    return tuple((SHORT.get(one.oid._name, one.oid._name), str(one.value)) for one in name)


@lru_cache(maxsize=64)
def loaded(pem: str) -> Certificate | None:
    """The first certificate of a PEM text."""
    from cryptography import x509  # only where a certificate is looked at

    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        return None


def fake_certificate(view: View) -> Shown:
    """What ingress-nginx shows for names without a certificate: made anew whenever the controller starts."""
    name = (("O", "Acme Co"), ("CN", "Kubernetes Ingress Controller Fake Certificate"))
    began = day_before(view)
    return Shown(name, name, ("ingress.local",), (), began, began + 365 * 86400, made(view, "fake", name, began))


def day_before(view: View) -> float:
    """A moment shortly before the cluster's start."""
    from minikctl.state.clock import parse_timestamp
    from minikctl.state.kinds import NAMESPACE

    created = (view.find(NAMESPACE, "kube-system") or {}).get("metadata", {}).get("creationTimestamp")
    return (parse_timestamp(created) if created else view.now) // 1


def made(view: View, purpose: str, name: tuple[tuple[str, str], ...], began: float) -> str:
    """A self-signed certificate that comes out the same for the same cluster."""
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding

    from minikctl.state.chance import Chance

    chance = Chance(str(view.settings["seed"]))
    key = Ed25519PrivateKey.from_private_bytes(chance.bytes(f"tls/{purpose}/key"))
    oids = {"O": x509.NameOID.ORGANIZATION_NAME, "CN": x509.NameOID.COMMON_NAME}
    subject = x509.Name([x509.NameAttribute(oids[key_], value) for key_, value in name])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(chance.bytes(f"tls/{purpose}/serial")[:16], "big") >> 1)
        .not_valid_before(datetime.fromtimestamp(began, UTC))
        .not_valid_after(datetime.fromtimestamp(began + 365 * 86400, UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("ingress.local")]), critical=False)
    )
    return builder.sign(key, None).public_bytes(Encoding.PEM).decode()


def api_certificate(view: View, address: str) -> Shown:
    """What the API server shows, signed by the cluster's own authority."""
    holder = view.find(CONFIG_MAP, "kube-root-ca.crt", "default")
    authority = str(((holder or {}).get("data") or {}).get("ca.crt") or "")
    began = day_before(view)
    from minikctl.state.kinds import NODE, SERVICE
    from minikctl.state.network.podaddresses import node_addresses
    from minikctl.state.objects import name_of, spec_of

    svc = view.find(SERVICE, "kubernetes", "default")
    addresses = [*(spec_of(svc or {}).get("clusterIPs") or ()), "127.0.0.1"]
    names = [*API_NAMES, "localhost"]
    for node in view.list(NODE):
        names.append(name_of(node))
        addresses += node_addresses(node)
    return Shown(
        (("CN", "kube-apiserver"),),
        (("CN", "kubernetes"),),
        tuple(names),
        tuple(addresses),
        began,
        began + 365 * 86400,
        "",
        authority,
    )


def problem(shown: Shown, trusted: str, now: float) -> str:
    """Why a client does not believe a certificate, "" if it does; `trusted`: PEM texts of those it believes."""
    if shown.authority:
        return "" if shown.authority.strip() in trusted else UNKNOWN_ISSUER
    known = [loaded(pem) for pem in blocks(trusted)]
    own = loaded(shown.pem) if shown.pem else None
    if not is_vouched(own, known):
        return SELF_SIGNED if shown.is_self_signed else UNKNOWN_ISSUER
    if now > shown.not_after:
        return EXPIRED
    return NOT_YET if now < shown.not_before - 86400 else ""


def is_vouched(own: Certificate | None, known: list[Certificate | None]) -> bool:
    """Whether a certificate is among the trusted, or signed by one of them."""
    if own is None:
        return False
    for one in known:
        if one is None:
            continue
        if one == own:
            return True
        try:
            own.verify_directly_issued_by(one)
        except Exception:  # any reason why it is not signed by that one
            continue
        return True
    return False


def blocks(text: str) -> list[str]:
    """The certificates of a PEM text."""
    end = "-----END CERTIFICATE-----"
    found = []
    for part in text.split(end)[:-1]:
        start = part.find("-----BEGIN CERTIFICATE-----")
        if start >= 0:
            found.append(part[start:] + end + "\n")
    return found


def is_pem(text: str) -> bool:
    """Whether a text holds certificates."""
    return bool(blocks(text))


def covers(shown: Shown, host: str) -> bool:
    """Whether a certificate is for a host: its alternative names if it has any, else its common name."""
    low = host.lower().rstrip(".")
    if low in shown.addresses:
        return True
    names = shown.names or (() if shown.addresses else (shown.common_name,))
    return any(fits(name.lower(), low) for name in names)


def fits(name: str, host: str) -> bool:
    """Whether a name, perhaps with a wildcard in its first label, is the host's."""
    return name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:] and "." in host)


def matching(shown: Shown, host: str) -> str:
    """The name of a certificate that fits the host."""
    low = host.lower()
    return next((name for name in shown.names if fits(name.lower(), low)), "")
