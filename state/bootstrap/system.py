"""Namespaces with what every namespace gets, the `kubernetes` Service, and the address range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.network.addresses import address_in

if TYPE_CHECKING:
    from minikctl.state.bootstrap import Maker

Obj = dict[str, Any]

NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
CA_DESCRIPTION = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
    "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes "
    "clusters."
)


def namespaces(maker: Maker) -> None:
    """The four namespaces."""
    for name in NAMESPACES:
        maker.make(
            {
                "apiVersion": "v1",
                "kind": "Namespace",
                "metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name}},
                "spec": {"finalizers": ["kubernetes"]},
                "status": {"phase": "Active"},
            }
        )
        maker.make({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": name}})
        maker.make(root_certificate(name, maker.settings.get("ca") or placeholder_ca(maker)))


def placeholder_ca(maker: Maker) -> str:
    """Text in the place of the cluster's certificate until something needs a real one."""
    from binascii import b2a_base64  # once in a cluster's life

    drawn = b"".join(maker.tx.chance.bytes(f"bootstrap/ca/{part}") for part in range(15))
    body = b2a_base64(drawn, newline=False).decode()
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    return "-----BEGIN CERTIFICATE-----\n" + "\n".join(lines) + "\n-----END CERTIFICATE-----\n"


def root_certificate(namespace: str, certificate: str) -> Obj:
    """The ConfigMap that the root CA publisher puts into every namespace."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": "kube-root-ca.crt",
            "namespace": namespace,
            "annotations": {"kubernetes.io/description": CA_DESCRIPTION},
        },
        "data": {"ca.crt": certificate},
    }


def service_address(cidr: str, number: int) -> str:
    """The address number `number` of a service range."""
    return address_in(cidr, number)


def kubernetes(maker: Maker) -> None:
    """default/kubernetes with the endpoints that the API server writes itself; the ServiceCIDR."""
    cidrs = maker.settings["service_cidrs"]
    maker.make(
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "ServiceCIDR",
            "metadata": {"name": "kubernetes"},
            "spec": {"cidrs": list(cidrs)},
            "status": {
                "conditions": [
                    {
                        "lastTransitionTime": maker.now,
                        "message": "Kubernetes Service CIDR is ready",
                        "reason": "",
                        "status": "True",
                        "type": "Ready",
                    }
                ]
            },
        }
    )
    ports = [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}]
    service(maker, "kubernetes", "default", service_address(cidrs[0], 1), ports, None, {})
    host = maker.node_address(0)
    served = {"name": "https", "port": 6443, "protocol": "TCP"}
    maker.make(
        {
            "apiVersion": "v1",
            "kind": "Endpoints",
            "metadata": {
                "name": "kubernetes",
                "namespace": "default",
                "labels": {"endpointslice.kubernetes.io/skip-mirror": "true"},
            },
            "subsets": [{"addresses": [{"ip": host}], "ports": [served]}],
        }
    )
    maker.make(
        {
            "addressType": "IPv4",
            "apiVersion": "discovery.k8s.io/v1",
            "endpoints": [{"addresses": [host], "conditions": {"ready": True}}],
            "kind": "EndpointSlice",
            "metadata": {
                "name": "kubernetes",
                "namespace": "default",
                "labels": {"kubernetes.io/service-name": "kubernetes"},
            },
            "ports": [served],
        },
        1,
    )


def service(
    maker: Maker,
    name: str,
    namespace: str,
    address: str,
    ports: list[Obj],
    selector: dict[str, str] | None,
    labels: dict[str, str],
) -> Obj:
    """A complete Service of type ClusterIP and its IPAddress."""
    family = "IPv6" if ":" in address else "IPv4"
    spec: Obj = {
        "clusterIP": address,
        "clusterIPs": [address],
        "internalTrafficPolicy": "Cluster",
        "ipFamilies": [family],
        "ipFamilyPolicy": "SingleStack",
        "ports": ports,
        "sessionAffinity": "None",
        "type": "ClusterIP",
    }
    if selector:
        spec["selector"] = selector
    if name == "kubernetes":
        labels = {"component": "apiserver", "provider": "kubernetes"}
    maker.make(
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "IPAddress",
            "metadata": {
                "name": address,
                "labels": {
                    "ipaddress.kubernetes.io/ip-family": family,
                    "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
                },
            },
            "spec": {"parentRef": {"name": name, "namespace": namespace, "resource": "services"}},
        }
    )
    return maker.make(
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": name, "namespace": namespace, "labels": labels},
            "spec": spec,
            "status": {"loadBalancer": {}},
        }
    )


def storage(maker: Maker) -> None:
    """The storage class that claims get which do not say another."""
    maker.make(
        {
            "apiVersion": "storage.k8s.io/v1",
            "kind": "StorageClass",
            "metadata": {
                "name": "standard",
                "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
            },
            "provisioner": "k8s.io/minikube-hostpath",
            "reclaimPolicy": "Delete",
            "volumeBindingMode": "Immediate",
        }
    )


SYSTEM_CLASSES = (
    (
        "system-cluster-critical",
        2_000_000_000,
        "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
    ),
    (
        "system-node-critical",
        2_000_001_000,
        "Used for system critical pods that must not be moved from their current node.",
    ),
)


def priority_classes(maker: Maker) -> None:
    """The two classes that an API server makes."""
    for name, value, description in SYSTEM_CLASSES:
        maker.make(
            {
                "apiVersion": "scheduling.k8s.io/v1",
                "kind": "PriorityClass",
                "metadata": {"name": name},
                "value": value,
                "description": description,
                "preemptionPolicy": "PreemptLowerPriority",
            },
            1,
        )
