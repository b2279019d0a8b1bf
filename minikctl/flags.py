"""Flags that several commands share, declared once; what they are called and mean is kubectl's."""

from __future__ import annotations

from minikctl.grammar.flag import Flag

HELP = Flag("help", "h", "bool", hidden=True)

GLOBAL = (
    Flag("as", effect="Act as this user; every user may do everything here."),
    Flag("as-group", kind="repeated", effect="Act as a member of this group; may be repeated."),
    Flag("as-uid", effect="Act as the user with this UID."),
    Flag("cache-dir", default="$HOME/.kube/cache", effect="Accepted, without effect: nothing is cached."),
    Flag("certificate-authority", effect="Accepted, without effect: there is no connection to secure."),
    Flag("client-certificate", effect="Accepted, without effect: there is no connection to secure."),
    Flag("client-key", effect="Accepted, without effect: there is no connection to secure."),
    Flag("cluster", effect="The cluster of the configuration to use, instead of the context's."),
    Flag("context", effect="The context to use, instead of the current one."),
    Flag("disable-compression", kind="bool", effect="Accepted, without effect: nothing is sent."),
    Flag("insecure-skip-tls-verify", kind="bool", effect="Accepted, without effect: there is no connection to secure."),
    Flag("kubeconfig", effect="The file that the config commands read and write; other commands ignore it."),
    Flag("log-flush-frequency", kind="duration", default=5.0, effect="Accepted, without effect: nothing is logged."),
    Flag("match-server-version", kind="bool", effect="Accepted, without effect: client and server have one version."),
    Flag("namespace", "n", effect="The namespace to work in."),
    Flag("password", effect="Accepted, without effect: nobody has to log in."),
    Flag("profile", default="none", effect="Accepted, without effect: there is no Go runtime to measure."),
    Flag(
        "profile-output", default="profile.pprof", effect="Accepted, without effect: there is no Go runtime to measure."
    ),
    Flag("request-timeout", default="0", effect="Accepted, without effect: the cluster answers at once."),
    Flag("server", "s", effect="Accepted, without effect: no real server can be reached."),
    Flag("tls-server-name", effect="Accepted, without effect: there is no connection to secure."),
    Flag("token", effect="Accepted, without effect: nobody has to log in."),
    Flag("user", effect="The user of the configuration to use, instead of the context's."),
    Flag("username", effect="Accepted, without effect: nobody has to log in."),
    Flag("v", "v", "int32", effect="Accepted, without effect: nothing is logged."),
    Flag("vmodule", effect="Accepted, without effect: nothing is logged."),
    Flag("warnings-as-errors", kind="bool", effect="End with an error if the server warned of anything."),
)

FILENAME = (
    Flag("filename", "f", "list", effect="A file, a folder of files, or an address of manifests; - is standard input."),
    Flag("kustomize", "k", effect="A folder with a kustomization file, instead of -f."),
    Flag("recursive", "R", "bool", effect="Read folders given with -f with all they contain."),
)
SELECTOR = (Flag("selector", "l", effect="Only objects whose labels match, such as app=web,tier!=db,env in (a,b)."),)
FIELD_SELECTOR = (Flag("field-selector", effect="Only objects whose fields match, such as status.phase=Running."),)
ALL_NAMESPACES = (Flag("all-namespaces", "A", "bool", effect="Look into every namespace."),)
CHUNK_SIZE = (Flag("chunk-size", kind="int", default=500, effect="Accepted, without effect: lists come whole."),)
DRY_RUN = (
    Flag(
        "dry-run",
        default="none",
        bare="unchanged",
        effect="none, client (only print what would be sent) or server (have it checked, keep nothing).",
    ),
)
OUTPUT = (
    Flag(
        "output", "o", effect="The form in which to print: json, yaml, name, jsonpath=..., go-template=... and others."
    ),
    Flag("template", effect="The template, or the file that holds it, for -o go-template and -o go-template-file."),
    Flag("allow-missing-template-keys", kind="bool", default=True, effect="Print nothing for what a template misses."),
    Flag("show-managed-fields", kind="bool", effect="Print metadata.managedFields too."),
)
DRY_RUN_AND_OUTPUT = (*DRY_RUN, *OUTPUT)
VALIDATE = (
    Flag(
        "validate",
        default="strict",
        bare="strict",
        effect="strict (refuse unknown and repeated fields), warn, or ignore; true is strict, false is ignore.",
    ),
)
SAVE_CONFIG = (Flag("save-config", kind="bool", effect="Note the manifest in an annotation, for a later apply."),)
RAW = (Flag("raw", effect="The path to ask of the server, such as /api/v1/pods."),)
CASCADE = (
    Flag(
        "cascade",
        default="background",
        bare="background",
        effect="What becomes of owned objects: background, foreground (they go first) or orphan (they stay).",
    ),
)


def field_manager(name: str) -> tuple[Flag, ...]:
    """--field-manager with a command's own default."""
    return (Flag("field-manager", default=name, effect="The name under which changes are noted."),)


def deletion(wait: bool) -> tuple[Flag, ...]:
    """The flags that delete, apply and replace share."""
    return (
        *CASCADE,
        Flag("force", kind="bool", effect="Delete at once, without grace; for replace: delete and create again."),
        Flag(
            "grace-period", kind="int", default=-1, effect="Seconds given to end in good order; -1: the object's own."
        ),
        Flag("timeout", kind="duration", effect="How long to wait for the end; 0: as long as the object may take."),
        Flag("wait", kind="bool", default=wait, effect="Wait until the objects are gone."),
    )
