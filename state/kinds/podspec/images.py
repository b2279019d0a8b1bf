"""What an image's name says: its tag, and from it the default pull policy."""

from __future__ import annotations


def tag_of(image: str) -> str:
    """The tag of an image reference: `latest` if it has neither tag nor digest, "" if it has only a digest.

    Rule: parsers.ParseImageName; a colon after the last slash separates the tag, one before it a port.
    """
    name, _, digest = image.partition("@")
    _, colon, tag = name.rpartition("/")[2].partition(":")
    if colon:
        return tag
    return "" if digest or not name else "latest"


def pull_policy(image: str) -> str:
    """The imagePullPolicy of a container that names none (SetDefaults_Container)."""
    return "Always" if tag_of(image) == "latest" else "IfNotPresent"
