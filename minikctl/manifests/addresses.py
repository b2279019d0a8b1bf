"""Manifests that tutorials fetch: `sample-manifests/addresses.yaml` says which file stands for an address."""

from __future__ import annotations

import fnmatch

from minikctl.errors import CommandError
from minikctl.manifests import read_yaml


def manifest_at(address: str) -> bytes:
    """The file that stands for an address. Raises CommandError if there is none."""
    from importlib.resources import files  # only for addresses

    place = files("minikctl.sample_manifests")
    index = place.joinpath("addresses.yaml")
    known = read_yaml(index.read_text(encoding="utf-8")) if index.is_file() else {}
    for pattern, name in (known or {}).items():
        if pattern == address or fnmatch.fnmatchcase(address, pattern):
            return place.joinpath(str(name)).read_bytes()
    raise CommandError(f'unable to read URL "{address}", no manifest of this address is kept here, status code=404')
