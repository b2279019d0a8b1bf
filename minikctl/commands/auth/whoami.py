"""`auth whoami`: who the server takes one for."""

from __future__ import annotations

from typing import Any

from minikctl.commands.auth.access import ADMIN, person
from minikctl.flags import OUTPUT
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.printing import printer
from minikctl.state.chance import Chance
from minikctl.state.text import tabulate

Obj = dict[str, Any]

FLAGS = OUTPUT
USAGE = ""
HELP = "Tell who the server takes you for."
EXAMPLES = (("Name and groups", "kubectl auth whoami"),)
CREDENTIAL = "authentication.kubernetes.io/credential-id"


def run(call: Invocation, args: list[str], options: Options) -> None:
    info = user_info(call)
    if options["output"]:
        review = {
            "kind": "SelfSubjectReview",
            "apiVersion": "authentication.k8s.io/v1",
            "metadata": {"creationTimestamp": None},
            "status": {"userInfo": info},
        }
        return printer(call, options, ordered=True).print(review, call.out)
    rows = [("ATTRIBUTE", "VALUE"), ("Username", info["username"]), ("Groups", f"[{' '.join(info['groups'])}]")]
    rows += [(f"Extra: {key}", f"[{' '.join(values)}]") for key, values in info.get("extra", {}).items()]
    call.out(tabulate("".join(f"{name}\t{value}\n" for name, value in rows), 6, 3))
    return None


def user_info(call: Invocation) -> Obj:
    """Name, groups, and by what the user is known."""
    who = person(call)
    info: Obj = {"username": who.name, "groups": list(who.groups)}
    if who.name == ADMIN:
        digest = Chance(str(call.view().settings["seed"])).bytes("credential").hex()
        info["extra"] = {CREDENTIAL: [f"X509SHA256={digest}"]}
    return info
