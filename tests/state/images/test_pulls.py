"""Which images can be had."""

from __future__ import annotations

import pytest

from minikctl.state import images
from tests.state.images.place import Place, pod


@pytest.mark.parametrize(
    ("reference", "repository", "tag"),
    [
        ("nginx", "docker.io/library/nginx", "latest"),
        ("docker.io/nginx:1", "docker.io/library/nginx", "1"),
        ("team/app:v1", "docker.io/team/app", "v1"),
        ("localhost:5000/app", "localhost:5000/app", "latest"),
        ("nginx@sha256:" + "0" * 64, "docker.io/library/nginx", ""),
    ],
)
def test_references_are_completed(reference: str, repository: str, tag: str) -> None:
    assert images.normalized(reference) == (repository, tag)


@pytest.mark.parametrize(
    "reference",
    [
        "nginx",
        "nginx:1.27-alpine",
        "nginx:stable",
        "busybox:1.28",
        "redis:7.2-alpine",
        "ubuntu:24.04",
        "web:1",
        "a.b/c/d:e",
    ],
)
def test_ordinary_images_exist(reference: str) -> None:
    assert images.pull(Place(wait=0).cluster.view(), reference).error == ""


@pytest.mark.parametrize(
    "reference", ["nginx:1.161", "gcr.io/google-samples/kubernetes-bootcamp:v10", "busybox:9.9.9x"]
)
def test_unknown_tags_do_not(reference: str) -> None:
    name = ":".join(images.normalized(reference))
    assert images.pull(Place(wait=0).cluster.view(), reference).error == (
        f'rpc error: code = NotFound desc = failed to pull and unpack image "{name}": '
        f'failed to resolve reference "{name}": {name}: not found'
    )


@pytest.mark.parametrize("reference", ["ngnix", "nginxx", "busybx", "redis1", "team/nonexistent"])
def test_misspelt_repositories_do_not(reference: str) -> None:
    assert "pull access denied" in images.pull(Place(wait=0).cluster.view(), reference).error


def test_a_pull_that_fails_backs_off() -> None:
    place = Place(pod("web", "nginx:1.161"), wait=2.0)
    assert place.container("web")["state"]["waiting"]["reason"] == "ErrImagePull"
    place.after(2)
    waiting = place.container("web")["state"]["waiting"]
    assert waiting["reason"] == "ImagePullBackOff"
    assert waiting["message"].startswith(
        'Back-off pulling image "nginx:1.161": ErrImagePull: rpc error: code = NotFound'
    )
    assert {
        ("Failed", "Error: ErrImagePull"),
        ("BackOff", 'Back-off pulling image "nginx:1.161"'),
        ("Failed", "Error: ImagePullBackOff"),
    } <= set(place.events("web"))


def test_a_reference_that_cannot_be_read_is_no_image() -> None:
    place = Place(pod("web", "Nginx:latest"))
    assert place.container("web")["state"]["waiting"]["reason"] == "InvalidImageName"
