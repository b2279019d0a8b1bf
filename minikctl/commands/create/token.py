"""`create token`: a token with which a ServiceAccount is known to the server."""

from __future__ import annotations

from typing import Any

from minikctl.errors import CommandError
from minikctl.flags import OUTPUT
from minikctl.generating import one_name
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.printing import printer
from minikctl.state.chance import Chance
from minikctl.state.clock import timestamp
from minikctl.state.errors import ApiError
from minikctl.state.kinds import NODE, POD, SECRET, SERVICE_ACCOUNT
from minikctl.state.objects import uid_of
from minikctl.webtokens import signed

Obj = dict[str, Any]

FLAGS = (
    *OUTPUT,
    Flag("audience", kind="repeated", effect="Whom the token is meant for; may be repeated."),
    Flag("bound-object-kind", effect="The token ends with this object: Pod, Secret or Node."),
    Flag("bound-object-name", effect="The name of the object that the token ends with."),
    Flag("bound-object-uid", effect="The UID of the object that the token ends with."),
    Flag("duration", kind="duration", effect="How long the token is good; 0: as the server likes."),
)
USAGE = "SERVICE_ACCOUNT_NAME"
HELP = "Ask for a token of a ServiceAccount."
EXAMPLES = (("A token that is good for ten minutes", "kubectl create token robot --duration=10m"),)
AUDIENCE = "https://kubernetes.default.svc.cluster.local"
KINDS = {"Node": NODE, "Pod": POD, "Secret": SECRET}
AN_HOUR = 3600.0
SHORTEST = 600.0


def run(call: Invocation, args: list[str], options: Options) -> None:
    name = one_name(call, args)
    check(options)
    shown = printer(call, options, ordered=True) if options["output"] else None
    try:
        request = token_request(call, name, options)
    except ApiError as error:
        raise CommandError(f"failed to create token: {error.message}") from None
    if shown is not None:
        return shown.print(request, call.out)
    return call.line(request["status"]["token"])


def check(options: Options) -> None:
    kind = options["bound-object-kind"]
    if options["duration"] < 0:
        raise CommandError("--duration must be greater than or equal to 0")
    if not kind:
        for flag in ("bound-object-name", "bound-object-uid"):
            if options[flag]:
                raise CommandError(f"--{flag} can only be set if --bound-object-kind is provided")
        return
    if kind not in KINDS:
        raise CommandError(f"supported --bound-object-kind values are {', '.join(KINDS)}")
    if not options["bound-object-name"]:
        raise CommandError("--bound-object-name is required if --bound-object-kind is provided")


def token_request(call: Invocation, name: str, options: Options) -> Obj:
    """The server's answer. Raises ApiError."""
    from minikctl.state import errors, fields  # only here

    view = call.view()
    account = view.get(SERVICE_ACCOUNT, name, call.namespace)
    seconds = options["duration"] or AN_HOUR
    if seconds < SHORTEST:
        wrong = fields.invalid(
            "spec.expirationSeconds", int(seconds), "may not specify a duration less than 10 minutes"
        )
        raise errors.invalid("TokenRequest", "authentication.k8s.io", "", [wrong])
    bound = bound_object(call, options)
    audiences = options["audience"] or [AUDIENCE]
    now = call.around.clock.now()
    chance = Chance(str(view.settings["seed"]))
    claims: Obj = {
        "aud": audiences,
        "exp": int(now + seconds),
        "iat": int(now),
        "iss": AUDIENCE,
        "jti": chance.uid(f"token/{call.namespace}/{name}/{now}"),
        "kubernetes.io": {
            "namespace": call.namespace,
            **({bound["kind"].lower(): {"name": bound["name"], "uid": bound["uid"]}} if bound else {}),
            "serviceaccount": {"name": name, "uid": uid_of(account)},
        },
        "nbf": int(now),
        "sub": f"system:serviceaccount:{call.namespace}:{name}",
    }
    spec: Obj = {"audiences": audiences, "expirationSeconds": int(seconds), "boundObjectRef": bound}
    return {
        "kind": "TokenRequest",
        "apiVersion": "authentication.k8s.io/v1",
        "metadata": {"name": name, "namespace": call.namespace, "creationTimestamp": timestamp(now)},
        "spec": spec,
        "status": {"token": signed(claims, chance), "expirationTimestamp": timestamp(now + seconds)},
    }


def bound_object(call: Invocation, options: Options) -> Obj | None:
    """The object that the token ends with. Raises ApiError."""
    if not options["bound-object-kind"]:
        return None
    kind = KINDS[options["bound-object-kind"]]
    found = call.view().get(kind, options["bound-object-name"], call.namespace if kind.namespaced else "")
    uid = options["bound-object-uid"] or uid_of(found)
    return {"kind": kind.name, "apiVersion": "v1", "name": options["bound-object-name"], "uid": uid}
