"""`ssh`: programs on nodes."""

from __future__ import annotations

from typing import Any


def test_a_program_runs_on_the_control_plane_if_no_node_is_named(at_home: Any) -> None:
    at_home("cluster", "create", "--nodes", "2")
    assert at_home("ssh", "--", "hostname") == ("node-1\n", "", 0)
    assert at_home("ssh", "-n", "node-2", "--", "hostname").out == "node-2\n"
    assert at_home("ssh", "--node", "node-2", "hostname").out == "node-2\n"


def test_rules_are_listed(at_home: Any) -> None:
    result = at_home("ssh", "--", "iptables-save", "-t", "nat")
    assert "-A KUBE-SERVICES" in result.out and result.code == 0


def test_one_word_is_a_line_of_shell(at_home: Any) -> None:
    assert at_home("ssh", "--", "hostname | tr a-z A-Z").out == "NODE-1\n"


def test_without_words_the_input_is_run(at_home: Any) -> None:
    assert at_home("ssh", stdin="cd /etc\npwd\nexit 3\n") == ("/etc\n", "", 3)


def test_the_exit_code_is_the_programs(at_home: Any) -> None:
    assert at_home("ssh", "--", "false").code == 1
    assert at_home("ssh", "--", "nonsense") == ("", "bash: line 1: nonsense: command not found\n", 127)


def test_what_was_written_on_a_node_stays_there(at_home: Any) -> None:
    at_home("ssh", "--", "touch /root/here")
    assert at_home("ssh", "--", "ls", "/root").out == "here\n"


def test_wrong_words_are_refused(at_home: Any) -> None:
    assert at_home("ssh", "-n", "nobody", "--", "ls") == ("", 'minikctl ssh: there is no node "nobody"\n', 1)
    assert at_home("ssh", "--bad", "--", "ls").code == 2


def test_loaded_clusters_keep_the_names_of_their_nodes(at_home: Any) -> None:
    nodes = """
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Node, metadata: {name: alpha}}
- {apiVersion: v1, kind: Node, metadata: {name: plane, labels: {node-role.kubernetes.io/control-plane: ""}}}
"""
    at_home("cluster", "load", "-", stdin=nodes)
    assert at_home("ssh", "--", "hostname").out == "plane\n"
