"""Images that a user adds to the catalogue."""

from __future__ import annotations

from typing import Any

import pytest

from minikctl.state import images
from minikctl.state.images import own
from tests.state.images.place import Place, pod

SHOP = {
    "name": "example.com/shop/web",
    "tags": ["v1"],
    "ports": [8080],
    "answers": {"/": "shop on {pod}\n", "/bad": {"status": 500, "body": "no", "type": "text/html"}},
    "log": ["listening on {ip}"],
    "access": "{method} {path} {status}",
}


def test_an_added_image_answers_as_it_is_described() -> None:
    place = Place(wait=0)
    with place.cluster.transaction("image add") as tx:
        assert own.add(tx, SHOP) == "example.com/shop/web"
    place.add(pod("web", "example.com/shop/web:v1"))
    place.after(10)
    assert place.get("web", "/", 8080).body == "shop on web\n"
    assert place.get("web", "/bad", 8080).status == 500
    assert place.logs("web") == [f"listening on {place.pod('web')['status']['podIP']}", "GET / 200", "GET /bad 500"]
    assert images.pull(place.cluster.view(), "example.com/shop/web:v2").error.endswith("not found")


def test_the_catalogue_lists_ones_own_images_first() -> None:
    place = Place(wait=0)
    with place.cluster.transaction("image add") as tx:
        own.add(tx, SHOP)
    listed = own.listed(place.cluster.view())
    assert listed[0] == own.Listed("example.com/shop/web", "v1", "8080", True)
    assert not listed[1].is_own


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({}, "an image needs a name"),
        ({"name": "a", "prots": [1]}, 'unknown field "prots"'),
        ({"name": "a", "ports": ["x"]}, "ports must be numbers"),
        ({"name": "a", "log": "x"}, 'the field "log" has a value of the wrong type'),
        ({"name": "a", "system": "dos"}, 'unknown system "dos"'),
    ],
)
def test_documents_that_describe_no_image_are_refused(document: Any, why: str) -> None:
    with pytest.raises(own.BadImage, match=why):
        own.check(document)
