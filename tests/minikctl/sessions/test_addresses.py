"""Manifests that tutorials fetch are kept here, under their addresses."""

from importlib.resources import files

import pytest

from minikctl.errors import CommandError
from minikctl.manifests.addresses import filled, manifest_at


def test_a_known_address_is_answered_from_a_file():
    assert b"name: dnsutils" in manifest_at("https://k8s.io/examples/admin/dns/dnsutils.yaml")
    assert manifest_at("https://k8s.io/examples/pods/simple-pod.yaml") == manifest_at(
        "https://raw.githubusercontent.com/kubernetes/website/main/content/en/examples/pods/simple-pod.yaml"
    )
    assert b"IngressClass" in manifest_at(
        "https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.12.0/deploy/static/provider/cloud/deploy.yaml"
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://k8s.io/examples/none.yaml",
        "https://example.com/pod.yaml",
        "https://k8s.io/examples/../addresses.yaml",
        "https://k8s.io/examples/",
    ],
)
def test_an_unknown_address_is_not_found(address):
    with pytest.raises(CommandError, match="server reported 404 Not Found, status code=404"):
        manifest_at(address)


def test_a_star_fills_the_star_of_the_name():
    assert filled("https://a/*", "b/*", "https://a/x/y.yaml") == "b/x/y.yaml"
    assert filled("https://a/*/z", "c", "https://a/1/z") == "c"
    assert filled("https://a/b", "c", "https://a/b") == "c"
    assert not filled("https://a/*", "b/*", "https://b/x")


def test_every_kept_manifest_is_yaml_with_kinds():
    import yaml

    def manifests(folder):
        for entry in folder.iterdir():
            if entry.is_dir():
                yield from manifests(entry)
            elif entry.name.endswith((".yaml", ".yml")) and entry.name != "addresses.yaml":
                yield entry

    found = list(manifests(files("minikctl.sample_manifests")))
    assert len(found) > 20
    for entry in found:
        for document in yaml.safe_load_all(entry.read_text(encoding="utf-8")):
            assert document is None or document.get("kind"), entry
