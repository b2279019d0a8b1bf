"""`create secret docker-registry`: the credentials of an image registry."""

from __future__ import annotations

from base64 import b64encode

from minikctl.commands.create.datasources import APPEND_HASH, FROM_FILE, Item, files
from minikctl.commands.create.secret.content import make
from minikctl.errors import CommandError
from minikctl.generating import GENERATOR_FLAGS, one_name
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.gotext import json_line

FLAGS = (
    *GENERATOR_FLAGS,
    *APPEND_HASH,
    *FROM_FILE,
    Flag("docker-email", effect="The e-mail address of the account."),
    Flag("docker-password", effect="The password of the account."),
    Flag("docker-server", default="https://index.docker.io/v1/", effect="The address of the registry."),
    Flag("docker-username", effect="The name of the account."),
)
USAGE = (
    "NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] "
    "[--from-file=[key=]source] [--dry-run=server|client|none]"
)
HELP = "Make a Secret with which images are pulled from a registry."
EXAMPLES = (("An account", "kubectl create secret docker-registry pull --docker-username=me --docker-password=hidden"),)
KEY = ".dockerconfigjson"
INCOMPLETE = (
    "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required"
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    name = one_name(call, args)
    needed = ("docker-username", "docker-password", "docker-server")
    if not options["from-file"] and not all(options[flag] for flag in needed):
        raise CommandError(INCOMPLETE)
    named = [text if "=" in text else f"{KEY}={text}" for text in options["from-file"]]
    items = files(call, Options({"from-file": named})) if named else [credentials(options)]
    make(call, name, options, "kubernetes.io/dockerconfigjson", items)


def credentials(options: Options) -> Item:
    """The file that Docker keeps accounts in."""
    user, password, email = options["docker-username"], options["docker-password"], options["docker-email"]
    account = {"username": user, "password": password, "email": email} if email else None
    account = account or {"username": user, "password": password}
    account["auth"] = b64encode(f"{user}:{password}".encode()).decode()
    return KEY, json_line({"auths": {options["docker-server"]: account}}, ordered=True).encode()
