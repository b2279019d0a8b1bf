"""`pytest --minikctl`: a test for each command of a session."""

import subprocess
import sys

PLUGIN = ("-p", "minikctl.pytestplugin", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir=.", "-q")


def pytest_run(folder, *argv):
    # the plug-in is loaded twice where the package is installed with its entry point: then by name only once
    code = "import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, *PLUGIN, *argv],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PATH": "/usr/bin:/bin"},
    )
    return done.returncode, done.stdout + done.stderr


def test_commands_pass_and_fail_one_by_one(tmp_path):
    (tmp_path / "a.md").write_text("# A\n\n```sh\n$ kubectl create ns a\nnamespace/a created\n$ echo b\nc\n```\n")
    (tmp_path / "notes.md").write_text("# Only prose\n")
    code, out = pytest_run(tmp_path, "--minikctl", ".")
    assert code == 1
    assert "1 failed, 1 passed" in out
    assert "- c" in out and "+ b" in out and "a.md:6" in out


def test_a_bad_file_that_was_named_is_an_error(tmp_path):
    (tmp_path / "a.md").write_text("```sh\nnever closed\n")
    code, out = pytest_run(tmp_path, "--minikctl", "a.md")
    assert code == 2 and "never closed" in out


def test_without_the_flag_nothing_is_collected_or_imported(tmp_path):
    (tmp_path / "a.md").write_text("```sh\n$ echo a\n```\n")
    (tmp_path / "test_a.py").write_text(
        "import sys\ndef test_a():\n    assert 'minikctl.sessions' not in sys.modules\n    assert 'minikctl.state' not in sys.modules\n"
    )
    code, out = pytest_run(tmp_path)
    assert code == 0 and "1 passed" in out
