"""Plain tutorials, `.t` files and recordings: what is run, what is compared, and how."""

import pytest

from minikctl.sessions import cram, recording, tutorial
from minikctl.sessions.document import Document, SessionError, Step, parse
from minikctl.sessions.forms import in_this_cluster, ways
from minikctl.sessions.reading import is_tutorial, session_of
from minikctl.sessions.running import Choice, run_one
from minikctl.sessions.sources import Source
from minikctl.sessions.update import rewritten

TUTORIAL = """# Web

Never run `kubectl delete ns default`.

```sh
kubectl create deployment web --image=nginx \\
  --replicas=2
```

Output:

```
deployment.apps/web created
```

Write `svc.yaml`:

```yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
```

1. Apply it:

   ```shell
   $ kubectl apply -f svc.yaml
   service/web created
   $ kubectl get svc web
   NAME  TYPE       CLUSTER-IP   EXTERNAL-IP  PORT(S)  AGE
   web   ClusterIP  10.0.0.171   <none>       80/TCP   3m
   ```

```bash
# look at the Pods
kubectl get pods
NAME                   READY   STATUS    RESTARTS   AGE
web-6d4cf56db6-4x8wz   1/1     Running   0          12s
web-6d4cf56db6-7sr2m   1/1     Running   0          12s
kubectl get pod web-6d4cf56db6-7sr2m -o name
kubectl get svc web -o yaml | grep -q 10.0.0.171
```

```console
kubectl get svc nope
Error from server (NotFound): services "nope" not found
```
"""


def run(text, path="t.md", forms=""):
    session = session_of(path, text, forms)
    report = run_one(Source(path, session, {}), Choice())
    assert report.result is not None and not report.result.problem
    return session, report


def commands(session):
    return [item.text for item in session.items if isinstance(item, Step)]


def test_a_tutorial_as_people_write_them_runs_and_matches():
    session, report = run(TUTORIAL)
    assert [one.step.text for one in report.result.outcomes if not one.ok] == []
    assert report.matched == len(session.steps) == 7


def test_prose_and_other_languages_are_never_run():
    session = tutorial.parse("`kubectl get x`\n\n```python\nimport os\n```\n\n```sh\necho a\n```\n")
    assert commands(session) == ["echo a"]


def test_output_may_stand_in_the_next_block_but_not_after_a_heading():
    text = "```sh\necho a\n```\n{}\n```\na\n```\n"
    assert tutorial.parse(text.format("It prints:")).steps[0].expected == ("a",)
    assert tutorial.parse(text.format("## Next")).steps[0].expected == ("...",)


def test_here_documents_and_continued_lines_are_one_command():
    text = "```bash\ncat <<EOF | kubectl apply -f -\napiVersion: v1\nEOF\nkubectl get pods \\\n  -o wide\n```\n"
    assert commands(tutorial.parse(text)) == [
        "cat <<EOF | kubectl apply -f -\napiVersion: v1\nEOF",
        "kubectl get pods \\\n  -o wide",
    ]


def test_yaml_with_a_name_becomes_a_file():
    text = '```yaml title="a/b.yaml"\nx: 1\n```\n\n```yaml\n# c.yaml\nx: 2\n```\n\n```yaml\nx: 3\n```\n'
    files = [item.name for item in tutorial.parse(text).items if isinstance(item, Document)]
    assert files == ["a/b.yaml", "c.yaml"]


@pytest.mark.parametrize("name", ["/etc/passwd", "../outside.yaml", "a/../../b.yaml"])
def test_a_file_outside_of_the_folder_is_no_file_of_the_tutorial(name):
    assert not tutorial.parse(f'```yaml title="{name}"\nx: 1\n```\n').items


def test_comments_direct_the_block_that_follows():
    text = (
        "<!-- cluster nodes=2 -->\n<!-- skip: needs a cloud -->\n```sh\nrm -rf x\n```\n"
        "<!-- expect-exit 3 -->\n```sh\n(exit 3)\n```\n<!-- wait 30s -->\n<!-- a remark -->\n```sh\ntrue\n```\n"
    )
    session = tutorial.parse(text)
    assert session.needs.nodes == 2
    assert [step.text for step in session.steps] == ["(exit 3)", "sleep 30s", "true"]
    assert run(text)[1].ok


@pytest.mark.parametrize("text", ["<!-- minikctl: dance -->\n```sh\nx\n```\n", "```sh\nnever closed\n"])
def test_what_cannot_be_read_is_said_with_its_line(text):
    with pytest.raises(SessionError) as error:
        tutorial.parse(text)
    assert error.value.line == 1


def test_sessions_with_needs_stay_sessions():
    assert not is_tutorial("# T\n\n- needs: nodes=1\n\n```console\n$ a\n```\n```sh\nb\n```\n")
    assert not is_tutorial("# T\n\n```console\n$ a\n```\n")
    assert is_tutorial("# T\n\n```console\nkubectl get pods\n```\n")


@pytest.mark.parametrize(
    ("expected", "actual", "forms"),
    [
        ("web <age>", "web   3m12s", "strict"),
        ("<id:A> and <id:A>", "x1 and x1", "strict"),
        ("on <ip>:<port>", "on 10.244.0.7:8080", "strict"),
        ("at <time> by <uid>", "at 2026-01-02T03:04:05Z by 01234567-89ab-cdef-0123-456789abcdef", "strict"),
        ("a[..]c", "abbbc", "strict"),
        (r"\d+ pods (re)", "12 pods", "strict"),
        ("web-* ok?y (glob)", "web-17 okay", "strict"),
        ("10.0.0.1  4m", "10.96.3.4  11s", "loose"),
        ("web-6d4cf56db6-4x8wz 1/1", "web-7f4fb677c9-nlxd2 1/1", "loose"),
        ("80:31234/TCP", "80:30001/TCP", "loose"),
    ],
)
def test_forms_that_match(expected, actual, forms):
    assert next(ways(expected, actual, {}, forms), None) is not None


@pytest.mark.parametrize(
    ("expected", "actual", "forms"),
    [
        ("<id:A> and <id:A>", "x1 and x2", "strict"),
        ("<port>", "http", "strict"),
        ("10.0.0.1", "10.0.0.2", "strict"),
        ("127.0.0.1", "10.0.0.2", "loose"),
        ("web 1/1", "web 0/1", "loose"),
        ("(a+)+b (re)", "a" * 60, "strict"),
        ("( (re)", "(", "strict"),
    ],
)
def test_forms_that_do_not_match(expected, actual, forms):
    assert next(ways(expected, actual, {}, forms), None) is None


def test_names_of_the_tutorial_stand_for_those_of_the_cluster():
    known = next(ways("web-6d4cf56db6-4x8wz 10.0.0.9", "web-7f4fb677c9-nlxd2 10.96.0.3", {}, "loose"))
    assert in_this_cluster("exec web-6d4cf56db6-4x8wz -- curl 10.0.0.9:80", known) == (
        "exec web-7f4fb677c9-nlxd2 -- curl 10.96.0.3:80"
    )
    assert in_this_cluster("curl 10.0.0.91", known) == "curl 10.0.0.91"


CRAM = """A test

  $ echo a; echo b1
  a
  b* (glob)
  $ false
  [1]
  $ cat <<E
  > x
  > E
  y
"""


def test_a_cram_file_is_run_and_updated():
    session, report = run(CRAM, "x.t")
    assert [one.ok for one in report.result.outcomes] == [True, True, False]
    text = rewritten(session, report.result)
    assert text == CRAM.replace("  y\n", "  x\n")
    assert run(text, "x.t")[1].ok


def test_output_without_a_command_is_a_bad_cram_file():
    with pytest.raises(SessionError):
        cram.parse("  a\n")


def test_a_recording_is_run_and_updated():
    notes = [recording.Note("echo a", "a\n"), recording.Note("false", "", 1), recording.Note("echo b", "c\n")]
    text = recording.as_lines(notes, "T")
    session, report = run(text, "x.jsonl")
    assert session.title == "T"
    assert [one.ok for one in report.result.outcomes] == [True, True, False]
    assert run(rewritten(session, report.result), "x.jsonl")[1].ok


@pytest.mark.parametrize("line", ["nonsense", "[1]", '{"command": 1}'])
def test_a_bad_line_of_a_recording_is_said(line):
    with pytest.raises(SessionError):
        recording.parse(line + "\n")


def test_updating_a_tutorial_keeps_its_margin_and_is_idempotent():
    text = "1. x\n\n   ```sh\n   $ echo a\n   b\n   $ echo c\n   ```\n"
    session, report = run(text)
    new = rewritten(session, report.result)
    assert new == text.replace("   b\n", "   a\n")
    again, done = run(new)
    assert rewritten(again, done.result) == new


def test_our_own_sessions_know_no_placeholders():
    session = parse("# T\n\n```console\n$ echo '<any>'\n<any>\n$ echo x\n<any>\n```\n")
    report = run_one(Source("t.md", session, {}), Choice())
    assert [one.ok for one in report.result.outcomes] == [True, False]
