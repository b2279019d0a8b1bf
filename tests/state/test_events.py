"""Events are folded, combined and cut as a recorder does it."""

from minikctl.state.kinds import DEPLOYMENT, REPLICA_SET, RESOURCE_QUOTA

LABELS = {"app": "web"}


def deployment(stage, replicas):
    template = {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": LABELS}, "template": template}
    stage.make(DEPLOYMENT, "web", spec=spec)


def told(stage, reason):
    view = stage.cluster.view()
    [replicas] = view.list(REPLICA_SET, "default")
    return [(one["message"], one["count"]) for one in view.events_for(replicas) if one["reason"] == reason]


def test_many_similar_events_are_combined(stage):
    deployment(stage, 15)
    found = told(stage, "SuccessfulCreate")
    assert len(found) == 10
    start = "(combined from similar events): Created pod: web-"
    [count] = [number for message, number in found if message.startswith(start)]
    assert count == 6


def test_a_source_is_cut_short_but_goes_on_counting(stage):
    with stage.cluster.transaction("flood") as tx:
        namespace = tx.get(tx.kind_named("namespaces"), "default")
        for _ in range(100):
            tx.event(namespace, "Normal", "Again", "and again", "somebody")
    [event] = stage.cluster.view().events_for(namespace)
    assert event["count"] == 25
    stage.wait(301)
    with stage.cluster.transaction("later") as tx:
        tx.event(namespace, "Normal", "Again", "and again", "somebody")
    [event] = stage.cluster.view().events_for(namespace)
    assert event["count"] == 101


def test_refused_pods_are_tried_again_ever_more_seldom(stage):
    stage.make(RESOURCE_QUOTA, "q", spec={"hard": {"pods": "1"}})
    deployment(stage, 3)
    stage.wait(10)
    found = told(stage, "FailedCreate")
    assert len(found) == 10
    assert found[0][0].startswith('Error creating: pods "web-')
    combined = [count for message, count in found if message.startswith("(combined from similar events)")]
    assert combined and 2 <= combined[0] <= 16
