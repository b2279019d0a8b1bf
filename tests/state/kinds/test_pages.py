from minikctl.state.kinds import pages
from minikctl.state.text import Page

WEB = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "default"}}


def event(name, **fields):
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": name, "namespace": "default"},
        "involvedObject": {"kind": "Service", "name": "web", "namespace": "default"},
        "type": "Normal",
        "reason": "Sync",
        "message": " all well\n",
        **fields,
    }


def shown(block, *args):
    page = Page()
    block(page, *args)
    return str(page)


def test_labels_are_sorted_one_a_line():
    assert shown(pages.labels_block, "Labels", {"b": "2", "a": "1"}) == "Labels:  a=1\n         b=2\n"
    assert shown(pages.labels_block, "Labels", {}) == "Labels:  <none>\n"


def test_what_apply_noted_is_not_shown():
    hidden = {"kubectl.kubernetes.io/last-applied-configuration": "{}"}
    assert shown(pages.annotations_block, "Annotations", hidden) == "Annotations:  <none>\n"


def test_long_and_many_line_annotations_start_below_their_key():
    found = shown(pages.annotations_block, "Annotations", {"a": "x", "b": "1\n2\n", "c": "y" * 139})
    assert found == (
        "Annotations:  a: x\n"
        "              b:\n"
        "                1\n"
        "                2\n"
        "              c:\n"
        f"                {'y' * 138}...\n"
    )


def test_no_events(stand_in):
    assert shown(pages.events_block, stand_in(), WEB) == "Events:  <none>\n"


def test_events_may_be_left_out(stand_in):
    view = stand_in()
    view.show_events = False
    assert shown(pages.events_block, view, WEB) == ""


def test_events_are_sorted_by_when_they_were_last_seen(stand_in):
    early = event("z", firstTimestamp="2026-01-01T11:00:00Z", lastTimestamp="2026-01-01T11:00:00Z", count=1)
    late = event(
        "a",
        firstTimestamp="2026-01-01T10:00:00Z",
        lastTimestamp="2026-01-01T11:58:00Z",
        count=4,
        source={"component": "balancer"},
    )
    assert shown(pages.events_block, stand_in([early, late]), WEB) == (
        "Events:\n"
        "  Type    Reason  Age                From      Message\n"
        "  ----    ------  ----               ----      -------\n"
        "  Normal  Sync    60m                          all well\n"
        "  Normal  Sync    2m (x4 over 120m)  balancer  all well\n"
    )


def test_a_series_counts_itself():
    found = event(
        "a",
        eventTime="2026-01-01T11:00:00.000000Z",
        series={"count": 7, "lastObservedTime": "2026-01-01T11:59:50.000000Z"},
    )
    now = 1767268800.0
    assert pages.occurrences(found, now) == "10s (x7 over 60m)"
