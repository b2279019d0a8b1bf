"""OWN: the names of our own commands, which a Typer application in `minikctl.own.app` reads."""

from __future__ import annotations

OWN: dict[str, str] = {
    "break": "Put a hidden fault into the cluster, to practise",
    "cluster": "Create, load, save, list and delete clusters",
    "demo": "A first look at everything, in two minutes",
    "dig": "Ask the cluster's DNS",
    "dns": "Show the names that the cluster's DNS answers",
    "effect": "Tell what a command would change, without doing it",
    "export": "Write Services and Ingresses for other programs",
    "history": "List what was done",
    "image": "List and add simulated images",
    "ipvs": "Show what kube-proxy's IPVS mode makes",
    "learn": "Lessons",
    "map": "Show how Services, endpoints and Pods hang together",
    "probe": "Try probes out",
    "problems": "Tell what is wrong, and why",
    "record": "Write a session down",
    "redo": "Do again what was undone",
    "replay": "Run written sessions and compare",
    "rules": "Show the rules that kube-proxy makes",
    "serve": "Answer real clients",
    "shell": "A shell with suggestions",
    "shim": "Write a program kubectl that is minikctl",
    "sim": "Let something happen to the world",
    "ssh": "Run a program on a node",
    "story": "Tell who did what in which order",
    "trace": "Follow a connection",
    "tui": "Watch the cluster on the whole screen",
    "undo": "Take the last change back",
}
