"""Old tutorials: what is found, since when it is gone, and what would be written today."""

import pytest
import yaml

from minikctl.sessions.modern.commands import headers, rewritten
from minikctl.sessions.modern.document import modernized

OLD = """# Old

Run `kubectl get pods --show-all`.

```sh
kubectl run web --image=nginx --replicas=2
kubectl exec -it $POD -n x sh -c 'env | sort'
```

```yaml
apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: web
  annotations:
    kubernetes.io/ingress.class: nginx
spec:
  rules:
  - host: web.example.com
  http: paths:
  - backend:
    serviceName: web
    servicePort: http
```

```
apiVersion: v1
kind: Service
metadata:
  name: web <<-- its name
```
"""


@pytest.mark.parametrize(
    ("old", "new", "since"),
    [
        ("kubectl exec web env", "kubectl exec web -- env", "1.31"),
        ("kubectl exec -it web -c app sh", "kubectl exec -it web -c app -- sh", "1.31"),
        ("kubectl -n a exec web ls /tmp", "kubectl -n a exec web -- ls /tmp", "1.31"),
        ("kubectl run a --image=b --generator=run/v1", "kubectl create deployment a --image=b", "1.18"),
        ("kubectl run a --image=b --generator=run-pod/v1", "kubectl run a --image=b", "1.21"),
        ("kubectl get svc web --export -o yaml", "kubectl get svc web -o yaml", "1.18"),
        ("kubectl version --short", "kubectl version", "1.28"),
        ("kubectl drain n1 --delete-local-data", "kubectl drain n1 --delete-emptydir-data", "1.20"),
        ("kubectl create ns a --dry-run -o yaml", "kubectl create ns a --dry-run=client -o yaml", "1.18"),
        ("kubectl get endpoints web", "kubectl get endpointslices -l kubernetes.io/service-name=web", "1.33"),
    ],
)
def test_a_dated_rule_says_what_to_write_now(old, new, since):
    text, found = rewritten(old, 1, is_code=True)
    assert text == new
    assert found[0].since == since


@pytest.mark.parametrize(
    "line",
    [
        "kubectl exec web -- env",
        "kubectl get pods -A | grep exec",
        "kubectl create ns a --dry-run=server",
        "kubectl get endpointslices",
        "kubectl run a --image=b --restart=Never",
    ],
)
def test_what_is_right_today_stays(line):
    assert rewritten(line, 1, is_code=True) == (line, [])


def test_prose_is_changed_within_backquotes_only():
    text, _ = rewritten("Use kubectl version --short, or `kubectl version --short`.", 1, is_code=False)
    assert text == "Use kubectl version --short, or `kubectl version`."


def test_an_old_header_is_told():
    assert headers("NAME   HOSTS   ADDRESS   PORTS   AGE", 4)[0].since == "1.18"


def test_a_whole_document_is_repaired_and_converted():
    done = modernized(OLD)
    blocks = done.text.split("```")
    ingress = yaml.safe_load(blocks[3].removeprefix("yaml"))
    assert ingress["apiVersion"] == "networking.k8s.io/v1"
    assert ingress["metadata"] == {"name": "web"}
    assert ingress["spec"]["ingressClassName"] == "nginx"
    (rule,) = ingress["spec"]["rules"]
    assert rule["http"]["paths"][0]["backend"] == {"service": {"name": "web", "port": {"name": "http"}}}
    assert "kubectl exec -it $POD -n x -- sh -c 'env | sort'" in blocks[1]
    assert yaml.safe_load(blocks[5])["metadata"]["name"] == "web"
    assert len(done.found) >= 8
    assert all(1 <= one.line <= OLD.count("\n") for one in done.found)


def test_a_modern_document_needs_no_patch():
    text = modernized(OLD).text
    again = modernized(text)
    assert again.text == text
    assert again.patch("a.md") == ""


def test_the_patch_names_the_document():
    assert modernized(OLD).patch("docs/a.md").startswith("--- a/docs/a.md\n+++ b/docs/a.md\n@@")
