"""The keys beyond the first ones: each is pressed, and what it does is looked at."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from minikctl.state.views.lines import text_of
from minikctl.tui.actions import ACTIONS
from minikctl.tui.commands import Lesson
from minikctl.tui.widgets.bar import Bar
from minikctl.tui.widgets.lines import Lines, OneLine
from tests.tui.place import Place, on_screen, see, shown, until


def detail(app: Any, name: str = "detail") -> str:
    return str(app.screen_stack[0].query_one(f"#{name}", Lines).text())


def hint(app: Any) -> str:
    return text_of(app.screen_stack[0].query_one("#hints", OneLine).line)


async def bar_has(app: Any, text: str) -> None:
    await until(app, lambda: app.query_one("#line", Bar).value == text)


async def told(app: Any, text: str) -> None:
    await until(app, lambda: text in hint(app))


def test_every_action_has_an_id_of_its_own_and_can_be_found() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)


def test_a_trace_is_stepped_in_both_directions_and_drawn_anew(place: Place) -> None:
    app = place.app(animated=False)

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("j", "t")
        await until(app, lambda: "the reply" in detail(app) and app.frame.steps)
        await pilot.press("tab", "right", "l", "full_stop")
        await see(app, "step 3 of")
        await pilot.press("left", "h")
        await see(app, "step 1 of")
        await pilot.press("end")
        await until(app, lambda: "ANSWERED" in detail(app))
        await pilot.press("home", "comma")
        await see(app, "step 1 of")
        await pilot.press("n")
        await see(app, "seed 1:")
        await pilot.press("A")
        await until(app, lambda: "seed 1" not in detail(app))
        await pilot.press("plus")
        await told(app, "2x")
        await pilot.press("minus", "minus")
        await told(app, "0.5x")
        await pilot.press("w")
        await until(app, lambda: "space plays it" in detail(app))
        await pilot.press("space")
        await until(app, lambda: app.wish.step == -1)
        await pilot.press("o", *"kubernetes", "full_stop", *"default:443", "enter")
        await see(app, "to kubernetes.default:443")
        await pilot.press("tab", "s")
        await see(app, "  pods")

    asyncio.run(on_screen(app, steps))


def test_revisions_are_walked_and_nothing_changes_meanwhile(place: Place) -> None:
    place.scale("web", 3)
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "3/3", "rev 3")
        await pilot.press("comma")
        await see(app, "rev 2 of 3", "past", "2/2", "kubectl create web")
        await pilot.press("j", "y")
        await see(app, "kind: Service")
        await pilot.press("ctrl+d")
        await told(app, "You look at the past")
        await pilot.press("comma")
        await until(app, lambda: app.frame.rev == 1)
        await pilot.press("comma")
        await told(app, "first revision")
        await pilot.press("full_stop")
        await until(app, lambda: app.frame.rev == 2)
        await pilot.press("equals_sign")
        await see(app, "3/3", "● live")
        await pilot.press("semicolon", "h")
        await until(app, lambda: "▸     3" in detail(app))
        await pilot.press("comma")
        await until(app, lambda: "▸     2" in detail(app))
        await pilot.press("U")
        await see(app, "$ undo")
        assert place.commands.lines[-1] == "undo" and app.wish.rev == 0

    asyncio.run(on_screen(app, steps))


def test_every_kind_is_a_list_with_keys_of_its_own(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("colon", *"pods", "enter")
        await see(app, "po(2)", "Running", "[describe]")
        name = app.rows.key.partition("/")[2]
        await until(app, lambda: f"Name:             {name}" in detail(app))
        await pilot.press("l")
        await until(app, lambda: "ready for start up" in detail(app))
        await pilot.press("m")
        await see(app, "svc/web")
        await pilot.press("s")
        await until(app, lambda: bool(place.commands.terminal))
        await pilot.press("e", "a")
        inside = f"{name} --namespace default"
        wanted = [f"exec -it {inside} -- sh", f"edit pod {inside}", f"attach {inside}"]
        await until(app, lambda: place.commands.terminal == wanted)
        await pilot.press("p")
        await until(app, lambda: app.wish.tab == "logs" and app.wish.raw)
        await pilot.press("ctrl+k")
        await told(app, "ctrl-k is off")
        await pilot.press("F")
        await bar_has(app, f"port-forward pod/{inside} 8080:80")
        await pilot.press("escape", "o")
        await see(app, "no(2)", "control-plane")
        await pilot.press("left_square_bracket")
        await see(app, "po(2)")
        await pilot.press("right_square_bracket")
        await see(app, "no(2)")
        await pilot.press("minus")
        await see(app, "po(2)")
        await pilot.press("J", "o")
        await see(app, "rs(1)")
        await pilot.press("J", "s")
        await see(app, "svc(2)")
        await until(app, lambda: app.rows.key == "default/web")
        await pilot.press("J", "e")
        await see(app, "endpointslices(2)")

    asyncio.run(on_screen(app, steps))


def test_rows_are_marked_sorted_and_acted_on_together(place: Place) -> None:
    place.expose("api", 1)
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc(3)")
        await pilot.press("N", "N")
        await until(app, lambda: app.rows.rows[0].key == "default/web")
        await pilot.press("A")
        await until(app, lambda: app.wish.sort == "AGE")
        await pilot.press("S", "P", "shift+right", "O")
        await until(app, lambda: app.wish.sort == "NAME")
        await pilot.press("g", "space", "ctrl+@")
        assert app.rows.marked == {"default/api", "default/kubernetes"}
        await pilot.press("ctrl+d")
        await see(app, "Go ahead")
        await pilot.press("escape", "ctrl+backslash")
        assert app.rows.marked == set()
        await pilot.press("ctrl+z")
        await until(app, lambda: app.wish.troubled and not app.frame.listing.rows)
        await pilot.press("ctrl+z", "ctrl+w")
        await until(app, lambda: app.wish.wide and len(app.frame.listing.rows) == 3)
        await pilot.press("G")
        await until(app, lambda: app.wish.service == "default/web")
        await pilot.press("s")
        await bar_has(app, "scale deployment web --namespace default --replicas=")
        await pilot.press("escape", "r")
        await see(app, "$ rollout restart deployment web --namespace default", "exit 0")
        await pilot.press("escape", "colon", *"deploy", "enter")
        await see(app, "deploy(2)")
        await pilot.press("z")
        await see(app, "rs(1 of 2)")
        await pilot.press("escape", "colon", *"ns", "space", *"kube-system", "enter")
        await see(app, "kube-system")
        await pilot.press("1")
        await until(app, lambda: app.wish.namespace == "kube-system")
        await pilot.press("0")
        await see(app, "all namespaces")
        await pilot.press("G", "w")
        await until(app, lambda: app.wish.namespace == "kube-system")
        await pilot.press("colon", *"no", "enter", "semicolon", "l", "right", "left")
        await see(app, "no(2)")

    asyncio.run(on_screen(app, steps))


def test_filters_take_fuzzy_labels_and_columns(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc(2)")
        for pattern, left in (("-f kbn", "kubernetes"), ("-l component=apiserver", "kubernetes"), ("name:we", "web")):
            app.rows.filter(pattern)
            assert [row.key for row in app.rows.rows] == [f"default/{left}"], pattern
        app.rows.filter("!name:we")
        assert [row.key for row in app.rows.rows] == ["default/kubernetes"]

    asyncio.run(on_screen(app, steps))


def test_palette_go_to_kinds_and_themes(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("ctrl+p", *"tabdns")
        await see(app, "▸ tab DNS")
        await pilot.press("enter")
        await see(app, "[DNS]")
        await pilot.press("ctrl+p", *"theme", "space", *"light", "enter")
        await until(app, lambda: app.theme_name == "light" and app.base.bgcolor is not None)
        await pilot.press("colon", *"theme", "space", *"terminal", "enter")
        await until(app, lambda: app.theme_name == "terminal")
        await pilot.press("ctrl+a", *"configm", "enter")
        await see(app, "cm(1)")
        await pilot.press("semicolon", "v")
        await see(app, "[events]")
        await pilot.press("greater_than_sign")
        await see(app, "[YAML]")
        await pilot.press("less_than_sign", "ctrl+g", "M")
        await told(app, "mouse off")
        await pilot.press("W", "ctrl+e", "ctrl+e")
        assert not app.benched

    asyncio.run(on_screen(app, steps))


def test_the_bar_remembers_searches_and_goes_through_words(place: Place) -> None:
    place.commands.words = ["describe", "delete"]
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("colon", *"version", "enter")
        await see(app, "exit 0")
        await pilot.press("colon", *"ver", "ctrl+f")
        await bar_has(app, "version")
        await pilot.press("ctrl+u", *"sion", "ctrl+r")
        await bar_has(app, "version")
        await pilot.press("ctrl+u", "d", "shift+tab")
        await bar_has(app, "delete")
        await pilot.press("shift+tab")
        await bar_has(app, "describe")
        await pilot.press("ctrl+w")
        await bar_has(app, "")

    asyncio.run(on_screen(app, steps))


def test_what_is_seen_is_saved_and_copied(place: Place, tmp_path: Path) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        for name, word in (("a.txt", "svc/kubernetes"), ("a.svg", "<svg"), ("a.csv", "NAME,TYPE")):
            app.save_as(str(tmp_path / name))
            assert word in (tmp_path / name).read_text()
        await pilot.press("ctrl+s")
        await bar_has(app, "minikctl.txt")
        await pilot.press("escape", "c")
        await told(app, "copied kubernetes")
        await pilot.press("n")
        await told(app, "copied default")
        await pilot.press("tab", "c", "r")
        await told(app, "it stays as it is")
        await pilot.press("N", "f", "f")
        await see(app, "svc(2)")

    asyncio.run(on_screen(app, steps))


def test_where_one_was_is_remembered_and_broken_files_do_no_harm(place: Place, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "tui-state.json").write_text("{broken")
    (home / "tui.yaml").write_text("ui: {kil: true}")
    (home / "keys.yaml").write_text("app.undoo: x\napp.marks: f2\n")
    app = place.app(home=str(home), namespace="")

    async def first(pilot: Any) -> None:
        await see(app, "svc/kubernetes", 'unknown key "ui.kil"; did you mean "ui.kill"?')
        assert app.keymap.complaints == ('keys.yaml line 1: unknown id "app.undoo"; did you mean "app.undo"?',)
        await pilot.press("f2")
        await until(app, lambda: not app.wish.marks)
        await pilot.press("0")
        app.use_theme("safe")
        app.action_tab("dns")
        await see(app, "all namespaces", "[DNS]")
        await pilot.press("q")

    asyncio.run(on_screen(app, first))
    kept = json.loads((home / "tui-state.json").read_text())
    assert (kept["namespace"], kept["theme"], kept["tab"]) == ("", "safe", "dns")
    assert (home / "tui-state.broken.json").exists()
    again = place.app(home=str(home), namespace="")

    async def second(pilot: Any) -> None:
        await see(again, "all namespaces", "[DNS]")
        assert again.theme_name == "safe"

    asyncio.run(on_screen(again, second))


def test_a_tutorial_is_learned_typed_and_undone(place: Place) -> None:
    place.commands.courses["first.md"] = [
        Lesson("Look", ("What is there?",), "get svc", ("ran get svc",)),
        Lesson("Change", (), "scale it", ("something else",)),
    ]
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("T", "enter")
        await see(app, "tutorial first.md", "What is there?", "$ get svc", "1/2")
        await pilot.press("enter")
        await see(app, "as the text says")
        await pilot.press("enter", "h")
        await see(app, "Change", "it prints 1 lines")
        await pilot.press("h")
        await see(app, "run  scale it")
        await pilot.press("full_stop", "D")
        await see(app, "differs from the text", "✓1 ✗1")
        await pilot.press("b")
        await until(app, lambda: "differs" not in detail(app, "lesson"))
        await pilot.press("T", "enter")
        await see(app, "$ ")
        await pilot.press(*"wrong", "enter")
        await told(app, "That is not what the step does")
        await pilot.press("P")
        await see(app, "mode predict")
        await pilot.press("r", "n", "right_square_bracket", "s")
        await see(app, "2/2")
        await pilot.press("r", "a")
        await until(app, lambda: len(app.course.outputs) == 2)
        await pilot.press("space", "escape")
        await see(app, "[Map]")

    asyncio.run(on_screen(app, steps))


def test_large_screens_have_a_third_column(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes", " problems", " events")
        await pilot.press("W")
        await until(app, lambda: " problems\n" not in shown(app))

    asyncio.run(on_screen(app, steps, (200, 60)))
