"""Rows of lists, and the Table that a server sends."""

from types import SimpleNamespace

from minikctl.state import tables
from minikctl.state.kinds import CLUSTER_ROLE, CONFIG_MAP
from minikctl.state.kinds.kind import Column, Kind

VIEW = SimpleNamespace(now=1_700_000_000.0)
OBJ = {"metadata": {"name": "a", "creationTimestamp": "2023-11-14T22:12:20Z"}}


def test_cells_come_from_the_columns_of_the_kind():
    columns = (
        Column("Name", lambda obj, view: obj["metadata"]["name"]),
        Column("Count", lambda obj, view: 3, type="integer"),
        Column("Nothing", lambda obj, view: None),
        Column("Extra", lambda obj, view: "x", wide=True),
    )
    shown = tables.Table(CONFIG_MAP, columns, [tables.Row([column.cell(OBJ, VIEW) for column in columns], OBJ)])

    assert tables.headers(shown) == ["NAME", "COUNT", "NOTHING"]
    assert tables.lines(shown) == [["a", "3", ""]]
    assert tables.lines(shown, wide=True) == [["a", "3", "", "x"]]


def test_a_kind_without_columns_has_name_and_creation():
    kind = CLUSTER_ROLE._replace(module="")

    assert [column.name for column in tables.columns_of(Kind("Thing", "example.com/v1", "things"))] == ["Name", "Age"]
    assert tables.UNKNOWN_COLUMNS[1].cell(OBJ, VIEW) == "2023-11-14T22:12:20Z"
    assert tables.AGE.cell(OBJ, VIEW) == "60s"
    assert kind.name == "ClusterRole"


def test_a_server_sends_all_columns_and_says_which_are_wide():
    columns = (tables.NAME, Column("Extra", lambda obj, view: 1, wide=True, type="integer"))
    shown = tables.Table(CONFIG_MAP, columns, [tables.Row(["a", 1], OBJ)])

    found = tables.server_table(shown, "7")

    assert found["metadata"] == {"resourceVersion": "7"}
    assert [(column["name"], column["format"], column["priority"]) for column in found["columnDefinitions"]] == [
        ("Name", "name", 0),
        ("Extra", "", 1),
    ]
    assert found["rows"][0]["cells"] == ["a", 1]
    assert found["rows"][0]["object"]["kind"] == "PartialObjectMetadata"
    assert tables.server_table(shown, include="Object")["rows"][0]["object"] == OBJ
    assert "object" not in tables.server_table(shown, include="None")["rows"][0]
