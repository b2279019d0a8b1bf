"""What known images answer, log and remember."""

from __future__ import annotations

import json

import pytest

from minikctl.state.traffic.messages import Failure
from tests.state.images.place import Place, pod


def test_kuard_counts_down_its_failures() -> None:
    place = Place(pod("kuard", "gcr.io/kuar-demo/kuard-amd64:blue"))
    assert place.get("kuard", "/ready", 8080).body == "ok"
    place.get("kuard", "/ready/api", 8080, "PUT", '{"failNext":2}')
    assert (place.get("kuard", "/ready", 8080).status, place.get("kuard", "/ready", 8080).body) == (500, "fail, 0 left")
    assert place.get("kuard", "/a/ready", 8080).body == "ok"
    known = json.loads(place.get("kuard", "/ready/api", 8080).body)
    assert [one["code"] for one in known["history"]] == [200, 500, 500, 200]


def test_kuard_shows_its_version_and_its_environment() -> None:
    place = Place(pod("kuard", "gcr.io/kuar-demo/kuard-amd64:purple", env=[{"name": "A", "value": "b"}]))
    page = place.get("kuard", "/", 8080).body
    assert "<title>KUAR Demo</title>" in page
    assert '"version":"v0.10.0-purple"' in page
    assert json.loads(place.get("kuard", "/env/api", 8080).body)["env"]["A"] == "b"


def test_nginx_serves_its_page_and_logs_who_asked() -> None:
    place = Place(pod("web", "nginx:1.27"))
    page = place.get("web")
    assert (page.status, len(page.body), "<h1>Welcome to nginx!</h1>" in page.body) == (200, 615, True)
    assert place.get("web", "/none").body.endswith("<hr><center>nginx/1.27.5</center>\r\n</body>\r\n</html>\r\n")
    assert place.logs("web")[-1].endswith('"GET /none HTTP/1.1" 404 153 "-" "curl/8.5.0" "-"')


def test_older_nginx_has_a_shorter_page() -> None:
    assert len(Place(pod("web", "nginx:1.14.2")).get("web").body) == 612


def test_nginx_serves_what_a_config_map_holds() -> None:
    data = {"index.html": "hello\n"}
    held = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "page"}, "data": data}
    mount = {"name": "page", "mountPath": "/usr/share/nginx/html"}
    web = pod("web", "nginx", volumes=[{"name": "page", "configMap": {"name": "page"}}], volumeMounts=[mount])
    assert Place(held, web).get("web").body == "hello\n"


def test_nginx_follows_its_configuration() -> None:
    conf = 'server { listen 8080; location / { return 200 "from $hostname\\n"; } location = /x { return 404; } }'
    held = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}, "data": {"default.conf": conf}}
    mount = {"name": "conf", "mountPath": "/etc/nginx/conf.d"}
    web = pod("web", "nginx", volumes=[{"name": "conf", "configMap": {"name": "conf"}}], volumeMounts=[mount])
    place = Place(held, web)
    assert place.get("web", "/", 8080).body == "from web\n"
    assert place.get("web", "/x", 8080).status == 404
    with pytest.raises(Failure, match="refused"):
        place.get("web", "/", 80)


def test_echoserver_says_what_it_was_asked() -> None:
    place = Place(pod("echo", "registry.k8s.io/echoserver:1.4"))
    body = place.get("echo", "/a?b=c", 8080).body
    client = place.pod("client")["status"]["podIP"]
    address = place.pod("echo")["status"]["podIP"]
    assert body.startswith(f"CLIENT VALUES:\nclient_address={client}\ncommand=GET\nreal path=/a?b=c\nquery=b=c\n")
    assert f"request_uri=http://{address}:8080/a?b=c\n" in body
    assert body.endswith("user-agent=curl/8.5.0\nBODY:\n-no body in request-")


@pytest.mark.parametrize(
    ("image", "port", "body"),
    [
        ("gcr.io/google-samples/hello-app:2.0", 8080, "Hello, world!\nVersion: 2.0.0\nHostname: app\n"),
        ("gcr.io/google-samples/node-hello:1.0", 8080, "Hello Kubernetes!"),
        ("jocatalin/kubernetes-bootcamp:v2", 8080, "Hello Kubernetes bootcamp! | Running on: app | v=2\n"),
        ("nigelpoulton/k8sbook:text-prod", 8080, "Hello from the PROD Namespace!\nHostname: app\n"),
        ("luksa/kubia", 8080, "You've hit app\n"),
        ("registry.k8s.io/serve_hostname", 9376, "app"),
        ("httpd", 80, "<html><body><h1>It works!</h1></body></html>\n"),
        ("quay.io/rhdevelopers/myboot:v1", 8080, "Aloha from Spring Boot! 1 on app\n"),
        ("mongo:3.3", 27017, "It looks like you are trying to access MongoDB over HTTP on the native driver port.\n"),
    ],
)
def test_servers_answer(image: str, port: int, body: str) -> None:
    assert Place(pod("app", image), wait=20).get("app", "/", port).body == body


def test_agnhost_is_what_its_arguments_say() -> None:
    image = "registry.k8s.io/e2e-test-images/agnhost:2.39"
    place = Place(
        pod("netexec", image, args=["netexec", "--http-port=8083"]),
        pod("named", image, args=["serve-hostname", "--port", "9000"]),
        pod("idle", image),
    )
    assert place.get("netexec", "/hostname", 8083).body == "netexec"
    assert place.get("netexec", "/echo?msg=hi", 8083).body == "hi"
    assert place.get("named", "/", 9000).body == "named"
    assert place.logs("idle") == ["Paused"]


def test_an_image_that_nobody_knows_answers_on_its_ports_with_its_name() -> None:
    place = Place(pod("mine", "example.com/team/app:7", ports=[{"containerPort": 4000}]))
    assert place.get("mine", "/", 4000).body == "mine\n"
    with pytest.raises(Failure, match="refused"):
        place.get("mine", "/", 4001)


def test_a_known_image_refuses_ports_that_it_only_declares() -> None:
    place = Place(pod("web", "nginx", ports=[{"containerPort": 8080}]))
    with pytest.raises(Failure, match="refused"):
        place.get("web", "/", 8080)


def test_only_the_last_access_lines_are_remembered() -> None:
    place = Place(pod("app", "luksa/kubia"))
    for _ in range(210):
        place.get("app", "/", 8080)
    assert len(place.logs("app")) == 201


def service(name: str, port: int = 80) -> dict[str, object]:
    spec = {"selector": {"app": name}, "ports": [{"port": port}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def test_a_front_end_starts_only_when_its_back_end_has_a_name() -> None:
    place = Place(pod("front", "gcr.io/google-samples/hello-frontend:1.0"), wait=8)
    assert place.container("front")["restartCount"] > 0
    assert place.logs("front", previous=True)[-1].startswith('nginx: [emerg] host not found in upstream "hello" in')
    back = pod("hello", "gcr.io/google-samples/hello-go-gke:1.0")
    back["metadata"]["labels"] = {"app": "hello"}
    place.add(service("hello"), back)
    place.after(60)
    assert place.get("front").body == '{"message":"Hello"}\n'


def test_nginx_passes_requests_on() -> None:
    conf = "upstream api { server back:8080; }\nserver { listen 80; location /api/ { proxy_pass http://api/; } }"
    held = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}, "data": {"default.conf": conf}}
    mount = {"name": "conf", "mountPath": "/etc/nginx/conf.d"}
    back = pod("back", "registry.k8s.io/echoserver:1.4")
    back["metadata"]["labels"] = {"app": "back"}
    web = pod("web", "nginx", volumes=[{"name": "conf", "configMap": {"name": "conf"}}], volumeMounts=[mount])
    place = Place(held, service("back", 8080), back, web)
    assert "real path=/a/b\n" in place.get("web", "/api/a/b").body
    assert place.get("web", "/other").status == 404


def test_liveness_of_agnhost_fails_from_its_tenth_second_on() -> None:
    place = Place(pod("web", "registry.k8s.io/e2e-test-images/agnhost:2.40", args=["liveness"]), wait=8)
    assert place.get("web", "/healthz", 8080).body == "ok"
    place.cluster.clock.sleep(10)
    failed = place.get("web", "/healthz", 8080)
    assert (failed.status, failed.body[:7]) == (500, "error: ")


def test_popular_servers_listen_on_their_own_ports() -> None:
    place = Place(
        pod("a", "registry.k8s.io/hpa-example"),
        pod("b", "mccutchen/go-httpbin"),
        pod("c", "nginxdemos/hello:plain-text"),
        pod("d", "hashicorp/counting-service", env=[{"name": "PORT", "value": "9005"}]),
    )
    assert place.get("a").body == "OK!"
    assert json.loads(place.get("b", "/get?x=1", 8080).body)["args"] == {"x": "1"}
    assert place.get("b", "/status/503", 8080).status == 503
    assert "\nServer name: c\n" in place.get("c", "/a").body
    assert [json.loads(place.get("d", "/", 9005).body)["count"] for _ in range(2)] == [1, 2]


def test_nginx_without_root_listens_on_8080() -> None:
    place = Place(pod("a", "nginxinc/nginx-unprivileged"), pod("b", "bitnami/nginx"))
    assert "<h1>Welcome to nginx!</h1>" in place.get("a", "/", 8080).body
    assert place.get("b", "/", 8080).status == 200
    with pytest.raises(Failure, match="refused"):
        place.get("a", "/", 80)


def test_whoami_tells_the_user_agent_before_other_headers() -> None:
    lines = Place(pod("web", "traefik/whoami")).get("web", "/a").body.splitlines()
    at = lines.index("GET /a HTTP/1.1")
    assert [line.partition(":")[0] for line in lines[at + 1 : at + 4]] == ["Host", "User-Agent", "Accept"]
