"""`trace`, `dig`, `probe`, `sim`, `export`, `image`, `shim`, `demo`."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import pytest

SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""
INGRESS = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site}
spec:
  tls: [{hosts: [web.example.com], secretName: cert}]
  rules:
  - host: web.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
      - {path: /a, pathType: Prefix, backend: {service: {name: gone, port: {number: 80}}}}
      - {path: /a, pathType: Exact, backend: {service: {name: web, port: {number: 80}}}}
"""


@pytest.fixture
def web(at_home: Any) -> Any:
    """A Deployment of two Pods and its Service."""
    at_home("create", "deployment", "web", "--image=nginx", "--port=80", "--replicas=2")
    at_home("create", "-f", "-", stdin=SERVICE)
    return at_home


def pod(web: Any) -> str:
    found: str = web("get", "pods", "-o", "jsonpath={.items[0].metadata.name}").out
    return found


def test_a_request_of_a_pod_is_followed(web: Any) -> None:
    found = json.loads(web("trace", pod(web), "http://web", "-o", "json").out)
    assert (found["verdict"], found["curlExit"], len(found["endpoints"])) == ("DNAT", 0, 2)
    assert {"layer", "where", "rule", "before", "after", "verdict", "why"} <= set(found["steps"][0])
    assert "verdict: DNAT\n" in web("trace", pod(web), "http://web").out


def test_a_connection_on_a_node_is_followed(web: Any) -> None:
    address = web("get", "svc", "web", "-o", "jsonpath={.spec.clusterIP}").out
    words = ("trace", "--node", "node-1", "--from", "10.244.0.9", "--to", f"{address}:80/TCP", "-o", "json")
    found = json.loads(web(*words).out)
    assert (found["verdict"], found["masquerade"], len(found["endpoints"])) == ("DNAT", False, 2)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nobody", "http://web"), 1),
        ((), 2),
        (("--to", "x"), 2),
        (("--node", "node-1", "--bad"), 2),
        (("--node", "node-9", "--from", "10.0.0.1", "--to", "10.96.0.1:443/TCP"), 1),
        (("--from", "x", "--to", "10.96.0.1:443/TCP"), 2),
        (("web", "http://web:99999"), 2),
        (("web", "ftp://web"), 2),
        (("web", "http://[::1"), 2),
        (("--external", "http://"), 2),
    ],
)
def test_traces_that_cannot_be_made_are_refused(web: Any, words: tuple[str, ...], code: int) -> None:
    result = web("trace", *words)
    assert result.code == code
    assert result.err.startswith("minikctl trace: ")


def test_names_are_asked_of_the_cluster(web: Any) -> None:
    found = json.loads(web("dig", "web.default.svc.cluster.local", "-o", "json").out)
    assert (found["rcode"], found["answers"][0]["type"], found["answers"][0]["ttl"]) == ("NOERROR", "A", 30)
    missing = json.loads(web("dig", "nobody", "--pod", pod(web), "-n", "default", "-o", "json").out)
    assert missing["rcode"] == "NXDOMAIN"
    assert len(missing["queries"]) == 4
    text = web("dig", "web", "--pod", pod(web)).out
    assert ";; ANSWER SECTION:\nweb.default.svc.cluster.local.\t30\tIN\tA\t10." in text
    assert web("dig", "web", "--pod", "nobody").code == 1


@pytest.mark.parametrize("words", [("x" * 64,), ("a", "-o", "yaml"), ()])
def test_names_that_cannot_be_asked_for_are_refused(at_home: Any, words: tuple[str, ...]) -> None:
    assert at_home("dig", *words).code == 2


PROBE = """
container: app
probe: {type: liveness, spec: {failureThreshold: 2}}
attempts:
- {result: success}
- {result: failure, output: late}
- {result: failure, output: late}
"""


def test_probes_are_tried_out(at_home: Any) -> None:
    (at_home.folder / "probe.yaml").write_text(PROBE)
    found = json.loads(at_home("probe", "simulate", "probe.yaml", "-o", "json").out)
    assert (found["states"], found["restart"]) == ([True, True, False], True)
    assert "restart: yes\n" in at_home("probe", "simulate", "probe.yaml").out
    assert at_home("probe", "simulate", "-", stdin="a: 1").code == 2
    assert at_home("probe", "simulate", "-", stdin="probe: {}\nattempts: 5\n").code == 2


def test_a_pod_that_is_not_ready_leaves_the_endpoints(web: Any) -> None:
    name = pod(web)
    assert web("sim", "unready", name).out == f"pod/{name} is not ready\n"
    assert (
        web("get", "endpoints", "web", "-o", "jsonpath={.subsets[*].notReadyAddresses[*].targetRef.name}").out == name
    )
    assert web("sim", "recover", f"pod/{name}").code == 0
    assert web("get", "endpoints", "web", "-o", "jsonpath={.subsets[*].notReadyAddresses}").out == ""


def test_time_can_be_moved(web: Any) -> None:
    assert web("sim", "advance", "2h").out == "2h0m0s later\n"
    assert web("get", "deploy", "web", "--no-headers").out.split()[-1] == "120m"
    del web.env["MINIKCTL_CLOCK"]
    assert web("sim", "advance", "2h").code == 1


def test_names_and_machines_outside_are_made(web: Any) -> None:
    web("sim", "dns", "db.example.com", "203.0.113.9")
    answers = json.loads(web("dig", "db.example.com", "-o", "json").out)["answers"]
    assert [one["data"] for one in answers] == ["203.0.113.9"]
    assert web("sim", "external", "203.0.113.9", "--listens", "80=hello").code == 0
    assert web("ssh", "--", "curl", "-s", "http://203.0.113.9").out.strip() == "hello"


@pytest.mark.parametrize(
    "words",
    [
        ("advance", "soon"),
        ("dns", "x.example.com", "nowhere"),
        ("external", "203.0.113.9", "--listens", "many"),
        ("unready", "web", "--for", "-1s"),
        ("explode",),
        (),
    ],
)
def test_what_cannot_happen_is_a_usage_error(at_home: Any, words: tuple[str, ...]) -> None:
    assert at_home("sim", *words).code == 2


def test_nodes_go_down_and_come_back(at_home: Any) -> None:
    assert at_home("sim", "node-down", "node-1").out == "node/node-1 is down\n"
    assert at_home("sim", "node-up", "node-1").out == "node/node-1 is up\n"
    assert at_home("sim", "node-down", "node-9").code == 1


def test_ingresses_are_written_for_nginx(web: Any) -> None:
    web("create", "-f", "-", stdin=INGRESS)
    text = web("export", "--nginx").out
    assert "gone" not in text
    assert text.count(":80;\n") == 2
    assert "    listen 443" not in text  # the Secret of its certificate is missing
    assert "    location = /a {\n" in text
    assert "    location /a/ {\n" in text
    assert "return 503;" in text
    assert "        proxy_pass http://default-web-80;\n" in text


def test_services_are_written_for_consul_and_as_hosts(web: Any) -> None:
    services = json.loads(web("export", "--consul", "-n", "default").out)["services"]
    assert sorted({one["name"] for one in services}) == ["kubernetes-https", "web"]
    assert len({one["id"] for one in services}) == len(services) == 3
    address = web("get", "svc", "web", "-o", "jsonpath={.spec.clusterIP}").out
    assert f"{address}\tweb.default.svc.cluster.local web.default.svc web.default\n" in web("export", "--hosts").out
    assert web("export").code == 2
    assert web("export", "--hosts", "--nginx").code == 2


IMAGE = """
name: example.com/shop:1
ports: [8080]
answers: {/: "hello from {pod}"}
"""


def test_images_are_added_and_listed(at_home: Any) -> None:
    assert at_home("image", "add", "-", stdin=IMAGE) == ("image example.com/shop added\n", "", 0)
    found = {one["image"]: one for one in json.loads(at_home("image", "list", "-o", "json").out)}
    assert found["example.com/shop"] == {"image": "example.com/shop", "tags": "1", "ports": "8080", "own": True}
    assert not found["httpd"]["own"]
    assert at_home("image", "list").out.splitlines()[1].split() == ["example.com/shop", "8080"]
    at_home("run", "shop", "--image=example.com/shop:1")
    address = at_home("get", "pod", "shop", "-o", "jsonpath={.status.podIP}").out
    assert at_home("ssh", "--", "curl", "-s", f"http://{address}:8080/").out == "hello from shop"


@pytest.mark.parametrize("text", ["ports: [80]", "name: x\nports: [many]", "name: x\ncolour: red", "5"])
def test_images_that_are_none_are_refused(at_home: Any, text: str) -> None:
    result = at_home("image", "add", "-", stdin=text)
    assert (result.code, result.err.count("\n")) == (2, 1)


def test_a_kubectl_is_written_that_is_minikctl(at_home: Any) -> None:
    assert at_home("shim", "bin").code == 0
    env = {**os.environ, "MINIKCTL_HOME": str(at_home.home)}
    program = at_home.folder / "bin" / "kubectl"
    result = subprocess.run([program, "get", "--bad"], capture_output=True, text=True, env=env)
    assert (result.returncode, result.stderr) == (
        1,
        "error: unknown flag: --bad\nSee 'kubectl get --help' for usage.\n",
    )
    assert at_home("shim", "bin").code == 0
    program.write_text("a real one\n")
    assert at_home("shim", "bin").code == 1
    assert program.read_text() == "a real one\n"


def test_the_demo_is_printed_and_leaves_no_trace(at_home: Any) -> None:
    result = at_home("demo")
    assert (result.code, [line for line in result.err.splitlines() if "deprecated" not in line]) == (0, [])
    for expected in ("service/alpaca exposed", "options ndots:5", "ALPACA_SERVICE_HOST=", "verdict: DNAT", "undone: "):
        assert expected in result.out
    assert not at_home.home.exists()


def test_a_command_of_ours_without_a_module_is_refused(at_home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minikctl.own.OWN", {"nothing": "nothing"})
    assert at_home("nothing") == ("", 'minikctl: "nothing" is not there yet\n', 2)


def test_a_seed_chooses_one_endpoint(web: Any) -> None:
    found = [json.loads(web("trace", pod(web), "http://web", "--seed", "7", "-o", "json").out) for _ in range(2)]
    assert found[0] == found[1]
    assert found[0]["chosen"] in found[0]["endpoints"]
    (other,) = set(found[0]["endpoints"]) - {found[0]["chosen"]}
    assert not [step for step in found[0]["steps"] if str(step["after"]).endswith(f"> {other}")]


def test_a_request_from_outside_is_followed_by_way_of_ingress(web: Any) -> None:
    web("cluster", "set", "ingress=nginx")
    web("create", "-f", "-", stdin=INGRESS.replace("spec:\n  tls", "spec:\n  ingressClassName: nginx\n  tls", 1))
    found = json.loads(web("trace", "--external", "https://web.example.com/x", "-o", "json").out)
    assert found["backend"] == {"namespace": "default", "service": "web", "port": 80}
    assert found["steps"][0]["after"] == "default/web:80"
    assert json.loads(web("trace", "--external", "http://nobody.example.com/", "-o", "json").out)["status"] == 404
