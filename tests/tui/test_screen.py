"""The screen over a cluster that another process changes: what it shows, and what its keys do."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from minikctl.tui.tabs import TABS
from minikctl.tui.widgets.bar import Bar
from minikctl.tui.widgets.lines import Lines
from minikctl.tui.widgets.rows import Rows
from tests.tui.place import Commands, Place, on_screen, see, shown, until


def detail(app: Any) -> str:
    return str(app.query_one("#detail", Lines).text())


def test_services_and_the_map_of_the_first_one_are_there_at_once(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        text = await see(app, "kubernetes", "web", "2/2", "[Map]", "svc/kubernetes", "● live")
        assert "minikctl ▸ default ▸ svc(2)" in text

    asyncio.run(on_screen(app, steps))


def test_a_change_by_another_process_is_shown_and_selection_and_tab_stay(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("j", "i")
        await see(app, "serve svc/web", "2 tcp")
        place.scale("web", 3)
        await see(app, "3/3", "kubectl scale web", "+  4 always")
        assert app.wish.service == "default/web" and app.wish.tab == "iptables"
        place.expose("a-new-one")
        await see(app, "a-new-one", "svc(3)")
        assert app.query_one("#services", Rows).key == "default/web"

    asyncio.run(on_screen(app, steps))


def test_what_time_alone_changes_is_shown_when_it_falls_due(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "cluster"), pace="real")
    place.expose("web")
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "web", "0/0")
        place.clock.sleep(30)
        app.looker.wake()
        await see(app, "2/2", "is ready")

    asyncio.run(on_screen(app, steps))


def test_a_service_that_is_deleted_stays_under_the_cursor_until_the_next_key(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("j")
        await see(app, "svc/web")
        place.clock.sleep(5)
        place.delete("web")
        await see(app, "Service default/web is gone", "svc −1", "−▸web")
        rows = app.query_one("#services", Rows)
        assert rows.key == "default/web" and len(rows.rows) == 2
        await pilot.press("x", "k")
        await until(app, lambda: [row.key for row in rows.rows] == ["default/kubernetes"])

    asyncio.run(on_screen(app, steps))


def test_the_scroll_position_stays_when_the_text_changes(place: Place) -> None:
    app = place.app()
    place.scale("web", 9)

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("j", "i", "tab", *["j"] * 6)
        lines = app.query_one("#detail", Lines)
        await until(app, lambda: lines.scroll_offset.y == 6)
        place.clock.sleep(5)
        place.scale("web", 8)
        await see(app, "8/8")
        await until(app, lambda: "− nat" in detail(app))
        assert lines.scroll_offset.y == 6

    asyncio.run(on_screen(app, steps, (80, 24)))


def test_every_tab_shows_the_selected_service(place: Place) -> None:
    app = place.app()
    words = {
        "map": "──▶ 80",
        "endpoints": "EndpointSlice web-",
        "iptables": "KUBE-SVC-",
        "resolvconf": "search default.svc.cluster.local",
        "environment": "KUBERNETES_SERVICE_HOST=10.96.0.1",
        "services": "kube-system kube-dns",
        "dns": "web.default.svc.cluster.local.",
        "events": "Scheduled",
        "describe": "Session Affinity:",
        "problems": "Nothing is wrong",
        "ipvs": "Masq",
        "ingress": "No Ingress leads to this Service.",
        "changes": "+ Service default/web",
        "trace": "the reply",
        "logs": "ready for start up",
        "timeline": "kubectl create web",
    }

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("j")
        for tab in [tab for tab in TABS if not tab.command]:
            app.action_tab(tab.name)
            word = words[tab.name]
            await until(app, lambda word=word: word in detail(app))  # type: ignore[misc]

    asyncio.run(on_screen(app, steps))


def test_the_yaml_tab_is_the_command_and_marks_what_differs(place: Place) -> None:
    line = "get service web --namespace default -o yaml"
    place.commands.answers[line] = ("kind: Service\nports: 1\n", 0)
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("j", "y")
        await until(app, lambda: "  kind: Service\n  ports: 1" in detail(app))
        place.commands.answers[line] = ("kind: Service\nports: 2\n", 0)
        place.scale("web", 1)
        await until(app, lambda: detail(app) == "  kind: Service\n− ports: 1\n+ ports: 2")

    asyncio.run(on_screen(app, steps))


def test_a_pod_is_chosen_for_its_files(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("p")
        await see(app, "  pods")
        chosen = app.frame.pods[1]
        await pilot.press("j", "enter")
        await see(app, "[resolv.conf]")
        await until(app, lambda: f"pod  {chosen}" in detail(app))

    asyncio.run(on_screen(app, steps))


def test_namespaces_are_chosen_and_zero_shows_all(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("0")
        await see(app, "all namespaces", "kube-dns")
        await pilot.press("semicolon", "n")
        await see(app, "  namespaces", "kube-public")
        await pilot.press("G", "enter")
        await see(app, "kube-system ▸ svc(1)", "svc/kube-dns")

    asyncio.run(on_screen(app, steps))


def test_the_filter_is_live_and_escape_clears_it(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("slash", "w", "e")
        await see(app, "svc(1 of 2) ▸ /we", "svc/web")
        await pilot.press("enter", "escape")
        await see(app, "svc(2)")
        await pilot.press("slash", "(")
        await see(app, "svc(0 of 2)")
        await pilot.press("escape")
        await see(app, "svc(2)")

    asyncio.run(on_screen(app, steps))


def test_the_bar_runs_commands_and_shows_what_they_say(place: Place) -> None:
    place.commands.answers["get pods"] = ("NAME \x1b[31mREADY [bold]\n", 3)
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("colon", *"get", "space", *"pods", "enter")
        text = await see(app, "$ get pods", "exit 3")
        assert "NAME ^[[31mREADY [bold]" in text
        await pilot.press("escape")
        await see(app, "[Map]")
        await pilot.press("colon", "up")
        await see(app, ":get pods")
        await pilot.press("escape", "U")
        await see(app, "$ undo", "exit 0")
        assert place.commands.lines == ["get pods", "undo"]

    asyncio.run(on_screen(app, steps))


def test_a_command_that_waits_is_stopped_and_the_screen_goes_on(place: Place) -> None:
    def waits(cancelled: Any) -> None:
        import threading

        pause = threading.Event()
        while not cancelled():
            pause.wait(0.005)

    place.commands.waits = waits
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("colon", *"wait", "enter")
        await see(app, "$ wait", "running")
        place.scale("web", 3)
        await see(app, "3/3")
        await pilot.press("ctrl+c")
        await see(app, "exit 0")

    asyncio.run(on_screen(app, steps))


def test_the_bar_completes(place: Place) -> None:
    place.commands.words = ["describe", "delete"]
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("colon", "d", "tab")
        await see(app, ":de", "describe  delete")
        await pilot.press("s", "tab")
        await until(app, lambda: app.query_one("#line", Bar).value == "describe ")

    asyncio.run(on_screen(app, steps))


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("po -o wide", "po -o wide"),
        ("get po -o wide", "get po -o wide"),
        ("nonsense", "nonsense"),
    ],
)
def test_what_is_no_word_of_the_bar_is_run_as_it_is(place: Place, typed: str, line: str) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        app.command(typed)
        await see(app, f"$ {line}", "exit 0")
        assert place.commands.lines == [line]

    asyncio.run(on_screen(app, steps))


def test_words_of_the_bar_open_tabs_and_namespaces(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        app.command("dns")
        await see(app, "[DNS]")
        app.command("ns kube-system")
        await see(app, "kube-system ▸ svc(1)", "svc/kube-dns")
        assert place.commands.lines == []

    asyncio.run(on_screen(app, steps))


def test_delete_asks_with_cancel_preselected_and_then_runs_its_command(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("j", "ctrl+d")
        await see(app, "delete service web ?", "What it would do cannot be told before.", "▸ Cancel")
        await pilot.press("enter")
        await see(app, "Nothing was done.")
        assert place.commands.lines == []
        await pilot.press("ctrl+d")
        await see(app, "Go ahead")
        await pilot.press("j", "enter")
        await see(app, "$ delete service web --namespace default", "exit 0")

    asyncio.run(on_screen(app, steps))


def test_the_help_is_made_of_the_keys(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("question_mark")
        await see(app, "EVERYWHERE", "undo the last change")
        await pilot.press("escape")
        await see(app, "[Map]")
        await until(app, lambda: "EVERYWHERE" not in shown(app))

    asyncio.run(on_screen(app, steps))


@pytest.mark.parametrize("keys", [["q"], ["colon", "q", "enter"], ["ctrl+c", "ctrl+c"], ["ctrl+q"]], ids=str)
def test_it_is_left_with_exit_code_zero(place: Place, keys: list[str]) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press(*keys)
        await until(app, lambda: not app.is_running or app.return_value is not None)

    asyncio.run(on_screen(app, steps))
    assert app.return_code == 0


@pytest.mark.parametrize("size", [(40, 10), (42, 16), (80, 24), (120, 40), (200, 60)], ids=str)
@pytest.mark.parametrize("ascii", [False, True], ids=["unicode", "ascii"])
def test_every_size_shows_list_and_tab(place: Place, size: tuple[int, int], ascii: bool) -> None:
    app = place.app(ascii=ascii)

    async def steps(pilot: Any) -> None:
        text = await see(app, "kubernetes", "svc(2)" if size[1] >= 12 else "web", "svc/kubernetes", " :")
        assert not ascii or text.isascii(), text
        assert all(len(row) <= size[0] for row in text.splitlines())

    asyncio.run(on_screen(app, steps, size))


def test_too_small_a_terminal_says_so_and_comes_back_by_itself(place: Place) -> None:
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "30x6 is too")
        await pilot.resize_terminal(80, 24)
        await see(app, "svc/kubernetes", "[Map]")

    asyncio.run(on_screen(app, steps, (30, 6)))


def test_without_colour_the_cursor_is_seen_all_the_same(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "▸ kubernetes")
        for strip in app.screen._compositor.render_strips():
            for part in strip:
                assert part.style is None or part.style.color is None or part.style.color.is_default

    asyncio.run(on_screen(app, steps))


def test_a_cluster_that_cannot_be_opened_does_not_prevent_the_start(tmp_path: Path) -> None:
    from minikctl.state.clock import ScriptedClock
    from minikctl.state.cluster import Cluster
    from minikctl.tui.app import ClusterApp

    folder = tmp_path / "cluster"
    folder.mkdir()
    (folder / "journal").write_text("this is no journal")
    app = ClusterApp(lambda: Cluster.open(str(folder), ScriptedClock(0)), Commands(), folder=str(folder))

    async def steps(pilot: Any) -> None:
        await see(app, "✗ not live", "is not a minikctl journal")
        (folder / "journal").unlink()
        place = Place(str(folder))
        place.expose("web")
        await see(app, "● live", "web")

    asyncio.run(on_screen(app, steps))


def test_a_tab_that_fails_leaves_the_rest_as_it_is(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from minikctl.state.views import dns

    def fails(scene: Any) -> Any:
        raise RuntimeError("of this tab")

    monkeypatch.setattr(dns, "draw", fails)
    app = place.app()

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        app.action_tab("dns")
        await see(app, "DNS could not be drawn.", "RuntimeError: of this tab", "● live")

    asyncio.run(on_screen(app, steps))


def test_a_cluster_in_memory_is_watched_while_commands_change_it() -> None:
    from minikctl.state.clock import ScriptedClock
    from minikctl.state.cluster import Cluster
    from minikctl.state.kinds import SERVICE
    from minikctl.tui.app import ClusterApp

    cluster = Cluster.in_memory(ScriptedClock(0), {"seed": "memory", "pace": "instant"})

    class Making(Commands):
        def run(self, line: str, out: Any, cancelled: Any) -> int:
            with cluster.transaction(line) as tx:
                for name in line.split():
                    metadata = {"name": name}
                    made = {
                        "apiVersion": "v1",
                        "kind": "Service",
                        "metadata": metadata,
                        "spec": {"ports": [{"port": 1}]},
                    }
                    tx.create(SERVICE, made, "default")
            return 0

    app = ClusterApp(lambda: cluster, Making())

    async def steps(pilot: Any) -> None:
        await see(app, "svc/kubernetes")
        await pilot.press("colon", *"first", "space", *"second", "enter")
        await see(app, "first second   exit 0", "svc(3)", "svc +2")

    asyncio.run(on_screen(app, steps))
