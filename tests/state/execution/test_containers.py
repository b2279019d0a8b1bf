"""Programs run in containers: what they see, what is kept, and how they are refused."""

from __future__ import annotations

from typing import Any

import pytest

from minikctl.state import execution
from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.errors import ApiError
from minikctl.state.execution import ExecRefused, Pipe, exec_in_pod, interactive, pod_place
from minikctl.state.kinds import CONFIG_MAP, PERSISTENT_VOLUME_CLAIM, POD, SECRET, SERVICE

Obj = dict[str, Any]


def pod(name: str, *containers: Obj, **spec: Any) -> Obj:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {"containers": list(containers), **spec},
    }


def busybox(name: str = "main", **more: Any) -> Obj:
    return {"name": name, "image": "busybox:1.36", "command": ["sleep", "1d"], **more}


class Lab:
    """A cluster and what programs have written."""

    def __init__(self) -> None:
        self.cluster = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "exec", "nodes": 1})
        self.err = ""

    def make(self, kind: Any, manifest: Obj) -> None:
        with self.cluster.transaction("given") as tx:
            tx.create(kind, manifest, "default")

    def start(self, manifest: Obj) -> Obj:
        self.make(POD, manifest)
        self.cluster.clock.sleep(30)
        return self.pod(manifest["metadata"]["name"])

    def pod(self, name: str) -> Obj:
        return self.cluster.view().get(POD, name, "default")

    def run(self, pod: Obj, *argv: str, container: str = "", **more: Any) -> tuple[int, str]:
        out: list[str] = []
        err: list[str] = []
        code = exec_in_pod(self.cluster, pod, container, argv, out=out.append, err=err.append, **more)
        self.err = "".join(err)
        return code, "".join(out)


@pytest.fixture
def lab() -> Lab:
    return Lab()


def test_the_environment_is_frozen_when_the_container_starts(lab: Lab) -> None:
    spec = {"selector": {"app": "x"}, "ports": [{"port": 80}]}
    lab.make(SERVICE, {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "before"}, "spec": spec})
    found = lab.start(pod("web", busybox(env=[{"name": "COLOUR", "value": "blue"}])))
    lab.make(SERVICE, {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "after"}, "spec": spec})

    _, text = lab.run(found, "env")

    lines = text.splitlines()
    assert lines[0].startswith("PATH=")
    assert lines[1:3] == ["HOSTNAME=web", "COLOUR=blue"]
    assert lines[-1] == "HOME=/root"
    assert any(line.startswith("BEFORE_SERVICE_HOST=") for line in lines)
    assert not any(line.startswith("AFTER_") for line in lines)


def test_a_terminal_has_a_type(lab: Lab) -> None:
    found = lab.start(pod("web", busybox()))

    assert lab.run(found, "printenv", "TERM", tty=True) == (0, "xterm\n")


def test_volumes_hold_what_they_are_made_of(lab: Lab) -> None:
    lab.make(
        CONFIG_MAP, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"key": "from a map"}}
    )
    lab.make(SECRET, {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"word": "hush"}})
    mounts = [{"name": "c", "mountPath": "/c"}, {"name": "s", "mountPath": "/s"}]
    volumes = [{"name": "c", "configMap": {"name": "c"}}, {"name": "s", "secret": {"secretName": "s"}}]
    found = lab.start(pod("web", busybox(volumeMounts=mounts), volumes=volumes))

    assert lab.run(found, "cat", "/c/key", "/s/word") == (0, "from a maphush")
    assert lab.run(found, "cat", "/var/run/secrets/kubernetes.io/serviceaccount/namespace") == (0, "default")


def test_what_is_written_stays_and_shared_folders_are_shared(lab: Lab) -> None:
    mounts = [{"name": "shared", "mountPath": "/shared"}]
    manifest = pod(
        "web",
        busybox("a", volumeMounts=mounts),
        busybox("b", volumeMounts=mounts),
        volumes=[{"name": "shared", "emptyDir": {}}],
    )
    found = lab.start(manifest)

    lab.run(found, "sh", "-c", "echo one > /tmp/own; echo two > /shared/file", container="a")

    assert lab.run(found, "cat", "/tmp/own", container="a") == (0, "one\n")
    assert lab.run(found, "cat", "/shared/file", container="b") == (0, "two\n")
    assert lab.run(found, "cat", "/tmp/own", container="b")[0] == 1


def test_nothing_is_stored_when_nothing_changes(lab: Lab) -> None:
    found = lab.start(pod("web", busybox()))
    before = lab.cluster.view().rev

    lab.run(found, "sh", "-c", "ls / | wc -l; cat /etc/hostname")

    assert lab.cluster.view().rev == before


def test_a_readiness_probe_sees_the_file_that_is_touched(lab: Lab) -> None:
    probe = {"exec": {"command": ["cat", "/tmp/ready"]}, "periodSeconds": 1}
    found = lab.start(pod("web", busybox(readinessProbe=probe)))
    assert not found["status"]["containerStatuses"][0]["ready"]

    lab.run(found, "touch", "/tmp/ready")
    lab.cluster.clock.sleep(5)

    assert lab.pod("web")["status"]["containerStatuses"][0]["ready"]


def test_sleeping_lets_time_pass_and_keeps_what_was_written_before(lab: Lab) -> None:
    found = lab.start(pod("web", busybox()))
    before = lab.cluster.clock.now()
    seen: list[bool] = []

    class Watching(ScriptedClock):
        def sleep(self, seconds: float) -> None:
            seen.append("/tmp/x" in str(lab.cluster.view().runtime(found)))
            super().sleep(seconds)

    lab.cluster.clock = Watching(before)
    lab.run(found, "sh", "-c", "touch /tmp/x; sleep 7; rm /tmp/x")

    assert lab.cluster.clock.now() == before + 7
    assert seen == [True]


def test_a_program_that_is_not_there_is_refused_in_the_runtimes_words(lab: Lab) -> None:
    found = lab.start(pod("web", busybox()))

    with pytest.raises(ExecRefused) as refused:
        lab.run(found, "bash")

    assert refused.value.code == 1
    assert refused.value.message.startswith(
        "Internal error occurred: Internal error occurred: error executing command in container: "
        'failed to exec in container: failed to start exec "'
    )
    assert refused.value.message.endswith(
        'OCI runtime exec failed: exec failed: unable to start container process: exec: "bash": '
        "executable file not found in $PATH: unknown"
    )


def test_a_path_that_is_not_there_is_refused_with_its_own_words(lab: Lab) -> None:
    found = lab.start(pod("web", busybox()))

    with pytest.raises(ExecRefused, match=r'exec: "/no/such": stat /no/such: no such file or directory: unknown$'):
        lab.run(found, "/no/such")


def test_a_script_that_was_written_can_be_run(lab: Lab) -> None:
    found = lab.start(pod("web", busybox()))
    lab.run(found, "sh", "-c", "printf '#!/bin/sh\\necho $1; exit 4\\n' > /tmp/go; chmod +x /tmp/go")

    assert lab.run(found, "/tmp/go", "there") == (4, "there\n")


def test_a_container_that_does_not_run_is_not_found(lab: Lab) -> None:
    found = lab.start(pod("web", {"name": "main", "image": "no-such-image:nope"}))

    with pytest.raises(ExecRefused, match=r'unable to upgrade connection: container not found \("main"\)'):
        lab.run(found, "ls")


def test_a_container_that_is_not_in_the_pod_is_not_valid(lab: Lab) -> None:
    found = lab.start(pod("web", busybox()))

    with pytest.raises(ApiError, match="container other is not valid for pod web"):
        lab.run(found, "ls", container="other")


def test_standard_input_is_read_by_the_program(lab: Lab) -> None:
    found = lab.start(pod("web", busybox()))

    assert lab.run(found, "wc", "-l", stdin="a\nb\n") == (0, "2\n")
    assert lab.run(found, "sh", stdin="cd /tmp\npwd\nexit 3\n") == (3, "/tmp\n")


def test_an_interactive_shell_keeps_its_state_from_line_to_line(lab: Lab) -> None:
    found = lab.start(pod("web", busybox()))
    out: list[str] = []
    place = pod_place(lab.cluster, found, out=out.append, err=out.append, stdin=Pipe(tty=True), tty=True)
    session = interactive(place, ["sh"])

    assert session.feed("cd /tmp; x=5") is None
    assert session.feed("echo $x > file; pwd") is None
    assert session.feed("exit 2") == 2

    assert "".join(out) == "/tmp\n"
    assert lab.run(found, "cat", "/tmp/file") == (0, "5\n")


def test_a_shell_shows_prompts_where_they_are_wanted(lab: Lab) -> None:
    found = lab.start(pod("web", busybox()))
    out: list[str] = []
    lines = iter(["cd /tmp\n", "\n", ""])

    class Typed:
        def readline(self) -> str:
            return next(lines)

    exec_in_pod(lab.cluster, found, "", ["sh"], out=out.append, err=out.append, stdin=Typed(), tty=True, prompts=True)

    assert "".join(out).startswith("/ # /tmp # ")


def test_a_run_can_be_cancelled(lab: Lab) -> None:
    found = lab.start(pod("web", busybox()))
    asked: list[int] = []

    def cancel() -> bool:
        asked.append(1)
        return len(asked) > 5

    assert lab.run(found, "sh", "-c", "while true; do sleep 1; done", cancel=cancel)[0] == 130


def test_killing_the_first_process_restarts_a_server(lab: Lab) -> None:
    found = lab.start(pod("web", {"name": "main", "image": "nginx:1.27"}))

    lab.run(found, "sh", "-c", "kill 1")
    lab.cluster.clock.sleep(60)

    assert lab.pod("web")["status"]["containerStatuses"][0]["restartCount"] == 1


def test_the_names_of_the_module_are_complete() -> None:
    assert all(hasattr(execution, name) for name in execution.__all__)


def test_what_is_typed_is_asked_for_only_by_programs_that_read(lab: Lab) -> None:
    found = lab.start(pod("web", busybox()))
    asked: list[str] = []
    lines = iter(["a\n", "b\n", ""])

    class Typed:
        def readline(self) -> str:
            asked.append("line")
            return next(lines)

    assert lab.run(found, "ls", "/nowhere", stdin=Typed())[0] == 1
    assert asked == []
    assert lab.run(found, "wc", "-l", stdin=Typed()) == (0, "2\n")


def test_a_shell_reads_its_script_from_what_is_typed(lab: Lab) -> None:
    found = lab.start(pod("web", busybox()))
    lines = iter(["read x\n", "hello\n", "echo got $x\n", ""])

    class Typed:
        def readline(self) -> str:
            return next(lines)

    assert lab.run(found, "sh", stdin=Typed()) == (0, "got hello\n")


def test_a_claim_keeps_what_is_written_when_the_pod_is_gone(lab: Lab) -> None:
    volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": "kept"}}]
    manifest = pod("one", busybox(volumeMounts=[{"name": "data", "mountPath": "/data"}]), volumes=volumes)
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    metadata = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "kept"}}
    lab.make(PERSISTENT_VOLUME_CLAIM, {**metadata, "spec": claim})
    lab.run(lab.start(manifest), "sh", "-c", "echo kept > /data/file")
    with lab.cluster.transaction("given") as tx:
        tx.delete(POD, "one", "default", grace=0)

    second = lab.start({**manifest, "metadata": {"name": "two"}})

    assert lab.run(second, "cat", "/data/file") == (0, "kept\n")


def test_a_read_only_root_refuses_writes(lab: Lab) -> None:
    found = lab.start(pod("web", busybox(securityContext={"readOnlyRootFilesystem": True})))

    assert lab.run(found, "touch", "/file")[0] == 1
    assert "Read-only file system" in lab.err
