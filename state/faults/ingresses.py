"""Faults of Ingresses: classes, backends, certificates, annotations, and two for one path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.faults import manifests as make
from minikctl.state.faults.services import slipped
from minikctl.state.findings.finding import object_name
from minikctl.state.findings.policies import backends_of
from minikctl.state.kinds import INGRESS, INGRESS_CLASS, SECRET
from minikctl.state.network.ingress.classes import DEFAULT
from minikctl.state.objects import Obj, annotations_of, copy_tree, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.chance import Chance
    from minikctl.state.transaction import Transaction


def entrance(tx: Transaction, service: Obj) -> Obj | None:
    """A copy of the Ingress that sends requests to a Service; a new one where there is none."""
    space, name = namespace_of(service), name_of(service)
    if spec_of(service).get("clusterIP") == "None":
        return None
    for one in tx.list(INGRESS, space):
        if backends_of(one) == {name}:
            found: Obj = copy_tree(one)
            return found
    classes = [name_of(one) for one in tx.list(INGRESS_CLASS)]
    if not classes or tx.find(INGRESS, name, space) is not None:
        return None
    port = spec_of(service)["ports"][0]["port"]
    made = make.ingress(name, space, f"{name}.{space}.practice.example.com", {"/": (name, port)})
    made["spec"]["ingressClassName"] = classes[0]
    return copy_tree(tx.create(INGRESS, made, space))  # type: ignore[no-any-return]


def written(tx: Transaction, ingress: Obj) -> str:
    tx.replace(INGRESS, ingress, namespace_of(ingress))
    return object_name(INGRESS, ingress)


def class_name(tx: Transaction, service: Obj, chance: Chance) -> str:
    found = entrance(tx, service)
    if found is None:
        return ""
    found["spec"]["ingressClassName"] = chance.choice("class", ("ngnix", "traefik", "external"))
    return written(tx, found)


def no_class(tx: Transaction, service: Obj, chance: Chance) -> str:
    found = entrance(tx, service)
    if found is None or any(annotations_of(one).get(DEFAULT) == "true" for one in tx.list(INGRESS_CLASS)):
        return ""
    del found["spec"]["ingressClassName"]
    return written(tx, found)


def no_controller(tx: Transaction, service: Obj, chance: Chance) -> str:
    """A class that exists, of a controller that does not run."""
    found = entrance(tx, service)
    if found is None or tx.find(INGRESS_CLASS, "internal") is not None:
        return ""
    spec = {"controller": "example.com/internal-controller"}
    tx.create(INGRESS_CLASS, make.obj("networking.k8s.io/v1", "IngressClass", "internal", "", spec=spec))
    found["spec"]["ingressClassName"] = "internal"
    return written(tx, found)


def first_backend(ingress: Obj) -> Obj:
    found: Obj = ingress["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    return found


def backend_name(tx: Transaction, service: Obj, chance: Chance) -> str:
    found = entrance(tx, service)
    if found is None:
        return ""
    backend = first_backend(found)
    backend["name"] = slipped(backend["name"], chance, "backend") + "x"
    return written(tx, found)


def backend_port(tx: Transaction, service: Obj, chance: Chance) -> str:
    found = entrance(tx, service)
    if found is None:
        return ""
    first_backend(found)["port"] = chance.choice("port", ({"number": 8081}, {"name": "htpp"}, {"number": 443}))
    return written(tx, found)


def with_tls(tx: Transaction, service: Obj) -> tuple[Obj, str, str] | None:
    """(Ingress, host, name of the Secret)."""
    found = entrance(tx, service)
    host = found["spec"]["rules"][0].get("host", "") if found is not None else ""
    if found is None or not host or host.startswith("*"):
        return None
    secret = f"{name_of(found)}-practice"
    found["spec"]["tls"] = [{"hosts": [host], "secretName": secret}]
    return found, host, secret


def certificate_host(tx: Transaction, service: Obj, chance: Chance) -> str:
    made = with_tls(tx, service)
    if made is None:
        return ""
    found, host, secret = made
    other = chance.choice("host", (f"www.{host}", f"{host.partition('.')[2]}", "old.example.com"))
    tx.create(SECRET, make.tls_secret(secret, namespace_of(found), other), namespace_of(found))
    return written(tx, found)


def secret_missing(tx: Transaction, service: Obj, chance: Chance) -> str:
    made = with_tls(tx, service)
    return written(tx, made[0]) if made is not None else ""


def annotate(tx: Transaction, service: Obj, key: str, value: str) -> str:
    found = entrance(tx, service)
    if found is None or spec_of(found).get("ingressClassName") != "nginx":
        return ""
    found["metadata"].setdefault("annotations", {})[f"nginx.ingress.kubernetes.io/{key}"] = value
    return written(tx, found)


def annotation(tx: Transaction, service: Obj, chance: Chance) -> str:
    key, value = chance.choice("key", (("rewrite-traget", "/"), ("ssl-redirct", "false"), ("enable-corss", "true")))
    return annotate(tx, service, key, value)


def annotation_value(tx: Transaction, service: Obj, chance: Chance) -> str:
    pairs = (("ssl-redirect", "no"), ("backend-protocol", "HTTP3"), ("proxy-body-size", "big"), ("limit-rps", "ten"))
    return annotate(tx, service, *chance.choice("pair", pairs))


def same_path(tx: Transaction, service: Obj, chance: Chance) -> str:
    found = entrance(tx, service)
    if found is None:
        return ""
    name = f"a-{name_of(found)}"
    meta = {"name": name, "namespace": namespace_of(found)}
    spec = {key: value for key, value in found["spec"].items() if key != "tls"}
    other = {"apiVersion": found["apiVersion"], "kind": "Ingress", "metadata": meta, "spec": spec}
    tx.create(INGRESS, other, namespace_of(found))
    return f"ingress/{namespace_of(found)}/{name}"
