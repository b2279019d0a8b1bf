"""Programs that are fed line by line."""

from __future__ import annotations

from minikctl.state.podtools import program
from minikctl.state.shellscript.dialogue import Dialogue


def test_an_inner_shell_answers_line_by_line(sh):
    inner = Dialogue(program("sh"), sh.process, ["sh"])

    assert inner.feed("x=1; echo $x") == ("1\n", None)
    assert inner.feed("for i in a b; do") == ("", None)
    assert inner.feed("echo $i; done") == ("a\nb\n", None)
    assert inner.feed("exit 3") == ("", 3)


def test_a_program_in_an_inner_shell_reads_what_is_typed(sh):
    inner = Dialogue(program("sh"), sh.process, ["sh"])

    assert inner.feed("read name; echo hi $name") == ("", None)
    assert inner.feed("bob") == ("hi bob\n", None)
    assert inner.end_of_input() == ("", 0)


def test_an_interrupt_ends_the_program_and_not_the_shell(sh):
    inner = Dialogue(program("bash"), sh.process, ["bash"])
    inner.feed("cat")

    assert inner.feed("echoed") == ("echoed\n", None)
    inner.interrupt()
    assert inner.feed("echo $?") == ("130\n", None)
    assert inner.prompt == "root@web-0:/work# "
