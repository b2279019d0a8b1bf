"""Tables for people; the layouts were compared with kubectl 1.33 against a server of fixed answers."""

import pytest

from minikctl.output.to_table import TableOptions, TablePrinter, print_tables
from minikctl.state.kinds import CONFIG_MAP, DEPLOYMENT, NODE, SERVICE
from minikctl.state.kinds.kind import Column
from minikctl.state.tables import Row, Table

COLUMNS = (
    Column("Name", lambda obj, view: None),
    Column("Data", lambda obj, view: None, type="integer"),
    Column("Message", lambda obj, view: None),
    Column("Wide(s)", lambda obj, view: None, wide=True),
)


def table(kind, *rows, namespace="default"):
    made = []
    for name, data, message, labels in rows:
        obj = {"metadata": {"name": name, "namespace": namespace, "labels": labels}}
        made.append(Row([name, data, message, "w"], obj))
    return Table(kind, COLUMNS, made)


def shown(*tables, **options):
    written = []
    print_tables(tables, TableOptions(**options), written.append)
    return "".join(written)


TWO = table(CONFIG_MAP, ("a", 1, "x", {"app": "web"}), ("long-name", None, "", None))


def test_columns_are_three_blanks_apart_and_at_least_six_wide():
    assert shown(TWO) == "NAME        DATA   MESSAGE\na           1      x\nlong-name          \n"


def test_wide_columns_and_labels_are_shown_when_asked_for():
    assert shown(TWO, wide=True, show_labels=True) == (
        "NAME        DATA   MESSAGE   WIDE(S)   LABELS\n"
        "a           1      x         w         app=web\n"
        "long-name                    w         <none>\n"
    )
    assert shown(TWO, label_columns=("app", "x.io/tier")).splitlines()[:2] == [
        "NAME        DATA   MESSAGE   APP   TIER",
        "a           1      x         web   ",
    ]


def test_without_headers_the_rows_are_aligned_among_themselves():
    assert shown(table(CONFIG_MAP, ("a", 1, "x", None)), no_headers=True) == "a     1     x\n"


def test_the_namespace_comes_first_where_a_kind_has_one():
    one = table(CONFIG_MAP, ("a", 1, "x", None), namespace="kube-system")

    assert shown(one, with_namespace=True) == "NAMESPACE     NAME   DATA   MESSAGE\nkube-system   a      1      x\n"
    assert shown(table(NODE, ("n", 1, "x", None)), with_namespace=True) == "NAME   DATA   MESSAGE\nn      1      x\n"


def test_kinds_are_apart_by_an_empty_line_and_named_with_their_group():
    deployments = table(DEPLOYMENT, ("d", 1, "x", None))
    services = table(SERVICE, ("s", 1, "x", None))

    assert shown(deployments, table(CONFIG_MAP), services, with_kind=True) == (
        "NAME                DATA   MESSAGE\ndeployment.apps/d   1      x\n"
        "\n"
        "NAME        DATA   MESSAGE\nservice/s   1      x\n"
    )
    assert "\n\n" not in shown(deployments, services, with_kind=True, no_headers=True)


def test_objects_of_one_kind_that_were_asked_for_by_name_share_headers_and_widths():
    assert shown(table(SERVICE, ("s", 1, "x", None)), table(SERVICE, ("longer", 1, "x", None))) == (
        "NAME     DATA   MESSAGE\ns        1      x\nlonger   1      x\n"
    )


def test_nothing_is_written_of_empty_tables():
    written: list[str] = []

    assert not print_tables([table(SERVICE)], TableOptions(), written.append)
    assert written == []


@pytest.mark.parametrize(
    ("message", "cell"),
    [("one\ntwo", "one..."), ("a\rb", "a..."), ("\x1b[0mred", "^[[0mred"), ("é" * 50, "é" * 50)],
)
def test_a_cell_ends_at_its_first_line_and_cannot_command_a_terminal(message, cell):
    assert shown(table(SERVICE, ("s", 1, message, None))).splitlines()[1] == f"s      1      {cell}"


def test_a_tab_in_a_cell_ends_it_as_it_does_for_kubectl():
    assert shown(table(SERVICE, ("s", 1, "a\tb", None))) == "NAME   DATA   MESSAGE\ns      1      a     b\n"


def test_rows_that_come_later_keep_at_least_the_widths_of_those_before():
    written: list[str] = []
    printer = TablePrinter(written.append, TableOptions())
    printer.add(table(SERVICE, ("a-long-name", 1, "x", None)))
    printer.flush()
    printer.add(table(SERVICE, ("s", 2, "y", None)))
    printer.flush()
    printer.add(table(SERVICE, ("an-even-longer-name", 2, "y", None)))
    printer.flush()

    assert "".join(written) == (
        "NAME          DATA   MESSAGE\na-long-name   1      x\ns             2      y\nan-even-longer-name   2      y\n"
    )


def test_events_of_a_watch_have_a_column_of_their_own():
    written: list[str] = []
    printer = TablePrinter(written.append, TableOptions())
    printer.add(table(SERVICE, ("s", 1, "x", None)), event="ADDED")
    printer.flush()

    assert "".join(written) == "EVENT      NAME   DATA   MESSAGE\nADDED      s      1      x\n"
