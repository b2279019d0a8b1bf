"""Manifests that tutorials fetch: `sample-manifests/addresses.yaml` says which file stands for an address."""

from __future__ import annotations

from minikctl.errors import CommandError
from minikctl.manifests import read_yaml

ANY = "*"


def manifest_at(address: str) -> bytes:
    """The file that stands for an address. Raises CommandError, as if a server did not know it."""
    from importlib.resources import files  # only for addresses

    place = files("minikctl.sample_manifests")
    index = place.joinpath("addresses.yaml")
    known = read_yaml(index.read_text(encoding="utf-8")) if index.is_file() else {}
    for pattern, name in (known or {}).items():
        found = filled(str(pattern), str(name), address)
        if found and place.joinpath(found).is_file():
            return place.joinpath(found).read_bytes()
    raise CommandError(f'unable to read URL "{address}", server reported 404 Not Found, status code=404')


def filled(pattern: str, name: str, address: str) -> str:
    """The file's name if the address fits, else ""; what `*` stands for fills the `*` of the name."""
    before, star, after = pattern.partition(ANY)
    if not star:
        return name if pattern == address else ""
    if len(address) <= len(before) + len(after) or not (address.startswith(before) and address.endswith(after)):
        return ""
    inner = address[len(before) : len(address) - len(after)]
    return name.replace(ANY, inner) if ".." not in inner.split("/") else ""
