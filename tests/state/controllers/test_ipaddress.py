from typing import NamedTuple

from minikctl.state.controllers.ipaddress import addresses_of_service, reconcile
from minikctl.state.objects import key_of


class FakeChange(NamedTuple):
    old: dict | None
    new: dict | None


class Writing:
    """A transaction that keeps what is written in a dict."""

    def __init__(self, *objects):
        self.found = {(obj["kind"], key_of(obj)): obj for obj in objects}

    def find(self, kind, name, namespace=""):
        return self.found.get((kind.name, f"{namespace}/{name}"))

    def write(self, kind, obj):
        self.found[kind.name, key_of(obj)] = obj

    def forget(self, kind, name, namespace=""):
        del self.found[kind.name, f"{namespace}/{name}"]


def service(*addresses):
    return {
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {"clusterIPs": list(addresses)},
    }


def test_every_address_a_service_had_or_has_is_looked_at():
    found = addresses_of_service(FakeChange(service("10.96.0.5"), service("None")), None)
    assert list(found) == ["10.96.0.5 default/web"]


def test_an_address_in_use_has_its_object():
    tx = Writing(service("10.96.0.5", "fd00::5"))
    reconcile(tx, "fd00::5 default/web")
    found = tx.found["IPAddress", "/fd00::5"]
    assert found["metadata"]["labels"]["ipaddress.kubernetes.io/ip-family"] == "IPv6"
    assert found["spec"]["parentRef"] == {"name": "web", "namespace": "default", "resource": "services"}


def test_a_freed_address_loses_its_object():
    tx = Writing(service("10.96.0.5"))
    reconcile(tx, "10.96.0.5 default/web")
    del tx.found["Service", "default/web"]
    reconcile(tx, "10.96.0.5 default/web")
    assert tx.found == {}


def test_an_address_that_another_service_took_stays():
    other = {**service("10.96.0.5"), "metadata": {"name": "other", "namespace": "default"}}
    tx = Writing(other)
    reconcile(tx, "10.96.0.5 default/other")
    reconcile(tx, "10.96.0.5 default/web")
    assert ("IPAddress", "/10.96.0.5") in tx.found
