"""curl transfers, reports and fails as the real one."""

from __future__ import annotations

from typing import Any

import pytest

from minikctl.state.podtools.network.curl.options import Refused, settings_of
from minikctl.state.podtools.network.curl.reports import meter, rate, written_out
from minikctl.state.podtools.network.curl.urls import BadUrl, joined, read, spread


def test_the_body_comes_out(run: Any) -> None:
    assert "<title>Welcome to nginx!</title>" in run("curl", "curl -s web").out


def test_without_a_terminal_the_meter_is_shown(run: Any) -> None:
    found = run("curl", "curl web")

    assert found.err.startswith("  % Total    % Received % Xferd  Average Speed")
    assert "100   615  100   615    0     0" in found.err


def test_on_a_terminal_it_is_not(run: Any) -> None:
    assert run("curl", ["curl", "web"], tty=True).err == ""


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("curl -sS nowhere", 6, "curl: (6) Could not resolve host: nowhere\n"),
        ("curl -sS https://web:80", 35, "wrong version number\n"),
        ("curl -sS -m 2 http://10.96.0.99:81", 28, "curl: (28) Connection timed out after 2001 milliseconds\n"),
        ("curl -fsS web/nowhere", 22, "curl: (22) The requested URL returned error: 404\n"),
        ("curl -sS", 2, "curl: (2) no URL specified\n"),
        ("curl --nonsense", 2, "curl: option --nonsense: is unknown\n"),
        ("curl -sS foo://web", 1, 'curl: (1) Protocol "foo" not supported or disabled in libcurl\n'),
        ("curl -sS --cacert /nowhere https://kubernetes", 77, "curl: (77) error setting certificate file: /nowhere\n"),
    ],
)
def test_failures_have_their_codes_and_words(run: Any, line: str, code: int, words: str) -> None:
    found = run("curl", line)

    assert found.code == code
    assert words in found.err


def test_a_service_without_endpoints_refuses(run: Any) -> None:
    found = run("curl", "curl -sS empty")

    assert found.code == 7
    assert found.err.startswith("curl: (7) Failed to connect to empty port 80 after ")
    assert found.err.endswith(" ms: Couldn't connect to server\n")


def test_time_passes_while_nobody_answers(run: Any, cluster: Any) -> None:
    before = cluster.clock.now()

    run("curl", "curl -s --connect-timeout 3 http://10.96.0.99")

    assert cluster.clock.now() - before == pytest.approx(3)


def test_headers_are_included_on_demand(run: Any) -> None:
    lines = run("curl", "curl -sI web").out.split("\r\n")

    assert lines[0] == "HTTP/1.1 200 OK"
    assert lines[1].startswith("Server: nginx/")
    assert lines[2].endswith(" GMT")
    assert lines[-2:] == ["", ""]


def test_verbose_tells_of_connection_request_and_response(run: Any) -> None:
    found = run("curl", "curl -sv web -o /dev/null")

    assert "> GET / HTTP/1.1\r\n> Host: web\r\n> User-Agent: curl/8.5.0\r\n> Accept: */*\r\n> \r\n" in found.err
    assert "< HTTP/1.1 200 OK\r\n" in found.err
    assert found.err.endswith("* Connection #0 to host web left intact\n")


def test_variables_are_written_out(run: Any) -> None:
    line = "curl -s -o /dev/null -w '%{http_code} %{size_download} %{num_redirects}\\n' web"

    assert run("curl", line).out == "200 615 0\n"


def test_what_is_unanswered_has_code_000(run: Any) -> None:
    assert run("curl", "curl -s -o /dev/null -w '%{http_code}' empty").out == "000"


def test_a_name_can_be_given_an_address(run: Any, address: Any) -> None:
    found = run(
        "curl", f"curl -s -o /dev/null -w '%{{remote_ip}}' --resolve foo.example:80:{address('web')} foo.example"
    )

    assert found.out == address("web")


def test_an_unknown_authority_is_not_believed(run: Any) -> None:
    found = run("curl", "curl -sS https://kubernetes.default/healthz")

    assert found.code == 60
    assert found.err.startswith("curl: (60) SSL certificate problem: unable to get local issuer certificate\n")
    assert run("curl", "curl -sk https://kubernetes.default/healthz").out == "ok"


def test_the_service_account_is_known_to_the_api_server(run: Any) -> None:
    folder = "/var/run/secrets/kubernetes.io/serviceaccount"
    line = f'curl -s --cacert {folder}/ca.crt -H "Authorization: Bearer $(cat {folder}/token)" https://kubernetes.default.svc'

    assert '"kind": "APIVersions"' in run("curl", line + "/api").out
    refused = run("curl", line + "/api/v1/namespaces/default/pods").out
    assert 'User \\"system:serviceaccount:default:default\\" cannot list resource \\"pods\\"' in refused


def test_options_are_read_like_curl_reads_them() -> None:
    found = settings_of(["-sSXPOST", "-H", "a: b", "--max-time", "5", "-o", "f", "u", "--insec"])

    assert found.flags == {"silent", "show-error", "insecure"}
    assert found.last("request") == "POST"
    assert found.outputs == ["f"]
    assert found.urls == ["u"]


def test_options_that_do_not_exist_are_refused() -> None:
    with pytest.raises(Refused, match="option --foo: is unknown"):
        settings_of(["--foo"])
    with pytest.raises(Refused, match="option -X: requires parameter"):
        settings_of(["-X"])


def test_urls_are_taken_apart() -> None:
    url = read("web:8080/a/../b?x=1#part")

    assert (url.scheme, url.host, url.port, url.path) == ("http", "web", 8080, "/b?x=1")
    assert read("https://[::1]/").authority == "[::1]"
    with pytest.raises(BadUrl):
        read("http://a b/")


def test_locations_are_seen_from_where_they_came() -> None:
    base = read("http://web/a/b")

    assert joined(base, "/c") == "http://web/c"
    assert joined(base, "c") == "http://web/a/c"
    assert joined(base, "https://other/") == "https://other/"


def test_braces_and_brackets_stand_for_several_urls() -> None:
    assert spread("x/{a,b}[1-2]") == ["x/a1", "x/a2", "x/b1", "x/b2"]


def test_unknown_variables_are_told_of() -> None:
    assert written_out("%{foo}%%\\n", {}, []) == ("%\n", ["foo"])


def test_the_meter_has_fixed_columns() -> None:
    assert meter(6, 0, 0.0015) == ("\r100     6  100     6    0     0   4000      0 --:--:-- --:--:-- --:--:--  4000")
    assert rate(99_999) == "99999"
    assert rate(611_000) == " 596k"
