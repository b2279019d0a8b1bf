"""Debian's nginx loads what `export --nginx` writes, and answers as the model of ingress-nginx does."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from minikctl.nginxconfiguration import configuration
from minikctl.state.network.ingress import request_of, route

_spec = spec_from_file_location("kernel", Path(__file__).with_name("kernel.py"))
assert _spec and _spec.loader
k: Any = module_from_spec(_spec)
_spec.loader.exec_module(k)
Obj = dict[str, Any]
BACKENDS = {"web": "10.244.0.5", "api": "10.244.0.6", "deep": "10.244.0.7", "other": "10.244.0.8"}


def made(name: str, host: str, *paths: tuple[str, str, str], age: int = 0, **more: Any) -> Obj:
    """An Ingress; paths are (path, type, Service); keywords are annotations, `default` and `tls`."""
    ports = {"number": 80}
    rule: Obj = {
        "http": {
            "paths": [
                {"path": path, "pathType": kind, "backend": {"service": {"name": service, "port": ports}}}
                for path, kind, service in paths
            ]
        }
    }
    spec: Obj = {"ingressClassName": "nginx"}
    default, tls = more.pop("default", ""), more.pop("tls", "")
    if paths:
        spec["rules"] = [{"host": host, **rule} if host else rule]
    if default:
        spec["defaultBackend"] = {"service": {"name": default, "port": ports}}
    if tls:
        spec["tls"] = [{"hosts": [host], "secretName": tls}]
    annotations = {f"nginx.ingress.kubernetes.io/{key.replace('_', '-')}": value for key, value in more.items()}
    stamp = f"2026-01-01T00:00:{age:02}Z"
    metadata = {"name": name, "namespace": "default", "annotations": annotations, "creationTimestamp": stamp}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": spec}


INGRESSES = [
    made("plain", "a.example.com", ("/", "Prefix", "web"), ("/api", "Prefix", "api"), ("/api/deep", "Exact", "deep")),
    made("old-wins", "a.example.com", ("/api", "Prefix", "other"), ("/more/", "Prefix", "other"), age=1),
    made("specific", "b.example.com", ("/as", "ImplementationSpecific", "web"), ("/gone", "Prefix", "nobody")),
    made("wild", "*.wild.example.com", ("/", "Prefix", "deep")),
    made("fallback", "c.example.com", ("/api", "Prefix", "api"), default="other"),
    made("rewriting", "r.example.com", ("/v1(/|$)(.*)", "ImplementationSpecific", "api"), rewrite_target="/$2"),
    made("beside", "r.example.com", ("/plain", "ImplementationSpecific", "web"), age=1),
    made("regex", "x.example.com", ("/n/[0-9]+", "ImplementationSpecific", "api"), use_regex="true"),
    made("root", "root.example.com", ("/", "Prefix", "web"), app_root="/start"),
    made("moved", "moved.example.com", ("/", "Prefix", "web"), permanent_redirect="https://new.example.com/"),
    made("secure", "tls.example.com", ("/", "Prefix", "web"), tls="tls"),
    made("both", "both.example.com", ("/", "Prefix", "web"), tls="tls2", ssl_redirect="false"),
    made("no-host", "", ("/any", "Prefix", "api")),
]
PATHS = ("/", "/api", "/api/", "/api/deep", "/api/deep/er", "/apis", "/more", "/more/x", "/as", "/asx", "/gone/x")
MORE = ("/v1", "/v1/", "/v1/a/b?q=1", "/V1/a", "/plain", "/plainly", "/n/12", "/n/ab", "/any/x", "/start", "//api//x")
HOSTS = [*(f"{name}.example.com" for name in ("a", "b", "c", "r", "x", "root", "moved", "tls", "both"))]
REQUESTS = [
    ("http", host, path)
    for host in [*HOSTS, "one.wild.example.com", "wild.example.com", "nobody.example.com"]
    for path in PATHS + MORE
] + [("https", host, path) for host in ("tls.example.com", "both.example.com") for path in ("/", "/api?x=1")]


def certificate(host: str) -> tuple[str, str]:
    """(certificate, key) of a host, as PEM."""
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    builder = builder.not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    return (
        builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode(),
        key.private_bytes(serialization.Encoding.PEM, form, plain).decode(),
    )


def secret(name: str, pair: tuple[str, str]) -> Obj:
    data = dict(zip(("tls.crt", "tls.key"), (b64encode(one.encode()).decode() for one in pair), strict=True))
    metadata = {"name": name, "namespace": "default"}
    return {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls", "metadata": metadata, "data": data}


def test_nginx_answers_as_the_model_does(tmp_path: Path) -> None:
    if why := k.missing("nginx", "ip"):
        pytest.skip(why)
    pairs = {"tls": certificate("tls.example.com"), "tls2": certificate("both.example.com")}
    objects = [*INGRESSES, *[secret(name, pair) for name, pair in pairs.items()], k.c.service("nobody", "10.96.0.99")]
    for number, (name, address) in enumerate(BACKENDS.items()):
        objects += [k.c.service(name, f"10.96.0.{10 + number}"), k.c.slice_of(name, address)]
    cluster = k.c.ClusterOf(*objects, ingress=["nginx"])
    cluster.indexed = lambda kind, index, value: ()
    for name, (shown, key) in pairs.items():
        (tmp_path / f"default-{name}.crt").write_text(shown, encoding="utf-8")
        (tmp_path / f"default-{name}.key").write_text(key, encoding="utf-8")
    order = {
        "configuration": configuration(cluster, "", str(tmp_path)),
        "folder": str(tmp_path),
        "endpoints": [[address, 8080, name] for name, address in BACKENDS.items()],
        "requests": REQUESTS,
    }
    command = ["unshare", "--net", sys.executable, str(Path(__file__).with_name("edge.py"))]
    done = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    wrong = []
    for (scheme, host, path), answer in zip(REQUESTS, json.loads(done.stdout), strict=True):
        found = route(cluster, request_of(f"{scheme}://{host}{path}"))
        assert found is not None
        expected = [found.status, "", "", found.location or ""]
        if found.status == 200 and found.backend is not None:
            expected = [200, found.backend.service, found.upstream_path, ""]
        if answer != expected:
            wrong.append((scheme, host, path, answer, expected))
    assert wrong == []
