"""Manifests of the things that practice clusters are made of, as short as they can be said."""

from __future__ import annotations

from typing import Any

from minikctl.state.objects import Obj


def obj(api_version: str, kind: str, name: str, namespace: str, **body: Any) -> Obj:
    """An object; without a namespace for those of the whole cluster."""
    meta = {"name": name, "namespace": namespace} if namespace else {"name": name}
    return {"apiVersion": api_version, "kind": kind, "metadata": meta, **body}


def namespace(name: str) -> Obj:
    return obj("v1", "Namespace", name, "", metadata={"name": name, "labels": {"team": name}})


def workload(kind: str, name: str, namespace: str, labels: dict[str, str], replicas: int, **pod: Any) -> Obj:
    """A Deployment, StatefulSet or DaemonSet; `pod` is the spec of its pods."""
    spec: Obj = {
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": pod},
    }
    if kind != "DaemonSet":
        spec["replicas"] = replicas
    if kind == "StatefulSet":
        spec["serviceName"] = name
    return obj("apps/v1", kind, name, namespace, spec=spec)


def container(image: str, port: int, port_name: str = "", **more: Any) -> Obj:
    """A container that declares the port it listens on."""
    declared = {"containerPort": port, **({"name": port_name} if port_name else {})}
    return {"name": "app", "image": image, "ports": [declared], **more}


def service(name: str, namespace: str, selector: dict[str, str] | None, ports: list[Obj], **spec: Any) -> Obj:
    body: Obj = {"ports": ports, **spec}
    if selector:
        body["selector"] = selector
    return obj("v1", "Service", name, namespace, spec=body)


def ingress(name: str, namespace: str, host: str, paths: dict[str, tuple[str, Any]], **spec: Any) -> Obj:
    """An Ingress of one host; paths are path -> (Service, port number or name)."""
    rules = [
        {
            "path": path,
            "pathType": "Prefix",
            "backend": {"service": {"name": target, "port": {"name" if isinstance(port, str) else "number": port}}},
        }
        for path, (target, port) in paths.items()
    ]
    body = {"ingressClassName": "nginx", "rules": [{"host": host, "http": {"paths": rules}}], **spec}
    return obj("networking.k8s.io/v1", "Ingress", name, namespace, spec=body)


def slice_by_hand(name: str, namespace: str, service: str, addresses: list[str], port: int, port_name: str = "") -> Obj:
    """An EndpointSlice of a Service without a selector."""
    found = obj("discovery.k8s.io/v1", "EndpointSlice", name, namespace)
    found["metadata"]["labels"] = {"kubernetes.io/service-name": service}
    return {
        **found,
        "addressType": "IPv4",
        "endpoints": [{"addresses": [one]} for one in addresses],
        "ports": [{"port": port, "protocol": "TCP", **({"name": port_name} if port_name else {})}],
    }


def policy(name: str, namespace: str, target: dict[str, str], **spec: Any) -> Obj:
    body = {"podSelector": {"matchLabels": target} if target else {}, **spec}
    return obj("networking.k8s.io/v1", "NetworkPolicy", name, namespace, spec=body)


def tls_secret(name: str, namespace: str, host: str) -> Obj:
    """A TLS Secret with a certificate for one host."""
    from base64 import b64encode  # only where a certificate is made

    pem = b64encode(certificate(host).encode()).decode()
    data = {"tls.crt": pem, "tls.key": b64encode(b"a key for practice\n").decode()}
    return obj("v1", "Secret", name, namespace, type="kubernetes.io/tls", data=data)


def certificate(host: str) -> str:
    """A self-signed certificate for a host, the same every time."""
    from datetime import UTC, datetime  # only where a certificate is made

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding

    from minikctl.state.chance import Chance

    key = Ed25519PrivateKey.from_private_bytes(Chance("practice").bytes(f"certificate/{host}"))
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1 + Chance("practice").number(host, 1 << 60))
    builder = builder.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(
        datetime(2099, 1, 1, tzinfo=UTC)
    )
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    return builder.sign(key, None).public_bytes(Encoding.PEM).decode()
