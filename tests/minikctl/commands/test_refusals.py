"""What kubectl refuses or says without asking a server, tried with a real v1.33 client."""

from __future__ import annotations

import json

import pytest

from tests.minikctl.conftest import CommandLine

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n"
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx}]}
"""
NO_TEMPLATE = "the object is not a pod or does not have a pod template: *v1.Service"


@pytest.fixture
def with_files(run: CommandLine) -> CommandLine:
    run.write("svc.yaml", SERVICE)
    run.write("dep.yaml", DEPLOYMENT)
    run.write("all.yaml", f"{DEPLOYMENT}---\n{SERVICE}")
    run.write("cm.json", json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "raw"}}))
    run.env["KUBECONFIG"] = "/work/kc"
    return run


def test_local_objects_are_named_by_their_kind(with_files: CommandLine) -> None:
    assert with_files("set", "image", "--local", "-f", "svc.yaml", "a=b").err == f"error: service/s {NO_TEMPLATE}\n"
    assert with_files("set", "subject", "--local", "-f", "dep.yaml", "--user=u").err == (
        "error: deployment.apps/web\n setting subjects is only supported for RoleBinding/ClusterRoleBinding\n"
    )


def test_each_of_several_errors_ends_its_line_twice(with_files: CommandLine) -> None:
    assert with_files("set", "image", "--local", "-f", "all.yaml", "zz=b").err == (
        f'error: unable to find container named "zz"\nerror: service/s {NO_TEMPLATE}\n\n'
    )


@pytest.mark.parametrize(
    ("form", "patch", "said"),
    [
        ("strategic", "{", "invalid JSON document"),
        ("strategic", "[]", "invalid JSON document"),
        ("merge", "{", "Invalid JSON Patch"),
        ("merge", "[]", "json: cannot unmarshal array into Go value of type unstructured.detector"),
        ("json", "{a", "invalid character 'a' looking for beginning of object key string"),
    ],
)
def test_a_local_patch_is_refused_as_its_form_is_read(
    with_files: CommandLine, form: str, patch: str, said: str
) -> None:
    result = with_files("patch", "--local", "-f", "dep.yaml", f"--type={form}", "-p", patch)
    assert (result.err, result.code) == (f"error: {said}\n", 1)


def test_a_raw_request_goes_to_its_address(with_files: CommandLine) -> None:
    path = "--raw=/api/v1/namespaces/default/configmaps"
    assert json.loads(with_files("create", path, "-f", "cm.json").out)["metadata"]["name"] == "raw"
    assert with_files("create", path, "-f", "cm.json").err == (
        'Error from server (AlreadyExists): configmaps "raw" already exists\n'
    )
    assert with_files("create", "--raw=x", "-f", "cm.json").err == (
        'error: --raw must be a valid URL path: parse "x": invalid URI for request\n'
    )
    assert with_files("create", "--raw=/x", "-f", "cm.json", "-f", "svc.yaml").err == (
        "error: --raw can only use a single local file or stdin\n"
    )


def test_files_of_a_configuration_are_named_from_its_folder(with_files: CommandLine) -> None:
    with_files("config", "set-cluster", "c", "--certificate-authority=ca.pem")
    assert "certificate-authority: ca.pem\n" in with_files.files.read("/work/kc").decode()
    assert "certificate-authority: ca.pem\n" in with_files("config", "view").out


def test_what_changes_nothing_writes_no_configuration(with_files: CommandLine) -> None:
    assert with_files("config", "unset", "current-context").out == 'Property "current-context" unset.\n'
    assert not with_files.files.exists("/work/kc")
    assert with_files("config", "unset", "clusters.c.server").err == "error: current map key `c` is invalid\n"


def test_half_given_credentials_are_not_kept(with_files: CommandLine) -> None:
    with_files("config", "set-credentials", "u", "--exec-arg=a", "--auth-provider-arg=a=b")
    assert "  user: {}\n" in with_files("config", "view").out


def test_a_letter_of_a_hidden_global_flag_is_unknown(with_files: CommandLine) -> None:
    assert with_files("config", "set-context", "a", "-n", "x").err.startswith(
        "error: unknown shorthand flag: 'n' in -n\n"
    )
