"""The columns of custom kinds."""

from types import SimpleNamespace

from minikctl.state import tables
from minikctl.state.kinds.kind import Kind

COLORS = Kind("Color", "example.com/v1", "colors")
DEFINITION = {
    "spec": {
        "versions": [
            {
                "name": "v1",
                "additionalPrinterColumns": [
                    {"name": "Shade", "type": "string", "jsonPath": ".spec.shade"},
                    {"name": "Ready", "type": "string", "jsonPath": '.status.conditions[?(@.type=="Ready")].status'},
                    {"name": "Size", "type": "integer", "jsonPath": ".spec.size", "priority": 1},
                    {"name": "On", "type": "boolean", "jsonPath": ".spec.on"},
                    {"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"},
                ],
            }
        ]
    }
}
RED = {
    "metadata": {"name": "red", "creationTimestamp": "2023-11-14T22:12:20Z"},
    "spec": {"shade": {"r": 1}, "size": 3.0, "on": True},
    "status": {"conditions": [{"type": "Ready", "status": "True"}]},
}


def view_with(definitions):
    return SimpleNamespace(now=1_700_000_000.0, table=lambda name: definitions)


def test_columns_are_those_that_the_definition_declares():
    shown = tables.table(COLORS, [RED, {"metadata": {"name": "none"}}], view_with({"/colors.example.com": DEFINITION}))

    assert tables.headers(shown) == ["NAME", "SHADE", "READY", "ON", "AGE"]
    assert [row.cells for row in shown.rows] == [
        ["red", '{"r":1}', "True", 3, "true", "60s"],
        ["none", None, None, None, None, None],
    ]


def test_without_any_there_are_name_and_age():
    shown = tables.table(COLORS, [RED], view_with({}))

    assert tables.headers(shown) == ["NAME", "AGE"]
    assert tables.lines(shown) == [["red", "60s"]]
