"""wget, in busybox' words and in GNU's."""

from __future__ import annotations

from typing import Any

import pytest


def test_busybox_tells_where_it_writes(run: Any, address: Any) -> None:
    found = run("new", "wget -O- web | head -1")

    assert found.out == "<!DOCTYPE html>\n"
    assert found.err.startswith(f"Connecting to web ({address('web')}:80)\nwriting to stdout\n")
    assert found.err.endswith("  0:00:00 ETA\nwritten to stdout\n")


def test_busybox_of_old_does_not(run: Any, address: Any) -> None:
    found = run("old", "wget -O- http://web:80 | head -1")

    assert found.err.startswith(f"Connecting to web:80 ({address('web')}:80)\n-  ")


def test_quiet_is_quiet(run: Any) -> None:
    assert run("new", "wget -qO- web | grep -c Welcome").err == ""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("wget -qO- nowhere", "wget: bad address 'nowhere'\n"),
        ("wget -qO- nowhere:8080", "wget: bad address 'nowhere:8080'\n"),
        ("wget -qO- -T 2 http://10.96.0.99", "wget: download timed out\n"),
        ("wget -qO- web/nowhere", "wget: server returned error: HTTP/1.1 404 Not Found\n"),
    ],
)
def test_busybox_says_why_it_failed(run: Any, line: str, words: str) -> None:
    found = run("new", line)

    assert (found.err, found.code) == (words, 1)


def test_a_service_without_endpoints_refuses(run: Any, address: Any) -> None:
    found = run("new", "wget -qO- empty")

    assert found.err == f"wget: can't connect to remote host ({address('empty')}): Connection refused\n"


def test_a_file_is_not_overwritten(run: Any) -> None:
    found = run("new", "cd /tmp; wget -q web; wget -q web")

    assert found.err == "wget: can't open 'index.html': File exists\n"


def test_gnu_logs_every_step(run: Any, address: Any) -> None:
    found = run("deb", "apt-get install -y wget >/dev/null; wget -O /tmp/page http://web/")

    assert f"Resolving web (web)... {address('web')}\n" in found.err
    assert f"Connecting to web (web)|{address('web')}|:80... connected.\n" in found.err
    assert (
        "HTTP request sent, awaiting response... 200 OK\nLength: 615 [text/html]\nSaving to: ‘/tmp/page’\n" in found.err
    )


def test_gnu_fails_with_codes_of_its_own(run: Any) -> None:
    install = "apt-get install -y wget >/dev/null; "

    unknown = run("deb", install + "wget http://nowhere/")
    assert unknown.code == 4
    assert "wget: unable to resolve host address ‘nowhere’\n" in unknown.err
    assert run("deb", install + "wget -q http://web/nowhere").code == 8
