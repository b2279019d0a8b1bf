"""Lines of our shell as they are typed anywhere."""

import pytest

from minikctl.sessions.spelling import full


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("get pods", "kubectl get pods"),
        ("kubectl get pods", "kubectl get pods"),
        ("k get pods", "k get pods"),
        ("map svc/web", "minikctl map svc/web"),
        ("get pods | grep get", "kubectl get pods | grep get"),
        ("A=1 get pods; echo 'get; get'", "A=1 kubectl get pods; echo 'get; get'"),
        ("for x in a b; do create ns $x; done", "for x in a b; do kubectl create ns $x; done"),
        ("IP=$(get svc web -o name)", "IP=$(kubectl get svc web -o name)"),
        ("apply -f - <<E\nget: x\nE", "kubectl apply -f - <<E\nget: x\nE"),
        ("set -e", "set -e"),
        ("echo a", "echo a"),
    ],
)
def test_every_command_gets_its_program(typed, spelt):
    assert full(typed) == spelt
