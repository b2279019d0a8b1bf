"""What scripts print, as bash prints it."""

from __future__ import annotations

import pytest

from minikctl.state.shellscript.parser import Parser, is_complete
from minikctl.state.shellscript.tree import ShellSyntaxError

SCRIPTS = [
    ("echo a  'b  c' \"d\"", "a b  c d\n"),
    ("x=5; echo $x ${x}y \"$x\" '$x' \\$x", "5 5y 5 $x $x\n"),
    ("echo ${u:-d} ${u-e} ${u:+f} ${v:=set} $v ${#v}", "d e set set 3\n"),
    ("s=a.tar.gz; echo ${s%.*} ${s%%.*} ${s#*.} ${s##*.} ${s/a/A} ${s//a/A} ${s:2:3} ${s^^}",
     "a.tar a tar.gz gz A.tar.gz A.tAr.gz tar A.TAR.GZ\n"),
    ("echo $((1+2*3)) $((7/2)) $((-7/2)) $((2**3)) $((0x10)) $((5>3?1:0))", "7 3 -3 8 16 1\n"),
    ("echo $(echo a; echo b) `echo c` \"$(echo 'd  e')\"", "a b c d  e\n"),
    ("for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done", "1\n3\n"),
    ("for i in a b; do for j in 1 2; do [ $j = 2 ] && continue 2; echo $i$j; done; done", "a1\nb1\n"),
    ("i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i; until ((i==0)); do ((i--)); done; echo $i", "3\n0\n"),
    ("for ((i=0;i<3;i++)); do printf $i; done", "012"),
    ("case foo in b*) echo no;; f*|g) echo yes;; esac", "yes\n"),
    ("if false; then echo a; elif true; then echo b; else echo c; fi", "b\n"),
    ("f() { local x=in; echo $1 $# $x; return 3; }; x=out; f q w; echo $? $x", "q 2 in\n3 out\n"),
    ("cat <<EOF\n$((1+1)) \\$x\nEOF\ncat <<'EOF'\n$x\nEOF\ncat <<-E\n\ttab\n\tE\n", "2 $x\n$x\ntab\n"),
    ("cat <<< 'here string'", "here string\n"),
    ("echo a > f; echo b >> f; cat < f; ls nofile 2> /dev/null; echo $?", "a\nb\n2\n"),
    ("{ echo out; echo err >&2; } > f 2>&1; cat f", "out\nerr\n"),
    ("ls nofile &> f; cat f", "ls: cannot access 'nofile': No such file or directory\n"),
    ("false | true; echo $? ${PIPESTATUS[@]}; set -o pipefail; false | true; echo $?", "0 1 0\n1\n"),
    ("false && echo a || echo b; ! true; echo $?", "b\n1\n"),
    ("(cd /; pwd); pwd", "/\n/work\n"),
    ("set -- a 'b c'; for k in \"$@\"; do echo \"[$k]\"; done; echo $# \"$*\"; shift; echo $1", "[a]\n[b c]\n2 a b c\nb c\n"),
    ("a=(x 'y z'); a+=(w); for e in \"${a[@]}\"; do echo \"<$e>\"; done; echo ${#a[@]} ${a[-1]}", "<x>\n<y z>\n<w>\n3 w\n"),
    ("echo {a,b}{1,2} {01..03} {e..a..2} \"{a,b}\" {{.x}}", "a1 a2 b1 b2 01 02 03 e c a {a,b} {{.x}}\n"),
    ("touch a.txt b.txt c.md; echo *.txt *.none '*.md'", "a.txt b.txt *.none *.md\n"),
    ("[[ foo =~ ^f(o+)$ && abc == a* ]] && echo ${BASH_REMATCH[1]}", "oo\n"),
    ("IFS=:; x=a:b::c; for p in $x; do echo \"[$p]\"; done", "[a]\n[b]\n[]\n[c]\n"),
    ("while read -r a b; do echo \"$b-$a\"; done <<< 'one two three'", "two three-one\n"),
    ("eval 'echo $((1+1))'; cmd='echo hi'; $cmd", "2\nhi\n"),
    ("A=1 env | grep ^A=; echo \"[$A]\"; export A=2; sh -c 'echo $A $0 $1' name arg", "A=1\n[]\n2 name arg\n"),
    ("alias k='echo kubectl'\nk get pods", "kubectl get pods\n"),
    ("echo 'echo sourced $x' > s.sh; x=1; . ./s.sh; sh s.sh", "sourced 1\nsourced\n"),
    ("printf '#!/bin/sh\\necho $1\\n' > s; ./s a; chmod +x s; ./s a",
     "bash: line 1: ./s: Permission denied\na\n"),
    ("diff <(printf 'a\\nb\\n') <(printf 'a\\nc\\n')", "2c2\n< b\n---\n> c\n"),
    ("echo a # comment\n# comment\necho b\\\nc", "a\nbc\n"),
    ("sh -c 'trap \"echo bye\" EXIT; echo body; exit 4'; echo $?", "body\nbye\n4\n"),
    ("sh -e -c 'false || echo a; false; echo never'; echo $?", "a\n1\n"),
    ("set -x; echo 'a b' c; x=1", "+ echo 'a b' c\na b c\n+ x=1\n"),
    ("command -v cd nosuch; type cd; command -v cat", "cd\ncd is a shell builtin\n/usr/bin/cat\n"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "expected"), SCRIPTS)
def test_a_script_prints_what_bash_prints(sh, script, expected):
    assert sh(script) == expected


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("bash", "bash: line 1: nosuch: command not found\n"),
        ("dash", "sh: 1: nosuch: not found\n"),
        ("busybox", "sh: nosuch: not found\n"),
    ],
)
def test_a_missing_program_is_refused_in_the_words_of_the_shell(bench, dialect, expected):
    shell = bench(dialect)

    assert shell("nosuch") == expected
    assert shell.status == 127


def test_state_lives_on_from_one_run_to_the_next(sh):
    sh("x=1; f() { echo f$1; }; cd /tmp")

    assert sh("f $x; pwd") == "f1\n/tmp\n"


def test_sleep_moves_the_clock(sh):
    before = sh.clock.now()

    assert sh("date +%s; sleep 90; date +%s") == "1767225600\n1767225690\n"
    assert sh.clock.now() == before + 90


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("yes | head -2", "y\ny\n"),
        ("while true; do date +%s; sleep 1; done | head -2", "1767225600\n1767225601\n"),
        ("while :; do echo x; done | grep -m1 x", "x\n"),
        ("seq 100000 | sed 2q", "1\n2\n"),
    ],
)
def test_a_producer_without_end_stops_when_its_reader_has_enough(sh, script, expected):
    assert sh(script) == expected


def test_a_job_goes_on_while_time_passes(sh):
    assert sh("(sleep 5; echo late) & echo early; sleep 4; echo mid; wait; echo end") == "early\nmid\nlate\nend\n"
    assert sh(
        "while true; do echo tick; sleep 2; done > log & sleep 5; kill %1; cat log; sleep 9; cat log | wc -l"
    ) == ("tick\ntick\ntick\n3\n")


def test_timeout_ends_what_takes_too_long(sh):
    assert sh("timeout 3 sleep 10; echo $?; timeout 3 sh -c 'while true; do sleep 1; echo x; done'; echo $?") == (
        "124\nx\nx\n124\n"
    )


def test_a_program_may_stay_in_the_background(sh):
    class Forwarder:
        def __init__(self, shell):
            self.stopped = False
            shell.out("Forwarding\n")

        def poll(self):
            return None

        def stop(self):
            self.stopped = True

    started = []

    def forward(shell, argv):
        raise AssertionError("runs in the background only")

    forward.resident = lambda shell, argv: started.append(Forwarder(shell)) or started[-1]
    lookup = sh.process.lookup
    sh.process.lookup = lambda name: forward if name == "forward" else lookup(name)

    assert sh("forward > pf.log & cat pf.log; jobs") == "Forwarding\n[1]+  Running                 forward > pf.log &\n"
    assert sh("kill %1; jobs") == ""
    assert started[0].stopped


def test_endless_loops_are_stopped_with_an_error(sh):
    sh.process.limits.max_steps = 500

    assert sh("while true; do :; done") == "bash: line 1: stopped after 500 steps\n"
    assert sh("echo next") == "next\n"


def test_exit_is_remembered(sh):
    sh("exit 3; echo never")

    assert (sh.status, sh.shell.exited) == (3, 3)


@pytest.mark.parametrize(
    "text", ["echo 'a", 'echo "a', "cat <<E\nx", "if a; then", "for x in a; do", "a |", "a &&", "a \\", "f() {", "echo $(a",
             "case x in", "x=${a", "while true", "[[ a"],
)  # fmt: skip
def test_an_open_construct_asks_for_more_lines(text):
    assert not is_complete(text)


@pytest.mark.parametrize("text", ["echo a", "fi", "cat <<E\nx\nE", "if a; then b; fi", "echo )", "# it's", ""])
def test_a_finished_or_wrong_text_asks_for_none(text):
    assert is_complete(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("echo a\nfi", "line 2: syntax error near unexpected token `fi'"),
        ("echo )", "line 1: syntax error near unexpected token `)'"),
        ("select x in a; do b; done", "line 1: the `select` loop is not supported"),
    ],
)
def test_what_cannot_be_run_is_an_error_with_its_line(text, message):
    with pytest.raises(ShellSyntaxError, match=r"line \d") as caught:
        Parser(text).all()

    assert str(caught.value) == message
