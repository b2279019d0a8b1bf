"""Every image of the catalogue can be run, asked, looked into and read."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from minikctl.state import images
from minikctl.state.images import IMAGES, registry
from minikctl.state.images.app import App
from minikctl.state.kinds import POD
from minikctl.state.traffic.messages import Failure, Response
from tests.state.images.place import Place, pod

NAMES = [
    "gcr.io/kuar-demo/kuard-amd64:blue",
    "nginx",
    "httpd",
    "stacksimplify/kubenginx:1.0.0",
    "stacksimplify/kube-helloworld:1.0.0",
    "registry.k8s.io/echoserver:1.4",
    "registry.k8s.io/ingress-nginx/e2e-test-echo:v1",
    "kicbase/echo-server:1.0",
    "registry.k8s.io/e2e-test-images/agnhost:2.39",
    "registry.k8s.io/serve_hostname",
    "gcr.io/google-samples/hello-app:1.0",
    "gcr.io/google-samples/node-hello:1.0",
    "gcr.io/google-samples/hello-go-gke:1.0",
    "gcr.io/google-samples/hello-frontend:1.0",
    "us-docker.pkg.dev/google-samples/containers/gke/whereami:v1.2.24",
    "gcr.io/google-samples/kubernetes-bootcamp:v1",
    "nigelpoulton/k8sbook:text-dev",
    "mongo:3.3",
    "vfarcic/go-demo-2",
    "vfarcic/devops-toolkit-series",
    "luksa/kubia",
    "luksa/kiada:0.5",
    "luksa/quiz-api:0.1",
    "quay.io/openshiftlabs/simpleservice:0.5.0",
    "quay.io/openshiftlabs/jump:0.2",
    "jpetazzo/color",
    "hashicorp/http-echo",
    "traefik/whoami",
    "quay.io/rhdevelopers/myboot:v1",
    "quay.io/rhdevelopers/quarkus-demo:v1",
    "quay.io/rhdevelopers/mypython:v1",
    "praqma/network-multitool",
    "ibmcom/guestbook:v1",
    "gcr.io/google_samples/gb-frontend:v5",
    "gcr.io/google_samples/gb-redis-follower:v2",
    "redis",
    "public.ecr.aws/aws-containers/retail-store-sample-ui:1.2.1",
    "ddysher/dns-backend",
    "bprashanth/nginxhttps:1.0",
    "dgkanatsios/simpleapp",
    "registry.k8s.io/defaultbackend-amd64:1.5",
    "mysql",
    "mariadb",
    "postgres",
    "memcached",
    "registry.k8s.io/pause:3.10",
    "busybox",
    "alpine",
    "radial/busyboxplus:curl",
    "curlimages/curl",
    "registry.k8s.io/e2e-test-images/jessie-dnsutils:1.7",
    "ubuntu",
    "debian",
    "fedora",
    "registry.k8s.io/hpa-example",
    "stefanprodan/podinfo",
    "mendhak/http-https-echo",
    "nginxinc/nginx-unprivileged",
    "nicolaka/netshoot",
    "python",
    "bitnami/kubectl",
    "registry.k8s.io/coredns/coredns:v1.12.0",
    "registry.k8s.io/kube-proxy:v1.33.1",
    "registry.k8s.io/etcd:3.5.21-0",
    "registry.k8s.io/kube-apiserver:v1.33.1",
    "registry.k8s.io/kube-controller-manager:v1.33.1",
    "registry.k8s.io/kube-scheduler:v1.33.1",
    "registry.k8s.io/ingress-nginx/controller:v1.12.2",
    "traefik:v3.3",
    "docker.io/emissaryingress/emissary:3.9.1",
    "nginx/nginx-ingress:4.0.1",
    "registry.k8s.io/metrics-server/metrics-server:v0.7.2",
    "docker.io/kindest/kindnetd:v1",
    "nobody.example/unknown:1",
]


@pytest.fixture(scope="module")
def place() -> Place:
    return Place(*[pod(f"app-{at}", name) for at, name in enumerate(NAMES)], wait=30)


@pytest.mark.parametrize("at", range(len(NAMES)), ids=NAMES)
def test_an_image_can_be_used(place: Place, at: int) -> None:
    view = place.cluster.view()
    found = view.get(POD, f"app-{at}", "default")
    container: dict[str, Any] = found["spec"]["containers"][0]
    assert images.pull(view, NAMES[at]).error == ""
    app = images.app_of(view, found, container)
    assert isinstance(images.logs(view, found, container), list)
    assert images.environment(view, found, container)["PATH"]
    assert images.prompt(view, found, container)
    assert isinstance(images.files(view, found, container), dict)
    assert app.flavour in ("gnu", "busybox")
    for port in app.listening():
        if not app.listens(port):
            continue
        try:
            answer = place.get(f"app-{at}", "/", port)
        except Failure as failure:
            assert failure.kind in ("empty reply", "not http", "no tls", "refused")
        else:
            assert isinstance(answer, Response)


@pytest.mark.parametrize("row", IMAGES, ids=lambda row: row.app)
def test_a_row_names_an_app(row: images.Image) -> None:
    module, _, name = row.app.partition(":")
    assert issubclass(getattr(import_module(f"minikctl.state.images.{module}"), name), App)


def test_every_row_is_used() -> None:
    assert {image.app for image in IMAGES} - {found.app for name in NAMES if (found := registry.row(name))} == set()
