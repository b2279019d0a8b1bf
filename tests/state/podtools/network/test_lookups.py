"""Names are looked up in the words of the program that an image has."""

from __future__ import annotations

from typing import Any


def test_busybox_of_old_names_every_address(run: Any, address: Any) -> None:
    found = run("old", "nslookup web")

    assert found.out == (
        "Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\n"
        f"Name:      web\nAddress 1: {address('web')} web.default.svc.cluster.local\n"
    )
    assert found.code == 0


def test_busybox_of_old_cannot_resolve_what_does_not_exist(run: Any) -> None:
    found = run("old", "nslookup nowhere")

    assert found.err == "nslookup: can't resolve 'nowhere'\n"
    assert found.code == 1


def test_busybox_of_today_asks_every_suffix_for_names_without_dots(run: Any, address: Any) -> None:
    found = run("new", "nslookup web")

    assert f"Name:\tweb.default.svc.cluster.local\nAddress: {address('web')}\n\n" in found.out
    assert "** server can't find web.cluster.local: NXDOMAIN\n" in found.out
    assert found.code == 1


def test_busybox_of_today_does_not_search_for_dotted_names(run: Any, address: Any) -> None:
    assert run("new", "nslookup web.default").code == 1
    full = run("new", "nslookup web.default.svc.cluster.local")
    assert full.out == (
        "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n\n"
        f"Name:\tweb.default.svc.cluster.local\nAddress: {address('web')}\n\n"
    )
    assert full.code == 0


def test_bind_walks_the_search_list(run: Any, address: Any) -> None:
    found = run("bind", "nslookup web.default")

    assert found.out == (
        "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n"
        f"Name:\tweb.default.svc.cluster.local\nAddress: {address('web')}\n\n"
    )


def test_bind_names_what_cannot_be_found_and_fails(run: Any) -> None:
    found = run("bind", "nslookup nowhere")

    assert found.out.endswith("** server can't find nowhere: NXDOMAIN\n\n")
    assert found.code == 1


def test_services_are_asked_for_by_type(run: Any) -> None:
    found = run("bind", "nslookup -type=SRV kubernetes.default.svc.cluster.local")

    line = "kubernetes.default.svc.cluster.local\tservice = 0 100 443 kubernetes.default.svc.cluster.local.\n"
    assert line in found.out


def test_host_says_it_in_one_line(run: Any, address: Any) -> None:
    assert run("bind", "host web").out == f"web.default.svc.cluster.local has address {address('web')}\n"
    missing = run("bind", "host nowhere")
    assert missing.out == "Host nowhere not found: 3(NXDOMAIN)\n"
    assert missing.code == 1


def test_dig_reports_in_sections(run: Any) -> None:
    found = run("tools", "dig kubernetes.default.svc.cluster.local")

    assert ";; ANSWER SECTION:\nkubernetes.default.svc.cluster.local. 30 IN A\t10.96.0.1\n\n" in found.out
    assert ";; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1\n" in found.out
    assert ";; SERVER: 10.96.0.10#53(10.96.0.10) (UDP)\n" in found.out
    assert ";; MSG SIZE  rcvd: 129\n" in found.out


def test_dig_does_not_search_unless_it_is_asked_to(run: Any, address: Any) -> None:
    assert "status: NXDOMAIN" in run("tools", "dig web").out
    assert run("tools", "dig +search +short web").out == address("web") + "\n"


def test_dig_finds_names_of_addresses(run: Any) -> None:
    assert run("tools", "dig -x 10.96.0.1 +short").out == "kubernetes.default.svc.cluster.local.\n"


def test_getent_pads_the_address(run: Any, address: Any) -> None:
    assert run("bind", "getent hosts web").out == f"{address('web'):<15} web.default.svc.cluster.local\n"
    assert run("bind", "getent hosts nowhere").code == 2


def test_a_changed_resolv_conf_is_obeyed(run: Any) -> None:
    line = "echo 'nameserver 10.96.0.10' > /etc/resolv.conf; getent hosts web || getent hosts web.default.svc.cluster.local"

    assert run("bind", line + " | cut -d' ' -f2- | tr -d ' '").out == "web.default.svc.cluster.local\n"
    run(
        "bind",
        "printf 'search default.svc.cluster.local svc.cluster.local cluster.local\\nnameserver 10.96.0.10\\n"
        "options ndots:5\\n' > /etc/resolv.conf",
    )


def test_a_name_in_etc_hosts_needs_no_server(run: Any) -> None:
    found = run("bind", "echo '10.1.2.3 db.example' >> /etc/hosts; getent hosts db.example")

    assert found.out == "10.1.2.3        db.example\n"
