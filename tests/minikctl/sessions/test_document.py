"""How the text of a session is read."""

import pytest

from minikctl.sessions.document import Document, SessionError, Step, decoded, parse

WHOLE = """# A title

- source: nowhere
- needs: nodes=3 loadbalancer=ip ingress=nginx proxy=ipvs files=things

## A step

Words of explanation: $ not a command

```yaml file=sub/pod.yaml
kind: Pod
```

```console within=90s unordered
$ kubectl get pods \\
>   -A
NAME   AGE
? 1
$ true
$ kubectl exec -it web -- sh
% ls

% exit
```

```text
ignored
```
"""


def steps(text):
    return [item for item in parse(text).items if isinstance(item, Step)]


def console(body, info="console"):
    return f"# T\n\n```{info}\n{body}\n```\n"


def test_title_and_needs_are_in_the_head():
    session = parse(WHOLE)
    assert session.title == "A title"
    needs = session.needs
    assert (needs.nodes, needs.load_balancer, needs.ingress, needs.proxy) == (3, "ip", "nginx", "ipvs")
    assert needs.files == "things"


def test_commands_have_continuations_output_status_and_line_numbers():
    first, second, third, typed, last = steps(WHOLE)
    assert first.text == "kubectl get pods \\\n  -A"
    assert first.expected == ("NAME   AGE",)
    assert (first.status, first.line, first.first, first.last) == ("1", 15, 17, 19)
    assert first.mode.within == 90 and first.mode.unordered
    assert second.expected == () and second.status == ""
    assert (typed.typed, typed.text, typed.expected) == (True, "ls", ("",))
    assert (third.typed, last.text) == (False, "exit")


def test_a_block_may_be_a_file():
    document = next(item for item in parse(WHOLE).items if isinstance(item, Document))
    assert (document.name, document.text) == ("sub/pod.yaml", "kind: Pod\n")


def test_blocks_of_other_releases_and_skipped_ones_do_not_count():
    assert not parse(console("$ a", "console skip=needs a browser")).steps
    assert not parse(console("$ a", "console era=1.18")).steps
    assert parse(console("$ a", "console era=1.33")).steps
    assert parse(console("$ a", "console legacy")).steps


def test_node_and_exactness_are_attributes():
    (step,) = steps(console("$ ip a", "console on=node/any exact"))
    assert step.mode.node == "any" and step.mode.exact


def test_windows_line_ends_and_a_byte_order_mark_make_no_difference():
    text = decoded(b"\xef\xbb\xbf" + console("$ echo a\na").replace("\n", "\r\n").encode())
    assert steps(text)[0].expected == ("a",)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# T\n\n```console\n$ a\n", 3, "never closed"),
        (console("$ a", "console wtihin=3s"), 3, 'unknown attribute "wtihin"'),
        (console("$ a", "console within=soon"), 3, "makes no sense"),
        (console("output"), 4, "without a command"),
        ("# T\n\n- needs: nodes=many\n", 3, "number of nodes"),
        ("# T\n\n- needs: planets=3\n", 3, 'unknown need "planets"'),
        ("# T\n\n- needs: files=../..\n", 3, "below"),
        ("# T\n\n- needs: pod-cidr=10.0.0.1/8\n", 3, "no range"),
        ("# T\n\n```yaml file=/etc/passwd\n```\n", 3, "working directory"),
        ("hello\n", 1, "not a session"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, line, words):
    with pytest.raises(SessionError) as caught:
        parse(text)
    assert caught.value.line == line
    assert words in caught.value.message


def test_bytes_that_are_no_text_are_refused_with_their_line():
    with pytest.raises(SessionError) as caught:
        decoded(b"# T\n\n\xff\n")
    assert caught.value.line == 3
