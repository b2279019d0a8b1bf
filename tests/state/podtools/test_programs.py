"""Ordinary programs, as GNU's (and where it differs busybox's) behave."""

from __future__ import annotations

import pytest

from minikctl.state.podtools import TOOLS, program

COMMANDS = [
    ("printf 'b 2\\na 10\\nc 1\\n' | sort -k2 -n", "c 1\nb 2\na 10\n"),
    ("printf 'b\\na\\nb\\n' | sort | uniq -c", "      1 a\n      2 b\n"),
    ("echo a,b | tr , '\\n'; echo aabb | tr -s a; echo a1 | tr -d 0-9; echo 10.1.2.3 | tr . -", "a\nb\nabb\na\n10-1-2-3\n"),
    ("seq 2 | xargs -I{} echo n={}; seq 3 | xargs -n2 echo; printf 'a b\\n' | xargs -L1 -I '{}' echo '<{}>'",
     "n=1\nn=2\n1 2\n3\n<a b>\n"),
    ("echo a:b:c | cut -d: -f2,3; echo abcdef | cut -c2-4", "b:c\nbcd\n"),
    ("printf 'one two\\nthree\\n' | wc; printf 'x\\n' | wc -l", "      2       3      14\n1\n"),
    ("echo hello | base64; echo aGVsbG8K | base64 -d", "aGVsbG8K\nhello\n"),
    ("seq 3 -1 1; seq -s, 3; seq -w 9 10; seq 0.5 1 2", "3\n2\n1\n1,2,3\n09\n10\n0.5\n1.5\n"),
    ("printf 'a\\nb\\nc\\nd\\n' | grep -A1 b; printf 'foo\\nbar\\n' | grep -c o; echo abc | grep -o 'b.'", "b\nc\n1\nbc\n"),
    ("printf 'a\\nx\\nb\\n' | grep -vE '^(a|b)$'; echo 'x -A y' | grep -- '-A'; grep x < /dev/null; echo $?", "x\nx -A y\n1\n"),
    ("printf 'a\\nb\\nc\\nd\\n' | sed -n '2,3p;$p'; echo 'type: NodePort' | sed 's/: .*/: X/'", "b\nc\nd\ntype: X\n"),
    ("printf 'a b c\\n' | sed 's/ /\\n/g' | sed ':a;N;$!ba;s/\\n/,/g'; echo hi | sed -E 's/(h)(i)/\\2\\1\\u&/'", "a,b,c\nihHi\n"),
    ("printf 'k: v\\n' > f; sed -i.bak 's/v/w/' f; cat f f.bak; echo x | sed 's#x#/a/&#'", "k: w\nk: v\n/a/x\n"),
    ("printf 'a b\\nc d\\n' | awk '{print $2, NR}'; echo a:b | awk -F: '{print $NF}'", "b 1\nd 2\nb\n"),
    ("printf 'x 1\\ny 2\\nx 3\\n' | awk '{c[$1]+=$2} END {for (k in c) print k, c[k]}' | sort", "x 4\ny 2\n"),
    ("awk 'function f(n) { return n<2 ? n : f(n-1)+f(n-2) } BEGIN { printf \"%d %.2f\\n\", f(10), 1/3; exit 3 }'; echo $?",
     "55 0.33\n3\n"),
    ("printf 'a\\na\\nb\\n' | awk '!seen[$0]++'; echo 'a b c' | awk '{$2=\"X\"; gsub(/c/,\"[&]\"); print}'", "a\nb\na X [c]\n"),
    ("echo '{\"a\":[1,{\"b\":\"x\"}]}' | jq -c '.a[1], .a[0]+1, (.a|length)'", '{"b":"x"}\n2\n2\n'),
    ("echo '{\"env\":{\"A_X\":\"1\",\"B\":\"2\"}}' | jq -r '.env | to_entries[] | select(.key | startswith(\"A_\")) | \"\\(.key)=\\(.value)\"'",
     "A_X=1\n"),
    ("echo '[{\"a\":1,\"b\":2},{\"a\":1,\"b\":3}]' | jq -c 'group_by(.a) | map({a: .[0].a, s: (map(.b)|add)})'", '[{"a":1,"s":5}]\n'),
    ("echo '{\"a\":1}' | jq '.b // \"none\"'; echo '{\"a\":[]}' | jq; jq -n --arg v x '{$v}'",
     '"none"\n{\n  "a": []\n}\n{\n  "v": "x"\n}\n'),
    ("echo '{\"d\":\"aGk=\"}' | jq -r '.d|@base64d'; echo '[[1,\"a\"]]' | jq -r '.[]|@tsv,@csv'", 'hi\n1\ta\n1,"a"\n'),
    ("echo '\"x\"' | jq '.a'; echo $?", 'jq: error (at <stdin>:1): Cannot index string with string "a"\n5\n'),
    ("V=1; export V; echo 'v=$V ${V}' | envsubst", "v=1 1\n"),
    ("mkdir -p d/e; touch d/e/f.txt; find d -name '*.txt'; find d -type d; rm -r d; ls d", "d/e/f.txt\nd\nd/e\nls: cannot access 'd': No such file or directory\n"),
    ("printf '%s=%d\\n' a 1 b 2; printf '%-4s|%05.1f\\n' x 2.25", "a=1\nb=2\nx   |002.2\n"),
    ("basename /a/b.txt .txt; dirname /a/b; expr 2 + 3; test 1 -lt 2 && echo lt; [ a b c ]; echo $?",
     "b\n/a\n5\nlt\nbash: line 1: [: b: binary operator expected\n2\n"),
    ("head -n1 /etc/hosts; printf '1\\n2\\n3\\n' | tail -2; printf '1\\n2\\n3\\n' | tail -n +3; printf '1\\n2\\n' | head -n -1",
     "127.0.0.1 localhost\n2\n3\n3\n1\n"),
    ("echo a | tee t | cat; cat t; cp t u; mv u w; cat w; ln -s w l; readlink l; cat l", "a\na\na\nw\na\n"),
    ("mkdir s; echo x > s/f; tar cf - s | (mkdir o; cd o; tar xf -); cat o/s/f", "x\n"),
    ("hostname; whoami; id -u; uname", "web-0\nroot\n0\nLinux\n"),
    ("date -u -d @0 +%Y-%m-%dT%H:%M:%SZ; date -u", "1970-01-01T00:00:00Z\nThu Jan  1 00:00:00 UTC 2026\n"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "expected"), COMMANDS)
def test_a_command_line_prints_what_the_real_programs_print(sh, command, expected):
    assert sh(command) == expected


BUSYBOX = [
    ("cat nofile", "cat: can't open 'nofile': No such file or directory\n", 1),
    ("ls nofile", "ls: nofile: No such file or directory\n", 1),
    ("rm nofile", "rm: can't remove 'nofile': No such file or directory\n", 1),
    ("cp nofile x", "cp: can't stat 'nofile': No such file or directory\n", 1),
    ("cat < nofile", "sh: can't open nofile: no such file\n", 1),
    ("cd nofile", "sh: cd: can't cd to nofile: No such file or directory\n", 1),
]


@pytest.mark.parametrize(("command", "expected", "status"), BUSYBOX)
def test_busybox_words_its_errors_in_its_own_way(bench, command, expected, status):
    shell = bench("busybox", "busybox")

    assert (shell(command), shell.status) == (expected, status)


def test_an_installed_package_is_noted(sh):
    sh("apt-get update && apt-get install -y curl dnsutils")

    assert {"curl", "nslookup"} <= sh.process.installed


@pytest.mark.parametrize("name", [tool.name for tool in TOOLS])
def test_every_program_of_the_table_can_be_loaded(name):
    assert callable(program(name))


def test_the_full_name_is_the_first_of_its_line_in_hosts(sh):
    assert sh("echo 10.0.0.1 web-0.web.default.svc.cluster.local web-0 > /etc/hosts; hostname -f") == (
        "web-0.web.default.svc.cluster.local\n"
    )
