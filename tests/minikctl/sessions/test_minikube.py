"""minikube on the workstation of a session."""

from minikctl.sessions.document import Needs, parse
from minikctl.sessions.replay import Replay
from minikctl.sessions.world import START, new_cluster
from minikctl.state.clock import parse_timestamp

SERVICE = """# T

```yaml file=svc.yaml
apiVersion: v1
kind: Service
metadata: {{name: web}}
spec: {{type: {type}, ports: [{{port: 80, nodePort: 30080}}]}}
```

```console
$ kubectl create -f svc.yaml
service/web created
```

"""


def failed(text):
    cluster = new_cluster(Needs(), "test", parse_timestamp(START))
    result = Replay(parse(text), cluster).run()
    assert not result.problem and not result.faults, (result.problem, result.faults)
    return [(one.step.text, one.actual) for one in result.outcomes if not one.ok]


def test_service_prints_the_address_of_a_node_port():
    text = SERVICE.format(type="NodePort") + (
        "```console\n$ minikube ip\n[..IP]\n$ minikube service web --url\nhttp://[..IP]:30080\n"
        "$ minikube service nothing --url\n...\n? failed\n```\n"
    )
    assert not failed(text)


def test_load_balancers_have_addresses_while_the_tunnel_runs():
    text = SERVICE.format(type="LoadBalancer") + (
        "```console within=30s\n$ minikube tunnel > log &\n"
        "$ kubectl get svc web -o jsonpath='{.status.loadBalancer.ingress[0].ip}'\n192.[..]\n"
        "$ kill %1\n$ kubectl get svc web -o jsonpath='{.status.loadBalancer}'; echo\n{}\n```\n"
    )
    assert not failed(text)


def test_the_ingress_addon_brings_a_controller_and_its_class():
    text = (
        "# T\n\n```console\n$ minikube addons enable ingress\n...\n[..]The 'ingress' addon is enabled\n"
        "$ kubectl get ingressclass -o name\ningressclass.networking.k8s.io/nginx\n"
        "$ minikube addons disable ingress\n...\n$ kubectl get ingressclass -o name\n"
        "$ minikube addons enable nonsense\n...\n? failed\n```\n"
    )
    assert not failed(text)
