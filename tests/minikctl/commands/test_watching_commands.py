"""rollout, wait, logs, exec, attach, cp, debug and port-forward, over a cluster in memory."""

from __future__ import annotations

from typing import Any

import pytest

from minikctl.commands.port_forward import forward, target_port
from minikctl.commands.rollout.status import status_text
from minikctl.errors import CommandError

PAIR = """\
apiVersion: v1
kind: Pod
metadata:
  name: pair
spec:
  containers:
  - name: web
    image: nginx
  - name: teller
    image: busybox
    command: [sh, -c, "echo one; echo two; echo three; sleep 1000"]
"""


@pytest.fixture
def web(run: Any) -> Any:
    """A Deployment that has been rolled out twice."""
    run("create", "deployment", "web", "--image=nginx:1.26")
    run("patch", "deploy", "web", "-p", SECOND)
    assert "successfully rolled out" in run("rollout", "status", "deploy/web").out
    return run


SECOND = '{"spec":{"template":{"spec":{"containers":[{"name":"nginx","image":"nginx:1.27"}]}}}}'


@pytest.fixture
def pair(run: Any) -> Any:
    """A Pod of two containers."""
    run.write("pair.yaml", PAIR)
    run("apply", "-f", "pair.yaml")
    assert run("wait", "--for=condition=Ready", "pod/pair").out == "pod/pair condition met\n"
    run.clock.sleep(60)
    return run


# ---- rollout


def test_history_lists_revisions(web: Any) -> None:
    expected = "deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n"

    assert web("rollout", "history", "deploy/web").out == expected
    assert "    Image:\tnginx:1.26\n" in web("rollout", "history", "deploy/web", "--revision=1").out
    assert (
        web("rollout", "history", "deploy/web", "--revision=7").err == "error: unable to find the specified revision\n"
    )


def test_undo_goes_back_and_makes_a_new_revision(web: Any) -> None:
    assert web("rollout", "undo", "deploy/web").out == "deployment.apps/web rolled back\n"
    image = web("get", "deploy", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}").out
    assert image == "nginx:1.26"
    assert web("rollout", "history", "deploy/web").out.splitlines()[-2].startswith("3 ")
    assert web("rollout", "undo", "deploy/web", "--to-revision=9").err == (
        "error: unable to find specified revision 9 in history\n"
    )


def test_a_paused_deployment_is_not_restarted(web: Any) -> None:
    assert web("rollout", "pause", "deploy/web").out == "deployment.apps/web paused\n"
    assert web("rollout", "restart", "deploy/web").code == 1
    assert web("rollout", "resume", "deploy/web").out == "deployment.apps/web resumed\n"
    assert web("rollout", "restart", "deploy/web").out == "deployment.apps/web restarted\n"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({"updatedReplicas": 1}, "1 out of 3 new replicas have been updated..."),
        ({"updatedReplicas": 3, "replicas": 4}, "1 old replicas are pending termination..."),
        ({"updatedReplicas": 3, "replicas": 3, "availableReplicas": 2}, "2 of 3 updated replicas are available..."),
    ],
)
def test_a_rollout_tells_what_it_waits_for(status: Any, expected: str) -> None:
    obj = {
        "kind": "Deployment",
        "metadata": {"name": "web", "generation": 1},
        "spec": {"replicas": 3},
        "status": {"observedGeneration": 1, **status},
    }

    text, is_done = status_text(obj, "apps", 0)

    assert text == f'Waiting for deployment "web" rollout to finish: {expected}\n'
    assert not is_done


def test_a_rollout_that_took_too_long_is_an_error() -> None:
    conditions = [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"}]
    obj = {"kind": "Deployment", "metadata": {"name": "web"}, "spec": {}, "status": {"conditions": conditions}}

    with pytest.raises(CommandError, match='deployment "web" exceeded its progress deadline'):
        status_text(obj, "apps", 0)


# ---- wait


def test_wait_looks_once_with_a_timeout_of_zero(pair: Any) -> None:
    result = pair("wait", "--for=condition=Nothing", "pod/pair", "--timeout=0s")

    assert result.err == "error: condition not met for pods/pair\n"


def test_wait_for_a_value(pair: Any) -> None:
    assert pair("wait", "--for=jsonpath={.status.phase}=Running", "pod/pair").code == 0
    assert pair("wait", "--for=jsonpath={.status.phase}=Failed", "pod/pair", "--timeout=3s").err == (
        "error: timed out waiting for the condition on pods/pair\n"
    )


def test_waiting_lets_time_pass(pair: Any) -> None:
    before = pair.clock.now()

    pair("wait", "--for=create", "svc/none", "--timeout=7s")

    assert 7 <= pair.clock.now() - before < 8


def test_wait_for_the_end_of_what_is_gone(run: Any) -> None:
    assert run("wait", "--for=delete", "pod/none").code == 0


# ---- logs


def test_logs_default_to_the_first_container_and_say_so(pair: Any) -> None:
    result = pair("logs", "pair")

    assert result.err == 'Defaulted container "web" out of: web, teller\n'
    assert "start worker process" in result.out


def test_logs_are_cut_and_marked(pair: Any) -> None:
    assert pair("logs", "pair", "-c", "teller").out == "one\ntwo\nthree\n"
    assert pair("logs", "pair", "-c", "teller", "--tail=1", "--prefix").out == "[pod/pair/teller] three\n"
    assert pair("logs", "pair", "-c", "teller", "--limit-bytes=5").out == "one\nt"
    assert pair("logs", "pair", "-c", "teller", "--since=1s").out == ""
    assert pair("logs", "pair", "-c", "teller", "--timestamps").out.startswith("2026-01-02T03:04:")


def test_logs_of_a_run_before_that_never_was(pair: Any) -> None:
    assert pair("logs", "-p", "pair", "-c", "teller").err == (
        'Error from server (BadRequest): previous terminated container "teller" in pod "pair" not found\n'
    )


def test_logs_are_followed_until_the_container_ends(run: Any) -> None:
    run("run", "brief", "--image=busybox", "--restart=Never", "--", "sh", "-c", "echo a; sleep 30; echo b")

    assert run("logs", "-f", "brief").out == "a\nb\n"


def test_logs_of_a_deployment_choose_a_pod(web: Any) -> None:
    web("patch", "deploy", "web", "-p", '{"spec":{"replicas":2}}')
    web("rollout", "status", "deploy/web")

    assert web("logs", "deploy/web").err.startswith("Found 2 pods, using pod/web-")
    assert web("logs", "deploy/web", "--all-pods", "--tail=1").out.count("[pod/web-") == 2


def test_logs_by_label_show_ten_lines_of_each_pod(web: Any) -> None:
    assert len(web("logs", "-l", "app=web").out.splitlines()) == 10


# ---- exec, attach, cp


def test_exec_ends_as_the_program_ends(pair: Any) -> None:
    result = pair("exec", "pair", "-c", "teller", "--", "sh", "-c", "echo out; echo err >&2; exit 7")

    assert (result.out, result.err, result.code) == ("out\n", "err\ncommand terminated with exit code 7\n", 7)


def test_exec_hands_over_what_is_typed(pair: Any) -> None:
    assert pair("exec", "-i", "pair", "-c", "teller", "--", "cat", stdin="a\nb\n").out == "a\nb\n"
    assert pair("exec", "pair", "-c", "teller", "--", "cat", stdin="a\nb\n").out == ""


def test_exec_without_dashes_is_refused_or_tolerated_by_era(pair: Any) -> None:
    refused = pair("exec", "pair", "-c", "teller", "hostname")
    pair.env["MINIKCTL_ERA"] = "any"
    tolerated = pair("exec", "pair", "-c", "teller", "hostname")

    assert refused.err.startswith("error: exec [POD] [COMMAND] is not supported anymore.")
    assert tolerated.out == "pair\n"
    assert tolerated.err == (
        'Warning: "exec POD COMMAND" without "--" was removed in kubectl 1.31; write: exec POD -- COMMAND\n'
    )


def test_exec_in_a_service_goes_to_one_of_its_pods(web: Any) -> None:
    web("expose", "deploy", "web", "--port=80")

    assert web("exec", "svc/web", "--", "hostname").out.startswith("web-")


def test_files_are_copied_in_and_out(pair: Any) -> None:
    pair.write("page.html", "hello\n")

    assert pair("cp", "page.html", "pair:/usr/share/nginx/html", "-c", "web").code == 0
    assert pair("exec", "pair", "-c", "web", "--", "cat", "/usr/share/nginx/html/page.html").out == "hello\n"
    pair("cp", "pair:/usr/share/nginx/html/page.html", "back.html", "-c", "web")
    assert pair.files.read("/work/back.html") == b"hello\n"


def test_attach_follows_what_a_server_writes_until_it_ends(run: Any) -> None:
    run("run", "brief", "--image=busybox", "--restart=Never", "--", "sh", "-c", "sleep 90; echo b")

    result = run("attach", "brief")

    assert result.out == "b\n"
    assert result.err == "If you don't see a command prompt, try pressing enter.\n"


# ---- debug


def test_debug_puts_a_container_into_a_pod_that_runs(pair: Any) -> None:
    result = pair(
        "debug",
        "pair",
        "-i",
        "-q",
        "--image=busybox",
        "-c",
        "help",
        "--profile=general",
        "--",
        "sh",
        stdin="hostname\n",
    )

    assert result.out == "pair\n"
    state = pair("get", "pod", "pair", "-o", "jsonpath={.status.ephemeralContainerStatuses[0].state.terminated.reason}")
    assert state.out == "Completed"


def test_debug_copies_a_pod_without_labels(web: Any) -> None:
    pod = web("get", "pods", "-o", "jsonpath={.items[0].metadata.name}").out

    web("debug", pod, "--image=busybox", "--copy-to=copy", "-c", "help", "--profile=general")

    assert web("get", "pod", "copy", "-o", "jsonpath={.metadata.labels}").out == ""
    assert web("get", "pod", "copy", "-o", "jsonpath={.spec.containers[*].name}").out == "nginx help"


# ---- port-forward


class Ports:
    """A session's localhost that calls the command off as soon as it listens."""

    def __init__(self) -> None:
        self.taken: list[tuple[int, tuple[str, int]]] = []
        self.closed: list[int] = []

    def listen(self, port: int, target: tuple[str, int]) -> bool:
        self.taken.append((port, target))
        return True

    def close(self, port: int) -> None:
        self.closed.append(port)


@pytest.mark.parametrize(
    ("text", "expected"), [("80", (80, 80)), ("8080:80", (8080, 80)), (":80", (0, 80)), ("0:80", (0, 80))]
)
def test_ports_to_forward(text: str, expected: tuple[int, int]) -> None:
    assert forward(text) == expected


@pytest.mark.parametrize(
    ("text", "why"), [("1:2:3", "invalid port format '1:2:3'"), ("80:0", "remote port must be > 0"), ("x:1", "syntax")]
)
def test_ports_that_cannot_be_forwarded(text: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        forward(text)


def test_a_service_port_leads_to_the_pods_port() -> None:
    service = {"metadata": {"name": "web"}, "spec": {"ports": [{"port": 80, "targetPort": "http"}]}}
    pod = {"spec": {"containers": [{"name": "a", "ports": [{"name": "http", "containerPort": 8080}]}]}}

    assert target_port(service, pod, 80) == 8080
    service["spec"]["clusterIP"] = "None"  # type: ignore[index]
    assert target_port(service, pod, 80) == 80


def test_run_ends_as_its_program_ends_and_removes_the_pod(run: Any) -> None:
    result = run("run", "t", "-i", "--rm", "--restart=Never", "--image=busybox", "--", "sh", "-c", "echo hi; exit 4")

    assert result == ('hi\npod "t" deleted\n', "pod default/t terminated (Error)\n", 4)


def test_run_hands_over_what_is_typed(run: Any) -> None:
    result = run("run", "t", "-i", "--rm", "-q", "--restart=Never", "--image=busybox", "--", "sh", stdin="hostname\n")

    assert (result.out, result.code) == ("t\n", 0)


def test_a_service_that_selects_nothing_by_itself_cannot_be_entered(run: Any) -> None:
    assert run("exec", "svc/kubernetes", "--", "ls").err == (
        "error: cannot attach to *v1.Service: invalid service 'kubernetes': Service is defined without a selector\n"
    )
