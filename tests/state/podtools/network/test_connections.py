"""Connections without HTTP: nc, telnet, ping, redis-cli; interfaces; certificates."""

from __future__ import annotations

from typing import Any

from minikctl.state.kinds import POD


def test_nc_only_looks_with_z(run: Any, address: Any) -> None:
    assert run("new", "nc -zv web 80").err == f"web ({address('web')}:80) open\n"


def test_nc_is_refused_where_nobody_listens(run: Any, address: Any) -> None:
    found = run("new", "nc -zv empty 80")

    assert found.err == f"nc: empty ({address('empty')}:80): Connection refused\n"
    assert found.code == 1


def test_nc_speaks_http_that_is_typed(run: Any) -> None:
    found = run("new", "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc web 80 | head -1")

    assert found.out == "HTTP/1.1 200 OK\r\n"


def test_a_cluster_ip_does_not_answer_ping(run: Any, address: Any) -> None:
    found = run("new", "ping -c 2 -W 1 web")

    assert found.out == (
        f"PING web ({address('web')}): 56 data bytes\n\n--- web ping statistics ---\n"
        "2 packets transmitted, 0 packets received, 100% packet loss\n"
    )
    assert found.code == 1


def test_a_pod_answers_ping(run: Any, cluster: Any) -> None:
    own = cluster.view().get(POD, "web", "default")["status"]["podIP"]
    found = run("new", f"ping -c 1 {own}")

    assert f"64 bytes from {own}: seq=0 ttl=" in found.out
    assert "1 packets transmitted, 1 packets received, 0% packet loss\n" in found.out


def test_redis_remembers_what_is_set(run: Any) -> None:
    assert run("store", "redis-cli set greeting hello; redis-cli get greeting").out == "OK\nhello\n"
    assert run("store", "redis-cli -h store incr hits").out == "1\n"


def test_redis_speaks_its_protocol_to_nc(run: Any) -> None:
    assert run("new", "printf 'PING\\r\\n' | nc store 6379").out == "+PONG\r\n"


def test_ip_shows_the_address_of_the_pod(run: Any, cluster: Any) -> None:
    own = cluster.view().get(POD, "new", "default")["status"]["podIP"]

    assert f"    inet {own}/24 brd " in run("new", "ip addr show eth0").out
    assert f"inet addr:{own}  Bcast:" in run("new", "ifconfig eth0").out


def test_netstat_lists_who_listens(run: Any) -> None:
    found = run("web", "apt-get install -y net-tools >/dev/null; netstat -tln")

    assert "0.0.0.0:80" in found.out


def test_nginx_tells_its_version_and_checks_its_files(run: Any) -> None:
    assert run("web", "nginx -v").err.startswith("nginx version: nginx/1.27")
    assert "syntax is ok" in run("web", "nginx -t").err


def test_openssl_makes_and_reads_certificates(run: Any) -> None:
    make = (
        "openssl req -x509 -nodes -days 30 -newkey rsa:1024 -keyout /tmp/key -out /tmp/cert "
        "-subj /CN=web.example/O=team -addext subjectAltName=DNS:web.example 2>/dev/null; "
    )
    found = run("tools", make + "openssl x509 -in /tmp/cert -noout -subject -enddate -ext subjectAltName")

    assert found.out.startswith("subject=CN = web.example, O = team\nnotAfter=")
    assert found.out.endswith("X509v3 Subject Alternative Name: \n    DNS:web.example\n")
    assert run("tools", "openssl verify -CAfile /tmp/cert /tmp/cert").out == "/tmp/cert: OK\n"


def test_s_client_shows_who_answers(run: Any) -> None:
    found = run("tools", "openssl s_client -connect kubernetes.default:443 </dev/null")

    assert "subject=CN = kube-apiserver\nissuer=CN = kubernetes\n" in found.out
    assert "Verify return code: 20 (unable to get local issuer certificate)\n" in found.out


def test_odd_command_lines_end_with_a_complaint(run: Any) -> None:
    for line in ("ping -c x web", "curl --max-redirs x web", "nc web", "telnet", "dig -x web", "openssl nonsense"):
        assert run("tools", line).code != 0, line


def test_agnhost_says_in_one_word_why_it_cannot_connect(run: Any) -> None:
    assert run("agnhost", ["/agnhost", "connect", "web:80"]).code == 0
    assert run("agnhost", ["/agnhost", "connect", "empty:80"]).err == "REFUSED\n"
    assert run("agnhost", ["/agnhost", "connect", "--timeout=1s", "10.96.0.99:80"]).err == "TIMEOUT\n"
