"""A small cluster with pods of given images, and a caller in it."""

from __future__ import annotations

from typing import Any

from minikctl.state import images
from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.kinds import EVENT, POD
from minikctl.state.traffic.caller import Caller
from minikctl.state.traffic.messages import Request, Response

Obj = dict[str, Any]

NEW_YEAR = 1767225600.0
OF_PODS = ("volumes", "restartPolicy", "initContainers", "terminationGracePeriodSeconds", "hostname")


def pod(name: str, image: str, **settings: Any) -> Obj:
    """A pod of one container, named like the pod."""
    spec = {key: value for key, value in settings.items() if key in OF_PODS}
    container = {key: value for key, value in settings.items() if key not in OF_PODS}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {**spec, "containers": [{"name": name, "image": image, **container}]},
    }


class Place:
    """A cluster on a scripted clock."""

    def __init__(self, *manifests: Obj, wait: float = 15.0, seed: str = "x") -> None:
        self.cluster = Cluster.in_memory(ScriptedClock(NEW_YEAR), {"seed": seed, "nodes": 2})
        self.add(pod("client", "curlimages/curl", command=["sleep", "1000000"]), *manifests)
        self.after(wait)

    def add(self, *manifests: Obj) -> None:
        with self.cluster.transaction("test") as tx:
            for manifest in manifests:
                kind = tx.kind_of(manifest["apiVersion"], manifest["kind"])
                assert kind is not None
                tx.create(kind, manifest, "default")

    def after(self, seconds: float) -> None:
        self.cluster.clock.sleep(seconds)

    def pod(self, name: str) -> Obj:
        return self.cluster.view().get(POD, name, "default")

    def container(self, name: str) -> Obj:
        """The status of the pod's only container."""
        found: Obj = self.pod(name)["status"]["containerStatuses"][0]
        return found

    def get(self, name: str, path: str = "/", port: int = 80, method: str = "GET", body: str = "") -> Response:
        """What the pod answers the client."""
        address = self.pod(name)["status"]["podIP"]
        headers = (("Host", f"{address}:{port}"), ("User-Agent", "curl/8.5.0"), ("Accept", "*/*"))
        caller = Caller(self.cluster, pod="default/client")
        return caller.http(Request("http", address, port, path, method, headers, body))

    def logs(self, name: str, previous: bool = False) -> list[str]:
        view = self.cluster.view()
        found = view.get(POD, name, "default")
        return [line for _, line in images.logs(view, found, found["spec"]["containers"][0], previous)]

    def events(self, name: str) -> list[tuple[str, str]]:
        """(reason, message) of the Events about a pod."""
        view = self.cluster.view()
        found = [one for one in view.list(EVENT, "default") if one["involvedObject"]["name"] == name]
        return [(one["reason"], one["message"]) for one in found]
