"""Scripts as main programs: when they end, what they write, what they wait for."""

from __future__ import annotations

from minikctl.state import images
from minikctl.state.images.filesystem import filesystem
from tests.state.images.place import Place, pod


def test_a_script_ends_with_its_status() -> None:
    place = Place(pod("job", "busybox", command=["sh", "-c", "echo start; sleep 3; exit 4"], restartPolicy="Never"))
    assert place.pod("job")["status"]["phase"] == "Failed"
    assert place.container("job")["state"]["terminated"]["exitCode"] == 4
    assert place.logs("job") == ["start"]


def test_a_loop_goes_on_and_its_log_grows() -> None:
    script = "i=0; while true; do echo $i; i=$((i+1)); sleep 1; done"
    place = Place(pod("loop", "busybox", command=["sh", "-c", script]), wait=60)
    before = len(place.logs("loop"))
    place.after(10)
    assert len(place.logs("loop")) == before + 10
    assert place.logs("loop")[:2] == ["0", "1"]


def test_a_shell_without_terminal_ends_at_once() -> None:
    place = Place(pod("shell", "ubuntu"))
    assert place.container("shell")["lastState"]["terminated"]["reason"] == "Completed"


def test_a_shell_with_a_terminal_stays() -> None:
    assert "running" in Place(pod("shell", "busybox", stdin=True, tty=True)).container("shell")["state"]


def test_files_come_and_go_as_the_script_says() -> None:
    place = Place(pod("app", "busybox", command=["sh", "-c", "touch /tmp/a; sleep 30; rm /tmp/a; sleep 600"]))

    def is_there() -> bool:
        view = place.cluster.view()
        found = place.pod("app")
        return filesystem(view, found, found["spec"]["containers"][0]).exists("/tmp/a")

    assert is_there()
    place.after(30)
    assert not is_there()


def test_an_init_container_writes_for_the_server() -> None:
    writer = {
        "name": "writer",
        "image": "busybox",
        "command": ["sh", "-c", "echo written > /work/index.html"],
        "volumeMounts": [{"name": "shared", "mountPath": "/work"}],
    }
    web = pod(
        "web",
        "nginx",
        initContainers=[writer],
        volumes=[{"name": "shared", "emptyDir": {}}],
        volumeMounts=[{"name": "shared", "mountPath": "/usr/share/nginx/html"}],
    )
    assert Place(web, wait=30).get("web").body == "written\n"


def test_a_script_that_starts_the_server_serves() -> None:
    script = "echo mine > /usr/share/nginx/html/index.html && nginx -g 'daemon off;'"
    assert Place(pod("web", "nginx", command=["sh", "-c", script])).get("web").body == "mine\n"


def test_a_program_that_the_image_lacks_cannot_be_started() -> None:
    place = Place(pod("app", "busybox", command=["apt-get"]), wait=3)
    ended = place.container("app")["lastState"]["terminated"]
    assert (ended["exitCode"], ended["reason"], ended["startedAt"]) == (128, "StartError", "1970-01-01T00:00:00Z")
    assert 'exec: "apt-get": executable file not found in $PATH: unknown' in ended["message"]


def test_an_init_container_waits_for_a_service() -> None:
    waiting = {
        "name": "wait",
        "image": "busybox:1.36",
        "command": ["sh", "-c", "until nslookup db.default.svc.cluster.local; do echo waiting; sleep 2; done"],
    }
    place = Place(pod("app", "nginx", initContainers=[waiting]), wait=30)
    assert place.pod("app")["status"]["phase"] == "Pending"
    place.add({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "db"}, "spec": {"ports": [{"port": 80}]}})
    place.after(10)
    assert place.pod("app")["status"]["phase"] == "Running"
    view, found = place.cluster.view(), place.pod("app")
    said = [line for _, line in images.logs(view, found, found["spec"]["initContainers"][0])]
    assert said.count("waiting") >= 10


def test_mysql_ends_without_a_password() -> None:
    place = Place(
        pod("a", "mysql:8.4"), pod("b", "mysql:8.4", env=[{"name": "MYSQL_ROOT_PASSWORD", "value": "x"}]), wait=20
    )
    assert place.container("a")["restartCount"] > 0
    assert "running" in place.container("b")["state"]


def test_a_netcat_answers_with_what_it_was_given() -> None:
    script = 'while true; do printf "HTTP/1.1 200 OK\\r\\nX-A: b\\r\\n\\r\\nfrom nc\\n" | nc -l -p 8080; done'
    answer = Place(pod("nc", "busybox", command=["sh", "-c", script])).get("nc", "/", 8080)
    assert (answer.status, answer.body, answer.headers) == (200, "from nc\n", (("X-A", "b"),))


def test_clients_in_probes_find_their_server() -> None:
    redis = pod("redis", "redis:7", readinessProbe={"exec": {"command": ["redis-cli", "ping"]}})
    script = ["sh", "-c", "curl -sf http://localhost/ | grep -q nginx"]
    place = Place(redis, pod("web", "nginx", readinessProbe={"exec": {"command": script}}), wait=8)
    assert place.container("redis")["ready"] and place.container("web")["ready"]
    assert not [reason for reason, _ in place.events("web") if reason == "Unhealthy"]


def test_output_and_errors_of_a_program_that_asks_keep_their_order() -> None:
    place = Place(pod("web", "hashicorp/http-echo", args=["-text=hi"]))
    address = place.pod("web")["status"]["podIP"]
    place.add(pod("box", "busybox:1.36", command=["wget", "-O-", f"{address}:5678"], restartPolicy="Never"))
    place.after(10)
    lines = place.logs("box")
    assert [lines[0].split()[0], *lines[1:3]] == ["Connecting", "writing to stdout", "hi"]
