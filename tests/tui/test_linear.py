"""The screen without a screen, the colours, the keys file, tutorials from session files, and effects."""

from __future__ import annotations

import io

import pytest

from minikctl.own import lessons
from minikctl.own.whatif import WhatIf
from minikctl.sessions.document import parse
from minikctl.state.cluster import Cluster
from minikctl.state.kinds import SERVICE
from minikctl.state.views.effects import effect_lines
from minikctl.state.views.lines import Look, plain
from minikctl.state.views.scene import Scene
from minikctl.state.views.trace import draw, walked
from minikctl.tui import keys
from minikctl.tui.linear import run
from minikctl.tui.styles import THEMES, contrast
from tests.tui.place import Place


def test_every_view_is_printed_once_and_then_a_line_for_each_change(place: Place) -> None:
    stdin = io.BytesIO(b"svc web\ndns\npods\nrev 1\nnow\nget svc\n\nhelp\nq\n")
    out = io.StringIO()
    opened = lambda: Cluster.open(place.folder, place.clock)  # noqa: E731
    assert run(opened, place.commands, stdin, out, watch=False) == 0
    text = out.getvalue()
    for words in (
        "Map of default/kubernetes",
        "Map of default/web",
        "DNS of default/web",
        "1/1   Running",
        "ran get svc",
    ):
        assert words in text, text
    assert text.count("Δ rev 2") == 1
    assert place.commands.lines == ["get svc"]


@pytest.mark.parametrize("name", ["dark", "light", "contrast", "safe"])
def test_the_texts_of_every_theme_are_readable(name: str) -> None:
    theme = THEMES[name]
    least = 7.0 if name == "contrast" else 4.5
    assert contrast(theme.text, theme.ground) >= least
    for style in theme.styles.values():
        if style.color is not None:
            assert contrast(style.color.name, theme.ground) >= least, style


def test_a_keys_file_says_what_it_does_not_understand_and_where() -> None:
    found = keys.read("# mine\napp.undo: f5\nlist.delete: ctrl+zz\nnonsense\napp.redo: x\n")
    assert found.keys == {"app.undo": "f5", "app.redo": "x"}
    assert found.complaints[0].startswith('keys.yaml line 3: unknown key "ctrl+zz"')
    assert found.complaints[1] == "keys.yaml line 4: write  binding-id: key[,key]"
    assert found.complaints[2] == 'keys.yaml: "x" is both app.redo and app.marks'


def test_a_session_is_told_step_by_step() -> None:
    text = "# First\n\nWe look.\n\n```console\n$ get a\none\n```\n\n## Then\n\nWe change.\n\n```console\n$ set b\n$ set c\n```\n"
    found = lessons.lessons(parse(text))
    assert [(one.heading, one.text, one.command) for one in found] == [
        ("First", ("We look.",), "get a"),
        ("Then", ("We change.",), "set b"),
        ("Then", (), "set c"),
    ]
    assert lessons.judged(found[0], "one\n") == ""
    assert lessons.judged(found[0], "two\n") == "-one\n+two"


def test_an_effect_tells_what_goes_and_what_stays_and_keeps_nothing(place: Place) -> None:
    copy = WhatIf(place.outside)
    before = place.outside.view()
    with copy.transaction("kubectl delete service web") as tx:
        tx.delete(SERVICE, "web", "default")
    text = plain(effect_lines(before, copy.view(), "kubectl delete service web", Look(80)))
    assert "removes" in text and "svc 1" in text and "rules" in text and "1 deployment and 2 pods" in text
    assert place.outside.view().find(SERVICE, "web", "default") is not None


def test_a_drawn_trace_has_one_endpoint_and_its_reply_comes_from_there(place: Place) -> None:
    scene = Scene(place.outside.view(), Look(100), "default/web", seed="1")
    found = walked(scene)
    assert found is not None and found.chosen in found.endpoints
    back = found.steps[found.back :]
    assert str(back[0]["before"]).startswith(found.chosen)
    asked = next(str(one["before"]) for one in found.steps if " > " in str(one["before"])).partition(" > ")[2]
    assert str(back[-1]["after"]).startswith(asked)
    others = set(found.endpoints) - {found.chosen}
    assert not any(other in str(one["after"]) for one in found.steps for other in others)
    assert plain(draw(scene._replace(service="default/nothing"))).strip() == "Service default/nothing is gone."
