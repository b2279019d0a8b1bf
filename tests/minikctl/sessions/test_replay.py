"""How a session runs: shells, files, time, typed lines, background commands, limits."""

import pytest

from minikctl.sessions.document import Needs, parse
from minikctl.sessions.replay import Replay
from minikctl.sessions.world import START, new_cluster
from minikctl.state.clock import parse_timestamp

POD = """```yaml file=web.yaml
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: nginx}]}
```
"""


def replay(text, files=None, **choices):
    session = parse("# Test\n\n" + text)
    cluster = new_cluster(Needs(), "test", parse_timestamp(START))
    return Replay(session, cluster, files=files, **choices).run()


def failures(result):
    assert not result.problem, result.problem
    assert not result.faults, result.faults
    return [(one.step.text, one.actual, one.status) for one in result.outcomes if not one.ok]


def test_variables_functions_and_the_folder_live_on_over_blocks():
    result = replay(
        """```console
$ NAME=alpaca; mkdir sub; cd sub
$ greet() { echo "hello $1"; }
```

```console
$ greet $NAME; pwd | grep -o 'sub$'
hello alpaca
sub
$ false
? 1
$ echo $?
0
```
"""
    )
    failed = failures(result)
    assert [one[0] for one in failed] in ([], ["echo $?"])


def test_a_wrong_line_and_a_wrong_status_are_differences():
    result = replay("```console\n$ echo a\nb\n$ false\n$ true\n? failed\n$ true\n```\n")
    assert [one[0] for one in failures(result)] == ["echo a", "false", "true"]
    assert result.outcomes[1].message == "ended with status 1, expected status 0"


def test_output_and_errors_come_in_the_order_in_which_they_were_written():
    assert not failures(replay("```console\n$ echo a; echo b >&2; echo c\na\nb\nc\n```\n"))


def test_files_of_the_session_and_of_its_folder_are_in_the_working_directory():
    result = replay(
        "```text file=own.txt\nmine\n```\n```console\n$ cat own.txt deep/other.txt\nmine\ntheirs\n```\n",
        {"deep/other.txt": b"theirs\n"},
    )
    assert not failures(result)


def test_a_captured_name_is_known_in_later_blocks():
    text = (
        "```console\n$ echo 10.0.0.7\n[..IP]\n```\n```console\n$ echo 10.0.0.7\n[..IP]\n$ echo 10.0.0.8\n[..IP]\n```\n"
    )
    assert [one[0] for one in failures(replay(text))] == ["echo 10.0.0.8"]


def test_within_runs_again_what_does_not_match_yet_while_time_passes():
    text = POD + (
        "```console\n$ kubectl create -f web.yaml\npod/web created\n```\n"
        "```console within=60s\n$ kubectl get pod web\nNAME   READY   STATUS    RESTARTS   AGE\n"
        "web    1/1     Running   0          [..]\n```\n"
    )
    result = replay(text)
    assert not failures(result)
    assert result.outcomes[1].tries > 1
    assert 1 <= result.simulated <= 60


def test_a_variable_that_was_asked_for_too_early_is_asked_for_again():
    text = POD + (
        "```console\n$ kubectl create -f web.yaml\npod/web created\n```\n"
        "```console within=60s\n$ IP=$(kubectl get pod web -o jsonpath={.status.podIP}); COUNT=0\n"
        '$ IP=$(kubectl get pod web -o jsonpath={.status.podIP})\n$ COUNT=$((COUNT + 1)); test -n "$IP"\n'
        "$ test $COUNT -gt 1\n```\n"
    )
    assert not failures(replay(text))


def test_within_ends_when_its_time_is_over():
    result = replay("```console within=20s\n$ echo a\nb\n```\n")
    assert not result.outcomes[0].ok and result.outcomes[0].tries > 1
    assert 20 <= result.simulated < 22


def test_what_a_failed_try_captured_is_forgotten():
    text = (
        '```console within=30s\n$ date +%s > now; test "$(wc -l < log 2> /dev/null)" = 2 || echo x >> log; '
        "cat now log\n[..NOW]\nx\nx\n$ cat now\n[..NOW]\n```\n"
    )
    assert not failures(replay(text))


def test_sleep_takes_time_of_the_session_only():
    result = replay("```console\n$ sleep 3600\n$ sleep 1m & wait; echo done\ndone\n```\n")
    assert not failures(result)
    assert result.simulated >= 3660


def test_lines_are_typed_into_the_program_in_the_foreground():
    text = "```console\n$ sh\n% X=5\n% echo got $X\ngot 5\n% exit 3\n? 3\n$ cat\n% one\none\n% ^D\n```\n"
    assert not failures(replay(text))


def test_a_typed_line_needs_a_program_that_reads_it():
    result = replay("```console\n$ true\n% ls\n```\n")
    assert [one[0] for one in failures(result)] == ["ls"]


def test_a_watch_in_the_foreground_is_ended_by_an_interrupt():
    text = POD + (
        "```console\n$ kubectl create -f web.yaml\npod/web created\n$ kubectl get pods -w\n...\n"
        "web    1/1     Running   0          [..]\n% ^C\n$ echo next\nnext\n```\n"
    )
    assert not failures(replay(text))


def test_a_watch_in_the_background_writes_as_things_change():
    text = POD + (
        "```console\n$ kubectl get pods --watch --no-headers > watch.log &\n$ kubectl create -f web.yaml\n"
        "pod/web created\n```\n```console within=60s\n$ grep -c Running watch.log\n1\n$ kill %1\n"
        "$ kubectl delete pod web\npod [..]web[..] deleted\n$ grep -c Terminating watch.log\n0\n? 1\n```\n"
    )
    assert not failures(replay(text))


def test_a_command_may_be_given_a_time_limit():
    assert not failures(replay("```console\n$ timeout 5 kubectl get pods -w\n...\n? 124\n```\n"))


def test_node_blocks_run_on_a_node_and_know_the_variables():
    text = "```console\n$ X=kube\n```\n```console on=node/any\n$ hostname; echo $X\nnode-1\nkube\n```\n"
    assert not failures(replay(text))


def test_kubectl_is_known_by_its_other_names():
    text = "```console\n$ k get ns default -o name\nnamespace/default\n$ minikctl get ns default -o name\nnamespace/default\n```\n"
    assert not failures(replay(text))


def test_commands_that_would_leave_the_session_are_refused():
    result = replay("```console\n$ minikctl cluster delete\n...\n? 2\n$ minikctl serve\n...\n? 2\n```\n")
    assert not failures(result)


def test_what_the_shell_cannot_read_is_said_and_the_session_goes_on():
    result = replay("```console\n$ if true\n$ echo on\non\n```\n")
    assert [one[0] for one in failures(result)] == ["if true"]


@pytest.mark.parametrize(
    "line",
    [
        "while true; do :; done",
        "yes",
        "f() { f; }; f",
        "sleep 100d",
        "while true; do sleep 1000; done",
        "cat",
        "wait",
        "kubectl get pods -w",
    ],
)
def test_a_session_that_never_ends_is_stopped(line):
    result = replay(f"```console\n$ {line}\n...\n? failed\n```\n", limit=20.0)
    assert result.outcomes or result.problem


def test_nothing_of_the_machine_is_shown_or_changed(tmp_path):
    kept = tmp_path / "kept"
    result = replay(
        f"```console\n$ cat {kept} /etc/shadow\n...\n? failed\n$ mkdir -p {tmp_path}; echo x > {kept}\n```\n"
    )
    assert not failures(result)
    assert not kept.exists()


def test_the_same_session_gives_the_same_output():
    text = (
        POD + "```console\n$ kubectl create -f web.yaml; sleep 5; kubectl get pods,svc -A -o yaml; echo $RANDOM\n```\n"
    )
    assert replay(text).outcomes[0].actual == replay(text).outcomes[0].actual


def test_only_the_chosen_lines_are_compared():
    result = replay("```console\n$ X=1\nwrong\n$ echo $X\n1\n$ echo 3\nwrong\n```\n", first=6, last=7)
    assert [one.step.text for one in result.outcomes] == ["echo $X"]
    assert result.ok


@pytest.mark.parametrize("line", ["sleep 1000", "tail -f /dev/null", "minikube tunnel", "watch -n 5 date", "cat"])
def test_an_interrupt_ends_whatever_runs(line):
    result = replay(f"```console\n$ {line}\n...\n% ^C\n...\n$ echo next\nnext\n```\n")
    assert not failures(result)
    assert result.simulated < 200


def test_ssh_leads_to_nodes():
    text = (
        "```console\n$ ssh -o A=b root@node-1 hostname\nnode-1\n$ ssh 192.168.49.2 'echo $HOSTNAME | wc -l'\n1\n"
        "$ ssh node-1\n% hostname\nnode-1\n% exit\n$ ssh nowhere ls\n...\n? 255\n$ minikube ssh hostname\nnode-1\n```\n"
    )
    assert not failures(replay(text))
