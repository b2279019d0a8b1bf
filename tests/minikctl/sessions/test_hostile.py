"""A tutorial that tries to harm the machine: nothing happens there, and the session ends."""

import os
import threading

import pytest

from minikctl.sessions import guard, sources
from minikctl.sessions.reading import session_of
from minikctl.sessions.running import Choice, run_one
from minikctl.sessions.sources import Source


def run(text):
    session = session_of("evil.md", text)
    report = run_one(Source("evil.md", session, {}), Choice())
    return report.result


def outputs(*commands):
    text = "# T\n\n```console\n" + "".join(f"$ {one}\n" for one in commands) + "```\n"
    return ["\n".join(one.actual) for one in run(text).outcomes]


def test_files_of_the_machine_are_neither_seen_nor_written(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    found = outputs(
        f"cat {secret}",
        f"echo gone > {secret}",
        f"rm -rf {tmp_path}",
        f"ls {tmp_path}",
        f"kubectl apply -f {secret}",
        f"curl -s file://{secret}",
        f"kubectl cp {secret} default/x:/tmp",
    )
    assert secret.read_text() == "geheim"
    assert not any("geheim" in one for one in found)


def test_the_environment_of_the_machine_is_not_there(monkeypatch):
    monkeypatch.setenv("MY_TOKEN", "geheim")
    found = outputs("env", "echo $MY_TOKEN", "printenv", "cat /proc/self/environ", "set")
    assert not any("geheim" in one for one in found)


def test_the_network_of_the_machine_is_not_reached():
    found = outputs(
        "curl -s -m 1 http://169.254.169.254/latest/", "wget -q -O- http://127.0.0.1:22", "nc -w 1 127.0.0.1 22"
    )
    assert not any("SSH" in one or "ami" in one for one in found)


def test_programs_of_the_machine_are_not_started(tmp_path):
    mark = tmp_path / "mark"
    outputs(
        f'python3 -c \'open("{mark}", "w")\'', f"bash -c 'touch {mark}'", f"/usr/bin/touch {mark}", f"$(touch {mark})"
    )
    assert not mark.exists()


def test_what_never_ends_is_broken_off():
    result = run(
        "# T\n\n```console\n$ while true; do :; done\n$ yes\n$ f() { f; }; f\n$ echo still here\nstill here\n```\n"
    )
    assert result.outcomes[-1].ok, result


def test_many_jobs_are_no_threads_of_the_machine():
    before = threading.active_count()
    result = run(
        "# T\n\n```console\n$ for i in $(seq 300); do sleep 1000 & done\n...\n$ b() { b | b & }; b\n...\n```\n"
    )
    assert result is not None
    assert threading.active_count() <= before + 300


def test_links_out_of_the_folder_are_left(tmp_path):
    (tmp_path / "outside").write_text("geheim")
    folder = tmp_path / "doc" / "manifests" / "mine"
    folder.mkdir(parents=True)
    (folder / "link.yaml").symlink_to(tmp_path / "outside")
    (folder / "own.yaml").write_text("a: 1\n")
    (tmp_path / "doc" / "t.md").write_text("# T\n\n- needs: files=mine\n\n```console\n$ cat link.yaml own.yaml\n```\n")
    source = sources.read("t.md", str(tmp_path / "doc"))
    assert sorted(source.files) == ["own.yaml"]


def test_a_folder_that_is_itself_a_link_outside_is_refused(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "doc" / "manifests").mkdir(parents=True)
    (tmp_path / "doc" / "manifests" / "mine").symlink_to(tmp_path / "outside")
    (tmp_path / "doc" / "t.md").write_text("# T\n\n- needs: files=mine\n\n```console\n$ ls\n```\n")
    assert sources.read("t.md", str(tmp_path / "doc")).error


def test_even_a_fault_of_ours_cannot_write_or_start(tmp_path):
    with guard.closed():
        with pytest.raises(PermissionError):
            (tmp_path / "x").write_text("x")
        with pytest.raises(PermissionError):
            os.system("true")
