"""The files that a container sees: of its image, of its script, of what was written by hand, of its volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import images
from minikctl.state.files import MemoryFiles, MountedFiles, absolute, make_folders
from minikctl.state.images.sharedvolumes import shared_files
from minikctl.state.kinds import CONFIG_MAP, SECRET
from minikctl.state.network.environment import field_value, resource_value
from minikctl.state.objects import namespace_of, spec_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minikctl.state.images.app import App
    from minikctl.state.view import View

Obj = dict[str, Any]

MADE: dict[tuple[Any, ...], dict[str, str]] = {}  # what _kubelet_files has worked out last

TOKEN_PLACE = "/var/run/secrets/kubernetes.io/serviceaccount"


class ContainerFiles(MountedFiles):
    """A container's file system; `root` and `volumes` (by name) can tell what was changed."""

    def __init__(self, root: MemoryFiles, mounts: dict[str, MemoryFiles], volumes: dict[str, MemoryFiles]) -> None:
        super().__init__(root, mounts)
        self.root = root
        self.volumes = volumes

    def changes(self) -> Obj:
        """What differs from the start: `root`, and each volume that can be written by its name."""
        return {"root": self.root.changes(), **{name: files.changes() for name, files in self.volumes.items()}}


class At:
    """A moment, for the times of files."""

    def __init__(self, moment: float) -> None:
        self._moment = moment

    def now(self) -> float:
        return self._moment


def filesystem(view: View, pod: Obj, container: Obj, *, fresh: bool = False) -> ContainerFiles:
    """What the container sees now; `fresh`: as it is when it starts."""
    return files_of(images.app_of(view, pod, container), fresh=fresh)


def files_of(app: App, *, fresh: bool = False) -> ContainerFiles:
    """What the container of an app sees."""
    view, pod, container = app.view, app.pod, app.container
    root = MemoryFiles(image_files(app), At(view.now))
    memory = {} if fresh else app.memory
    kept = view.runtime(pod).get("volumes") or {}
    mounts: dict[str, MemoryFiles] = {}
    volumes: dict[str, MemoryFiles] = {}
    for mount, volume in mounted(pod, container):
        point = absolute("/", str(mount["mountPath"]))
        name = volume["name"]
        content = volume_files(view, pod, container, volume)
        part = str(mount.get("subPath") or "")
        if part and content is not None:
            _place_part(root, point, part, content)
            continue
        if name not in volumes:
            volumes[name] = MemoryFiles(content or {}, At(view.now))
            if content is not None or mount.get("readOnly"):
                volumes[name].lock("/")
        make_folders(root, point)
        mounts[point] = volumes[name]
    root.settle()
    found = ContainerFiles(root, mounts, volumes)
    _replay(view, pod, found, app, fresh)
    for files in volumes.values():
        files.settle()
    root.settle()
    if memory.get("files"):
        root.load(memory["files"])
    for name, files in volumes.items():
        if kept.get(name):
            files.load(kept[name])
        files.load(shared_files(view, pod, name))
    return found


def _replay(view: View, pod: Obj, found: ContainerFiles, app: App, fresh: bool) -> None:
    """Puts in what scripts have written until now: the container's own, and those of others into shared volumes."""
    for other in [*(spec_of(pod).get("initContainers") or ()), *(spec_of(pod).get("containers") or ())]:
        own = other["name"] == app.container["name"]
        if own and fresh:
            return  # those before it have started; those after it have not
        if not own and not any(mount["name"] in found.volumes for mount, _ in mounted(pod, other)):
            continue
        one = app if own else images.app_of(view, pod, other)
        if not one.argv() or not one.is_scripted() or (not one.memory.get("started") and not own):
            continue
        written = one.written(_seen_at(one))
        if written is None:
            continue
        if own:
            found.root.load(written["root"])
        for name, files in found.volumes.items():
            if written.get(name):
                files.load(written[name])


def _seen_at(app: App) -> float:
    """The moment up to which the container has run."""
    ended = app.memory.get("ended") if app.memory.get("state") == "terminated" else None
    return app.moment if ended is None else float(ended)


def image_files(app: App) -> dict[str, str]:
    """The image's files, with those that the kubelet and the runtime put there."""
    return {**app.files(), "/etc/hostname": app.hostname + "\n", **_kubelet_files(app)}


def _kubelet_files(app: App) -> dict[str, str]:
    """hosts and resolv.conf; worked out once as long as nothing they depend on has changed."""
    from minikctl.state.network.resolvconf import hosts_file, resolv_conf

    pod, meta = app.pod, app.pod["metadata"]
    spec = spec_of(pod)
    config = app.view.stored(CONFIG_MAP.plural, "kube-system/kubelet-config") or {}
    world = (app.view.world.get("nodes") or {}).get(str(spec.get("nodeName"))) or {}
    rest = (
        spec.get(field) for field in ("dnsPolicy", "dnsConfig", "hostAliases", "hostname", "subdomain", "hostNetwork")
    )
    settings = (
        str(config.get("data")),
        str(world.get("resolvConf")),
        app.view.settings.get("cluster_domain"),
        str(list(rest)),
    )
    key = (meta.get("uid"), meta.get("namespace"), meta.get("name"), app.address, *settings)
    known = MADE.get(key) if meta.get("uid") else None
    if known is None:
        known = {"/etc/hosts": hosts_file(app.view, pod), "/etc/resolv.conf": resolv_conf(app.view, pod).text()}
        if len(MADE) > 64:
            MADE.clear()
        MADE[key] = known
    return known


def mounted_versions(app: App) -> tuple[str, ...]:
    """Which versions of ConfigMaps and Secrets a container sees, and whether it shares a volume with another."""
    found = []
    for mount, volume in mounted(app.pod, app.container):
        for field, kind, name in (("configMap", CONFIG_MAP, "name"), ("secret", SECRET, "secretName")):
            if volume.get(field):
                held = app.view.stored(kind.plural, f"{namespace_of(app.pod)}/{volume[field].get(name)}") or {}
                found.append(f"{volume['name']}={held.get('data')}{held.get('binaryData')}")
        if "emptyDir" in volume:
            found.append(f"{mount['name']}@{app.view.rev}")
    return tuple(found)


def mounted(pod: Obj, container: Obj) -> Iterator[tuple[Obj, Obj]]:
    """The mounts of a container, each with its volume; the service account's token is there without being asked for."""
    volumes = {volume["name"]: volume for volume in spec_of(pod).get("volumes") or ()}
    places = set()
    for mount in container.get("volumeMounts") or ():
        places.add(mount["mountPath"])
        if mount["name"] in volumes:
            yield mount, volumes[mount["name"]]
    if TOKEN_PLACE not in places and spec_of(pod).get("automountServiceAccountToken") is not False:
        yield {"mountPath": TOKEN_PLACE, "name": "kube-api-access"}, {"name": "kube-api-access", "token": True}


def volume_files(view: View, pod: Obj, container: Obj, volume: Obj) -> dict[str, str] | None:
    """What a volume holds by itself; None for one that starts empty and can be written."""
    namespace = namespace_of(pod)
    if volume.get("token"):
        return token_files(view, pod)
    if volume.get("configMap"):
        return data_files(view.find(CONFIG_MAP, volume["configMap"].get("name", ""), namespace), volume["configMap"])
    if volume.get("secret"):
        return data_files(view.find(SECRET, volume["secret"].get("secretName", ""), namespace), volume["secret"])
    if volume.get("downwardAPI"):
        return downward_files(pod, container, volume["downwardAPI"])
    if volume.get("projected"):
        found: dict[str, str] = {}
        for source in volume["projected"].get("sources") or ():
            if source.get("configMap"):
                holder = view.find(CONFIG_MAP, source["configMap"].get("name", ""), namespace)
                found.update(data_files(holder, source["configMap"]))
            if source.get("secret"):
                found.update(
                    data_files(view.find(SECRET, source["secret"].get("name", ""), namespace), source["secret"])
                )
            if source.get("downwardAPI"):
                found.update(downward_files(pod, container, source["downwardAPI"]))
            if source.get("serviceAccountToken"):
                path = "/" + str(source["serviceAccountToken"].get("path") or "token")
                found[path] = token_files(view, pod)["/token"]
        return found
    return None


def token_files(view: View, pod: Obj) -> dict[str, str]:
    """What a pod gets of its service account."""
    from minikctl.state.digests import sha256

    account = spec_of(pod).get("serviceAccountName") or "default"
    digest = sha256(f"{view.settings['seed']}/{namespace_of(pod)}/{account}".encode()).hexdigest()
    holder = view.find(CONFIG_MAP, "kube-root-ca.crt", namespace_of(pod))
    return {
        "/ca.crt": str(((holder or {}).get("data") or {}).get("ca.crt") or ""),
        "/namespace": namespace_of(pod),
        "/token": f"eyJhbGciOiJSUzI1NiIsImtpZCI6Im1pbmlrY3RsIn0.{digest}.{digest[::-1]}",
    }


def data_files(holder: Obj | None, source: Obj) -> dict[str, str]:
    """A ConfigMap's or Secret's keys as files."""
    if holder is None:
        return {}
    data = {str(key): str(value) for key, value in (holder.get("data") or {}).items()}
    if holder.get("kind") == "Secret":
        from base64 import b64decode

        data = {key: b64decode(value).decode("utf-8", "surrogateescape") for key, value in data.items()}
    items = source.get("items")
    if items is None:
        return {f"/{key}": value for key, value in data.items()}
    return {f"/{item['path']}": data[item["key"]] for item in items if item["key"] in data}


def downward_files(pod: Obj, container: Obj, source: Obj) -> dict[str, str]:
    """Fields of the pod as files."""
    found = {}
    for item in source.get("items") or ():
        if item.get("fieldRef"):
            found[f"/{item['path']}"] = field_value(pod, item["fieldRef"].get("fieldPath", ""))
        elif item.get("resourceFieldRef"):
            found[f"/{item['path']}"] = resource_value(pod, container, item["resourceFieldRef"])
    return found


def _place_part(root: MemoryFiles, point: str, part: str, content: dict[str, str]) -> None:
    """A mount with a subPath: one file or folder of the volume."""
    inner = "/" + part.strip("/")
    for path, text in content.items():
        target = point if path == inner else point + path[len(inner) :] if path.startswith(inner + "/") else ""
        if target:
            make_folders(root, target.rpartition("/")[0] or "/")
            root.write(target, text.encode("utf-8", "surrogateescape"))
