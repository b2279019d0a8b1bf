"""COMMANDS: kubectl's verbs, in the order and the groups of its help page."""

from __future__ import annotations

from minikctl.grammar.command import Command

BEGINNER = "Basic Commands (Beginner)"
INTERMEDIATE = "Basic Commands (Intermediate)"
DEPLOY = "Deploy Commands"
CLUSTER = "Cluster Management Commands"
DEBUG = "Troubleshooting and Debugging Commands"
ADVANCED = "Advanced Commands"
SETTINGS = "Settings Commands"
OTHER = "Other Commands"

COMMANDS = (
    Command("create", BEGINNER, "Make objects from manifests or from flags", "create"),
    Command("expose", BEGINNER, "Give Pods, Deployments, ReplicaSets or Services a new Service", "expose"),
    Command("run", BEGINNER, "Start an image in a Pod", "run"),
    Command("set", BEGINNER, "Change one aspect of objects", "set"),
    Command("explain", INTERMEDIATE, "Tell what the fields of a kind are for", "explain"),
    Command("get", INTERMEDIATE, "List objects or print them", "get"),
    Command("edit", INTERMEDIATE, "Change objects in an editor", "edit"),
    Command("delete", INTERMEDIATE, "Remove objects by name, by label or by manifest", "delete"),
    Command("rollout", DEPLOY, "Follow, pause, restart or undo a rollout", "rollout"),
    Command("scale", DEPLOY, "Set how many replicas there are", "scale"),
    Command("autoscale", DEPLOY, "Let a HorizontalPodAutoscaler set the replicas", "autoscale"),
    Command("certificate", CLUSTER, "Approve or deny certificate requests", "certificate"),
    Command("cluster-info", CLUSTER, "Tell where the cluster's services answer", "cluster_info", ("clusterinfo",)),
    Command("top", CLUSTER, "Show what nodes and Pods use", "top"),
    Command("cordon", CLUSTER, "Let no more Pods be scheduled to a node", "cordon"),
    Command("uncordon", CLUSTER, "Let Pods be scheduled to a node again", "uncordon"),
    Command("drain", CLUSTER, "Empty a node of its Pods", "drain"),
    Command("taint", CLUSTER, "Set or remove the taints of nodes", "taint"),
    Command("describe", DEBUG, "Show objects in detail, with what belongs to them", "describe"),
    Command("logs", DEBUG, "Print what a container has written", "logs", ("log",)),
    Command("attach", DEBUG, "Connect to a running container", "attach"),
    Command("exec", DEBUG, "Run a program in a container", "exec"),
    Command("port-forward", DEBUG, "Reach a Pod's ports from here", "port_forward"),
    Command("proxy", DEBUG, "Reach the API server from here", "proxy"),
    Command("cp", DEBUG, "Copy files to and from containers", "cp"),
    Command("auth", DEBUG, "Ask what is allowed", "auth"),
    Command("debug", DEBUG, "Start a container that helps to find faults", "debug"),
    Command("events", DEBUG, "List what happened", "events"),
    Command("diff", ADVANCED, "Compare manifests with what is there", "diff"),
    Command("apply", ADVANCED, "Make objects be as manifests say", "apply"),
    Command("patch", ADVANCED, "Change some fields of an object", "patch"),
    Command("replace", ADVANCED, "Put manifests in the place of objects", "replace"),
    Command("wait", ADVANCED, "Wait until objects are in a state", "wait"),
    Command("kustomize", ADVANCED, "Print what a kustomization folder makes", "kustomize"),
    Command("label", SETTINGS, "Set or remove labels", "label"),
    Command("annotate", SETTINGS, "Set or remove annotations", "annotate"),
    Command("completion", SETTINGS, "Print a script that completes commands in a shell", "completion"),
    Command("api-resources", OTHER, "List the kinds that the server knows", "api_resources"),
    Command("api-versions", OTHER, "List the API versions that the server knows", "api_versions"),
    Command("config", OTHER, "Show and change contexts and clusters", "config"),
    Command("plugin", OTHER, "Tell about plugins", "plugin"),
    Command("version", OTHER, "Print the versions of client and server", "version"),
    Command("alpha", OTHER, "Commands that are not ready yet", "alpha", hidden=True),
    Command("options", OTHER, "List the flags that every command takes", "options", hidden=True),
    Command("help", OTHER, "Show the help page of a command", "help", hidden=True),
)
