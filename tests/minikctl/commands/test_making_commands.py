"""create from flags, expose and run."""

from __future__ import annotations

import json
from typing import Any

import pytest

DRY = ("--dry-run=client", "-o", "json")


def generated(run: Any, *argv: str) -> Any:
    result = run(*argv[:1], *argv[1:], *DRY)
    assert result.code == 0, result.err
    return json.loads(result.out)


def dry(run: Any, *argv: str) -> Any:
    """The object of a generator; flags stand before the words after `--`."""
    at = argv.index("--") if "--" in argv else len(argv)
    return json.loads(run(*argv[:at], *DRY, *argv[at:]).out)


# ---- create


def test_generated_objects_are_written_in_the_order_of_their_structs(run: Any) -> None:
    obj = generated(run, "create", "deployment", "web", "--image=nginx")

    assert list(obj) == ["kind", "apiVersion", "metadata", "spec", "status"]
    assert list(obj["metadata"]) == ["name", "creationTimestamp", "labels"]
    assert obj["spec"]["strategy"] == {} and obj["spec"]["template"]["spec"]["containers"][0]["resources"] == {}


def test_a_namespace_is_named_only_if_it_was_given(run: Any) -> None:
    assert "namespace" not in generated(run, "create", "sa", "robot")["metadata"]
    assert generated(run, "create", "sa", "robot", "-n", "dev")["metadata"]["namespace"] == "dev"


@pytest.mark.parametrize(
    ("image", "name"), [("reg.example.com:5000/team/app:1.0", "app"), ("app@sha256:" + "0" * 64, "app"), ("a", "a")]
)
def test_containers_are_named_for_their_images(run: Any, image: str, name: str) -> None:
    obj = generated(run, "create", "deployment", "web", f"--image={image}")

    assert obj["spec"]["template"]["spec"]["containers"][0]["name"] == name


def test_words_after_two_dashes_are_the_command(run: Any) -> None:
    obj = dry(run, "create", "job", "j", "--image=busybox", "--", "echo", "--hi")

    assert obj["spec"]["template"]["spec"]["containers"][0]["command"] == ["echo", "--hi"]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("deployment", "a", "b", "--image=x"), "exactly one NAME is required, got 2\nSee 'kubectl create deployment"),
        (("deployment", "a"), 'required flag(s) "image" not set'),
        (("job", "j"), "either --image or --from must be specified"),
        (("svc", "clusterip", "s"), "at least one tcp port specifier must be provided"),
        (("svc", "clusterip", "s", "--tcp=x"), 'strconv.ParseUint: parsing "x": invalid syntax'),
        (("svc", "clusterip", "s", "--tcp=80:99999"), "must be between 1 and 65535, inclusive"),
        (("svc", "externalname", "s", "--external-name=A_b"), "invalid service external name A_b"),
        (("ingress", "i", "--rule=x"), "rule x is invalid and should be in format host/path=svcname:svcport"),
        (("ingress", "i"), "not enough information provided"),
        (("cm", "c", "--from-literal=a"), "invalid literal source a, expected key=value"),
        (("cm", "c", "--from-file=a=b=c"), "key names or file paths cannot contain '='"),
        (("cm", "c", "--from-file=nothing"), "error reading nothing: no such file or directory"),
        (("secret", "tls", "t"), "key and cert must be specified"),
        (("pdb", "p", "--selector=a=b"), "one of min-available or max-unavailable must be specified"),
        (("quota", "q", "--hard=cpu"), "Invalid argument syntax cpu, expected <resource>=<value>"),
        (("role", "r", "--verb=get"), "at least one resource must be specified"),
        (("rolebinding", "r"), "exactly one of clusterrole or role must be specified"),
        (("clusterrole", "r", "--verb=list", "--non-resource-url=/x"), "invalid verb: 'list' for nonResourceURL"),
        (("token", "robot", "--duration=-1s"), "--duration must be greater than or equal to 0"),
    ],
)
def test_what_cannot_be_made_is_refused(run: Any, argv: tuple[str, ...], message: str) -> None:
    result = run("create", *argv)

    assert result.err.startswith(f"error: {message}") and result.code == 1


def test_a_servers_refusal_is_told_after_what_failed(run: Any) -> None:
    assert run("create", "cm", "m").out == "configmap/m created\n"

    assert run("create", "cm", "m").err == 'error: failed to create configmap: configmaps "m" already exists\n'
    assert run("create", "ns", "default").err == (
        'Error from server (AlreadyExists): namespaces "default" already exists\n'
    )


def test_files_folders_and_variables_fill_a_configmap(run: Any) -> None:
    run.write("conf/a.txt", "1\n")
    run.write("conf/b", "2")
    run.write("env", "# note\nA=1\n  B= x\n\n")
    run.files.write("/work/raw", b"\xff\x00")

    assert generated(run, "create", "cm", "c", "--from-file=conf")["data"] == {"a.txt": "1\n", "b": "2"}
    assert generated(run, "create", "cm", "c", "--from-env-file=env")["data"] == {"A": "1", "B": " x"}
    assert generated(run, "create", "cm", "c", "--from-file=k=raw")["binaryData"] == {"k": "/wA="}


def test_the_hash_of_a_configmap_is_kubectls(run: Any) -> None:
    obj = generated(run, "create", "cm", "c", "--from-literal=a=b", "--append-hash")

    assert obj["metadata"]["name"] == "c-m4h6ctkgb2"


def test_rules_of_an_ingress_are_gathered_by_host_and_secret(run: Any) -> None:
    rules = ("--rule=a.com/=x:80,tls=t", "--rule=b.com/y*=z:web,tls=t", "--rule=a.com/q=x:80")
    spec = generated(run, "create", "ing", "i", *rules)["spec"]

    assert spec["tls"] == [{"hosts": ["a.com", "b.com"], "secretName": "t"}]
    assert [rule["host"] for rule in spec["rules"]] == ["a.com", "b.com"]
    assert [path["pathType"] for path in spec["rules"][0]["http"]["paths"]] == ["Exact", "Exact"]
    assert spec["rules"][1]["http"]["paths"][0] == {
        "path": "/y",
        "pathType": "Prefix",
        "backend": {"service": {"name": "z", "port": {"name": "web"}}},
    }


def test_a_role_has_a_rule_for_each_group(run: Any) -> None:
    obj = generated(run, "create", "role", "r", "--verb=get", "--resource=deploy.apps,po,pods/log,pods")

    assert obj["rules"] == [
        {"verbs": ["get"], "apiGroups": [""], "resources": ["pods", "pods/log"]},
        {"verbs": ["get"], "apiGroups": ["apps"], "resources": ["deployments"]},
    ]


def test_bindings_have_a_user_flag_of_their_own(run: Any) -> None:
    obj = generated(run, "create", "rolebinding", "b", "--role=r", "--user=me", "--serviceaccount=dev:robot")

    assert [subject["name"] for subject in obj["subjects"]] == ["me", "robot"]


def test_a_job_of_a_cronjob_names_it_as_its_owner(run: Any) -> None:
    run("create", "cronjob", "nightly", "--image=busybox", "--schedule=0 0 * * *", "--", "date")

    meta = generated(run, "create", "job", "now", "--from=cronjob/nightly")["metadata"]

    assert meta["annotations"] == {"cronjob.kubernetes.io/instantiate": "manual"}
    assert meta["ownerReferences"][0]["name"] == "nightly" and "blockOwnerDeletion" not in meta["ownerReferences"][0]


def test_a_token_says_whose_it_is(run: Any) -> None:
    from base64 import urlsafe_b64decode

    run("create", "sa", "robot")
    body = run("create", "token", "robot").out.split(".")[1]

    claims = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert claims["sub"] == "system:serviceaccount:default:robot" and claims["exp"] - claims["iat"] == 3600


def test_save_config_keeps_the_order_of_the_struct(run: Any) -> None:
    obj = generated(run, "create", "ns", "dev", "--save-config")

    (noted,) = obj["metadata"]["annotations"].values()
    assert noted.startswith('{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"dev",')


# ---- expose


@pytest.fixture
def shop(run: Any) -> Any:
    """Two Deployments, one of them with a port."""
    assert run("create", "deployment", "web", "--image=nginx", "--port=80").code == 0
    assert run("create", "deployment", "bare", "--image=nginx").code == 0
    return run


def test_ports_labels_and_selector_come_from_what_is_exposed(shop: Any) -> None:
    obj = generated(shop, "expose", "deployment", "web")

    assert obj["metadata"]["labels"] == obj["spec"]["selector"] == {"app": "web"}
    assert obj["spec"]["ports"] == [{"protocol": "TCP", "port": 80, "targetPort": 80}]


def test_without_any_port_nothing_is_exposed(shop: Any) -> None:
    assert shop("expose", "deploy", "bare").err == "error: couldn't find port via --port flag or introspection\n"
    assert "ports" not in generated(shop, "expose", "deploy", "bare", "--cluster-ip=None")["spec"]


def test_what_was_found_for_the_first_object_serves_for_the_next(shop: Any) -> None:
    result = shop("expose", "deploy", "web", "bare")

    assert result.out == "service/web exposed\nservice/bare exposed\n"
    assert shop("get", "svc", "bare", "-o", "jsonpath={.spec.selector.app}").out == "web"


def test_several_ports_and_protocols_get_names(shop: Any) -> None:
    ports = [
        {"containerPort": 53, "protocol": "UDP"},
        {"containerPort": 53, "protocol": "TCP"},
        {"containerPort": 80, "protocol": "TCP"},
    ]
    spec = {"containers": [{"name": "c", "image": "nginx", "ports": ports}]}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "dns", "labels": {"a": "b"}}, "spec": spec}
    shop("create", "-f", "-", stdin=json.dumps(pod))

    found = generated(shop, "expose", "pod", "dns")["spec"]["ports"]

    assert [port["name"] for port in found] == ["port-1-udp", "port-1-tcp", "port-2"]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("ns", "default"), "cannot expose a Namespace"),
        (("deploy", "web", "--port=x"), 'strconv.Atoi: parsing "x": invalid syntax'),
        (("deploy", "web", "--selector=x"), "unexpected label spec: x"),
        (("deploy", "web", "--session-affinity=x"), "unknown session affinity: x"),
        (("deploy", "web", "--overrides={"), "Invalid JSON Patch"),
    ],
)
def test_what_cannot_be_exposed_is_refused(shop: Any, argv: tuple[str, ...], message: str) -> None:
    assert shop("expose", *argv).err == f"error: {message}\n"


def test_overrides_change_what_is_generated(shop: Any) -> None:
    spec = generated(shop, "expose", "deploy", "web", '--overrides={"spec":{"type":"NodePort"}}')["spec"]

    assert spec["type"] == "NodePort" and spec["selector"] == {"app": "web"}


# ---- run


def test_a_pod_is_labelled_with_its_name(run: Any) -> None:
    obj = generated(run, "run", "p", "--image=nginx", "--env=A=b=c", "--port=80")

    (container,) = obj["spec"]["containers"]
    assert obj["metadata"]["labels"] == {"run": "p"}
    assert container["env"] == [{"name": "A", "value": "b=c"}] and container["ports"] == [{"containerPort": 80}]


def test_words_after_two_dashes_are_arguments_or_the_command(run: Any) -> None:
    for flag, field in ((), "args"), (("--command",), "command"):
        obj = dry(run, "run", "p", "--image=busybox", *flag, "--", "ls", "-l")
        assert obj["spec"]["containers"][0][field] == ["ls", "-l"]


def test_a_service_is_told_before_its_pod(run: Any) -> None:
    result = run("run", "p", "--image=nginx", "--port=80", "--expose")

    assert result.out == "service/p created\npod/p created\n"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("--image=nginx",), "NAME is required for run\nSee"),
        (("p", "--image=a b"), 'Invalid image name "a b": invalid reference format'),
        (("p", "--image=x", "-t"), "-i/--stdin is required for containers with -t/--tty=true"),
        (("p", "--image=x", "--rm"), "--rm should only be used for attached containers"),
        (("p", "--image=x", "-i", "--dry-run=client"), "--dry-run=[server|client] can't be used with attached"),
        (("p", "--image=x", "--expose"), "--port must be set when exposing a service"),
        (("p", "--image=x", "--env=1A=b"), "invalid env: 1A=b"),
    ],
)
def test_pods_that_cannot_be_meant_are_refused(run: Any, argv: tuple[str, ...], message: str) -> None:
    assert run("run", *argv).err.startswith(f"error: {message}")


def test_an_attached_pod_ends_the_command_as_it_ends(run: Any) -> None:
    result = run("run", "p", "--image=busybox", "--restart=Never", "-i", "--rm", "--", "sh", "-c", "echo hi; exit 3")

    assert result.out == 'hi\npod "p" deleted\n' and result.code == 3
    assert result.err.endswith("pod default/p terminated (Error)\n")


def test_run_made_deployments_once() -> None:
    from tests.minikctl.conftest import CommandLine  # of the other era

    old = CommandLine(era="any")
    result = old("run", "web", "--image=nginx", "--replicas=2", "--labels=app=web")

    assert result.out == "deployment.apps/web created\n"
    assert result.err == "Flag --replicas has been deprecated, it was removed in kubectl 1.18\n"
    assert old("get", "deploy", "web", "-o", "jsonpath={.spec.replicas}").out == "2"
