"""`debug`: a container that helps to find faults: in a Pod, in a copy of it, or on a node."""

from __future__ import annotations

import re
from typing import Any

from minikctl import pods
from minikctl.arguments import Found, chosen, has_files
from minikctl.attaching import join
from minikctl.commands.attach import HINT
from minikctl.commands.exec import STREAMS
from minikctl.commands.profiles import PROFILES, Target, apply
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.execution import ephemeral
from minikctl.state.kinds import POD
from minikctl.state.objects import copy_tree, name_of, namespace_of, spec_of, uid_of
from minikctl.state.view import View

Obj = dict[str, Any]

FLAGS = (
    *STREAMS,
    Flag("arguments-only", kind="bool", effect="Take the words after -- as arguments, not as the command."),
    Flag("attach", kind="bool", effect="Wait until the container runs, then connect to it."),
    Flag("container", "c", effect="The name of the container."),
    Flag("copy-to", effect="Make a copy of the Pod with this name."),
    Flag("custom", effect="A file with fields of the container, over those of the profile."),
    Flag("env", kind="pairs", effect="Variables of the container, NAME=VALUE."),
    Flag("filename", "f", "list", effect="A file, a folder of files, or an address of manifests; - is standard input."),
    Flag("image", effect="The image of the container."),
    Flag("image-pull-policy", effect="Always, IfNotPresent or Never."),
    Flag("keep-annotations", kind="bool", effect="With --copy-to: keep the Pod's annotations."),
    Flag("keep-init-containers", kind="bool", default=True, effect="With --copy-to: keep the init containers."),
    Flag("keep-labels", kind="bool", effect="With --copy-to: keep the Pod's labels."),
    Flag("keep-liveness", kind="bool", effect="With --copy-to: keep the liveness probes."),
    Flag("keep-readiness", kind="bool", effect="With --copy-to: keep the readiness probes."),
    Flag("keep-startup", kind="bool", effect="With --copy-to: keep the startup probes."),
    Flag("profile", default="legacy", effect="legacy, general, baseline, netadmin, restricted or sysadmin."),
    Flag("replace", kind="bool", effect="With --copy-to: delete the Pod itself."),
    Flag("same-node", kind="bool", effect="With --copy-to: on the same node."),
    Flag("set-image", kind="pairs", effect="With --copy-to: other images, CONTAINER=IMAGE; * is every container."),
    Flag("share-processes", kind="bool", default=True, effect="With --copy-to: the containers see each other."),
    Flag("target", effect="The container whose processes are to be seen."),
)
USAGE = "(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]"
HELP = "Start a container that helps to find faults: in a Pod that runs, in a copy of it, or on a node."
EXAMPLES = (
    ("A shell beside a Pod's containers", "kubectl debug web -it --image=busybox"),
    ("In a copy of the Pod", "kubectl debug web -it --image=busybox --copy-to=web-debug"),
    ("On a node", "kubectl debug node/node-1 -it --image=busybox"),
)
PROPER_IMAGE = re.compile(r"[a-z0-9]+([._:/@-]+[A-Za-z0-9_]+)*")
LEGACY = (
    "--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a "
    'profile, for example "--profile=general".\n'
)
TARGETING = (
    'Targeting container "{}". If you don\'t see processes from this container it may be because the container '
    "runtime doesn't support this feature."
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    cut = len(args) if options.dash < 0 else options.dash
    names, words = args[:cut], args[cut:]
    check(call, names, words, options)
    if has_files(options):
        items = chosen(call, [], options).found
    else:
        items = [pods.named(call, name) for name in names]
    for item in items:
        Debugging(call, options, words).visit(item)


def check(call: Invocation, names: list[str], words: list[str], options: Options) -> None:
    """Refuses what cannot be asked, in kubectl's order. Raises CommandError."""
    image = options["image"]
    if options["profile"] not in PROFILES:
        raise CommandError(f"unknown profile: {options['profile']}")
    if options["attach"] and "attach" in options.given and not image and not options["container"]:
        raise CommandError("you must specify --container or create a new container using --image in order to attach.")
    if options["copy-to"]:
        if not image and not options["set-image"] and not words:
            raise CommandError("you must specify --image, --set-image or command arguments.")
        if words and not options["container"] and not image:
            raise CommandError("you must specify an existing container or a new image when specifying args.")
    for flag in ("replace", "same-node", "set-image"):
        if options[flag] and not options["copy-to"]:
            raise CommandError(f"--{flag} may only be used with --copy-to.")
    if not image and not options["copy-to"]:
        raise CommandError("you must specify --image when not using --copy-to.")
    if image and not PROPER_IMAGE.fullmatch(image):
        raise CommandError(f'invalid image name "{image}": invalid reference format')
    if not names and not has_files(options):
        raise CommandError("NAME or filename is required for debug")
    if options["image-pull-policy"] not in ("", "Always", "IfNotPresent", "Never"):
        raise CommandError(f"invalid image pull policy: {options['image-pull-policy']}")
    if options["target"]:
        if options["copy-to"]:
            raise CommandError("--target is incompatible with --copy-to. Use --share-processes instead.")
        if not options["quiet"]:
            call.line(TARGETING.format(options["target"]))
    if options["tty"] and not options["stdin"]:
        raise CommandError("-i/--stdin is required for containers with -t/--tty=true")
    if options["profile"] == "legacy":
        call.err(LEGACY)


class Debugging:
    """What the flags say of the container, and making it."""

    def __init__(self, call: Invocation, options: Options, words: list[str]) -> None:
        self.call = call
        self.options = options
        self.words = words

    def visit(self, item: Found) -> None:
        """Makes the container for an object, and connects to it. Raises CommandError, ApiError."""
        if item.kind.name == "Node":
            pod, name = self.on_node(item.obj)
        elif item.kind != POD:
            group = f"{item.kind.group}/{item.kind.version}"
            raise CommandError(f'"{group}, Kind={item.kind.name}" not supported by debug')
        elif self.options["copy-to"]:
            pod, name = self.in_copy(item.obj)
        else:
            pod, name = self.beside(item.obj)
        wanted = self.options["attach"] if "attach" in self.options.given else self.options["stdin"]
        if wanted and name:
            self.attach(pod, name)

    # ---- the container

    def container(self, name: str) -> Obj:
        """A new container with this name."""
        found: Obj = {"name": name, "image": self.options["image"], "terminationMessagePolicy": "File"}
        self.fill(found)
        return found

    def fill(self, container: Obj) -> None:
        """Writes what the flags say into a container."""
        options = self.options
        if self.words:
            container["args" if options["arguments-only"] else "command"] = list(self.words)
            if not options["arguments-only"]:
                container.pop("args", None)
        if options["env"]:
            container["env"] = [{"name": key, "value": value} for key, value in options["env"].items()]
        if options["image"]:
            container["image"] = options["image"]
        if options["image-pull-policy"]:
            container["imagePullPolicy"] = options["image-pull-policy"]
        for field, flag in (("stdin", "stdin"), ("tty", "tty")):
            container.pop(field, None)
            if options[flag]:
                container[field] = True

    def custom(self, container: Obj) -> Obj:
        """The container with the fields of --custom. Raises CommandError."""
        path = self.options["custom"]
        if not path:
            return container
        from minikctl.manifests import YamlError, read_yaml  # only with --custom

        try:
            fields = read_yaml(self.call.read(path).decode(errors="replace"))
        except (OSError, YamlError) as error:
            raise CommandError(f"must pass a container spec json file for custom profile: {error}") from None
        return {**container, **(fields or {}), "name": container["name"]}

    def name_for(self, pod: Obj) -> str:
        """The container's name, drawn if none is given."""
        if self.options["container"]:
            return str(self.options["container"])
        name = f"debugger-{self.suffix(uid_of(pod))}"
        if not self.options["quiet"]:
            self.call.line(f"Defaulting debug container name to {name}.")
        return name

    def suffix(self, purpose: str) -> str:
        from minikctl.state.chance import Chance  # only here

        view = self.call.view()
        return Chance(str(view.settings["seed"])).suffix(f"debug/{purpose}/{view.rev}")

    # ---- where it goes

    def beside(self, pod: Obj) -> tuple[Obj, str]:
        """An ephemeral container in a pod that runs."""
        container = self.container(self.name_for(pod))
        if self.options["target"]:
            container["targetContainerName"] = self.options["target"]
        apply(self.options, Target.EPHEMERAL, pod, container)
        with self.call.cluster.transaction(self.call.cause) as tx:
            made = ephemeral.add(tx, name_of(pod), namespace_of(pod), self.custom(container))
        return made, container["name"]

    def in_copy(self, pod: Obj) -> tuple[Obj, str]:
        """A copy of a pod, with a new container or a changed one."""
        copied = self.copy(pod)
        container = None
        if not (self.options["set-image"] and not self.options["image"] and not self.options["container"]):
            container = self.in_list(copied)
        if container is not None:
            apply(self.options, Target.COPY, copied, container)
        with self.call.cluster.transaction(self.call.cause) as tx:
            made = tx.create(POD, copied, namespace_of(pod))
            if self.options["replace"]:
                tx.delete(POD, name_of(pod), namespace_of(pod), grace=0)
        return made, container["name"] if container is not None else ""

    def copy(self, pod: Obj) -> Obj:
        """The pod's copy with other images."""
        spec = copy_tree(spec_of(pod))
        for field in ("ephemeralContainers", *(() if self.options["same-node"] else ("nodeName",))):
            spec.pop(field, None)
        if "share-processes" in self.options.given:
            spec["shareProcessNamespace"] = self.options["share-processes"]
        images = self.options["set-image"]
        for one in spec["containers"]:
            one["image"] = images.get(one["name"], images.get("*", one["image"]))
        kept = {key: copy_tree(pod["metadata"][key]) for key in ("annotations", "labels") if key in pod["metadata"]}
        meta = {"name": self.options["copy-to"], "namespace": namespace_of(pod), **kept}
        return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}

    def in_list(self, copied: Obj) -> Obj:
        """The container of a copy that is debugged: an existing one, or a new one. Raises CommandError."""
        listed = copied["spec"]["containers"]
        for one in listed:
            if one["name"] == self.options["container"]:
                self.fill(one)
                found: Obj = one
                return found
        if not self.options["image"]:
            raise CommandError("you must specify image when creating new container")
        container = self.custom(self.container(self.name_for(copied)))
        listed.append(container)
        return container

    def on_node(self, node: Obj) -> tuple[Obj, str]:
        """A pod on a node, in the node's namespaces."""
        name, container_name = name_of(node), self.options["container"] or "debugger"
        pod_name = f"node-debugger-{name}-{self.suffix(name)}"
        if not self.options["quiet"]:
            self.call.line(f"Creating debugging pod {pod_name} with container {container_name} on node {name}.")
        container = self.container(container_name)
        meta = {"name": pod_name, "labels": {"app.kubernetes.io/managed-by": "kubectl-debug"}}
        spec: Obj = {"nodeName": name, "restartPolicy": "Never", "tolerations": [{"operator": "Exists"}]}
        pod: Obj = {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}
        apply(self.options, Target.NODE, pod, container)
        spec["containers"] = [self.custom(container)]
        with self.call.cluster.transaction(self.call.cause) as tx:
            return tx.create(POD, pod, self.call.namespace), container_name

    # ---- connecting

    def attach(self, pod: Obj, name: str) -> None:
        """Waits until the container runs and connects to it; if it has ended, shows what it wrote."""
        current = pod

        def has_begun(view: View) -> bool:
            nonlocal current
            current = view.get(POD, name_of(pod), namespace_of(pod))
            state = (pods.container_status(current, name) or {}).get("state") or {}
            return "running" in state or "terminated" in state

        self.call.wait(has_begun)
        container = pods.container_named(current, name)
        assert container is not None, "the container was made"
        if "terminated" in (pods.container_status(current, name) or {}).get("state", {}):
            from minikctl.following import Stream  # only here

            return self.call.out(Stream(current, container).text(self.call.view()))
        from minikctl.attaching import terminal  # loaded already

        tty = terminal(self.call, bool(container.get("tty")))
        if not self.options["quiet"]:
            self.call.err(HINT)
        return join(self.call, current, container, typed=self.options["stdin"], tty=tty)
