"""IMAGES: what known container images do, and the rules for those that are not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.images.app import App
    from minikctl.state.traffic.messages import Answerer, Request, Response
    from minikctl.state.view import View

Obj = dict[str, Any]


class Image(NamedTuple):
    """A row: which repositories (a pattern over the full name), which tags exist, where its App is."""

    repository: str  # regular expression over the normalized repository
    app: str  # module:Class in this folder
    tags: str = ".*"  # regular expression over the tag
    size: int = 0  # bytes as pulled; 0: something plausible


LIBRARY = r"(docker\.io|registry-1\.docker\.io|mirror\.gcr\.io|public\.ecr\.aws/docker)/library/"
HUB = r"docker\.io/"
VERSIONED = r"latest|v?\d+(\.\d+){0,3}([-.][a-z][\w.-]*)?|[a-z][a-z0-9]*([-.][a-z0-9]+)*"
E2E = r"((registry|us\.gcr|k8s\.gcr|gcr|staging-k8s)[\w.-]*/.*|.*/)?"

IMAGES: tuple[Image, ...] = (
    Image(
        r"gcr\.io/kuar-demo/kuard-(amd64|arm64|arm|ppc64le)",
        "kuard:Kuard",
        r"blue|green|purple|[123]|v0\.\d+\.\d+-(blue|green|purple)|v0\.\d+\.\d+|latest",
        23_021_104,
    ),
    Image(r"(.*/)?(nginx-unprivileged|(bitnami|bitnamilegacy|chainguard)/nginx)", "nginx:Rootless", VERSIONED),
    Image(
        rf"{LIBRARY}nginx|(.*/)?nginx(-slim|-debug)?",
        "nginx:Nginx",
        r"((latest|stable|mainline|1\.(\d|1\d|2[0-9])(\.\d{1,2})?)(-(alpine|perl|bookworm|bullseye|buster|slim|otel|alpine3\.\d+))*)|alpine|alpine-slim|perl|alpine-perl|alpine3\.\d+|bookworm|[0-9](\.\d{1,2}){0,2}",
        72_188_133,
    ),
    Image(
        rf"{LIBRARY}httpd",
        "httpd:Httpd",
        r"(latest|2(\.[24](\.\d{1,2})?)?)(-(alpine|bookworm|bullseye|alpine3\.\d+))*|alpine|bookworm",
        58_000_123,
    ),
    Image(
        r".*/stacksimplify/(kubenginx|kube-nginxapp\d|kube-frontend-nginx)",
        "stacksimplify:Page",
        r"\d+\.\d+\.\d+.*|latest",
    ),
    Image(r".*/stacksimplify/kube-helloworld", "stacksimplify:HelloWorld"),
    Image(r"(.*/)?echoserver", "echoserver:Echoserver", r"1\.\d+|latest", 45_389_410),
    Image(r".*/(e2e-test-echo|ingress-nginx/e2e-test-echo)", "echoserver:Later"),
    Image(r"(.*/)?(kicbase|jmalloc)/echo-server", "echo:EchoServer", r"1\.0|latest|v?0\.\d.*", 2_138_418),
    Image(r"(.*/)?agnhost", "agnhost:Agnhost", r"[12]\.\d+(\.\d+)?|latest", 51_706_353),
    Image(r"(.*/)?serve[_-]hostname(-amd64)?", "simple:ServeHostname"),
    Image(
        r"(.*/)?(google-samples|google_samples|google-samples/containers/gke|spurin)/hello-app|us-docker\.pkg\.dev/google-samples/containers/gke/hello-app",
        "hello:HelloApp",
        r"[12]\.0|latest",
        13_746_942,
    ),
    Image(r".*/google-samples/node-hello", "hello:NodeHello", r"1\.0|latest"),
    Image(r".*/google-samples/hello-go-gke", "hello:HelloGo", r"1\.0|latest"),
    Image(r".*/google-samples/hello-frontend", "hello:HelloFrontend", r"1\.0|latest"),
    Image(r".*/(google-samples/containers/gke/)?whereami", "hello:Whereami"),
    Image(
        r"(gcr\.io/google-samples|.*/jocatalin)/kubernetes-bootcamp", "bootcamp:Bootcamp", r"v[12]|latest", 83_583_340
    ),
    Image(
        r".*/nigelpoulton/(k8sbook|getting-started-k8s|shield-ingress|hydra-ingress|qsk-book|tkb)",
        "k8sbook:K8sBook",
        r"text-dev|text-prod|shield-ingress|hydra-ingress|edge|latest|\d+\.\d+",
    ),
    Image(rf"{LIBRARY}mongo", "mongo:Mongo", r"(latest|[34567](\.\d+){0,2}|8(\.\d+){0,2})(-\w+)*", 284_421_612),
    Image(r".*/vfarcic/go-demo-2", "godemo:GoDemo", VERSIONED),
    Image(r".*/vfarcic/devops-toolkit-series", "simple:Page"),
    Image(r".*/(luksa|knrt10)/kubia", "kubia:Kubia", VERSIONED),
    Image(r".*/luksa/kiada", "kiada:Kiada"),
    Image(r".*/luksa/quiz-api", "kiada:Quiz"),
    Image(r".*/(openshiftlabs|mhausenblas)/simpleservice", "simpleservice:SimpleService", r"0\.[2-9]\.0|latest"),
    Image(r".*/openshiftlabs/jump", "toolbox:Jump"),
    Image(r".*/jpetazzo/(color|webcolor)", "color:Color"),
    Image(r".*/hashicorp/http-echo", "echo:HttpEcho", r"(alpine-)?[01]\.\d+(\.\d+)?|latest", 3_145_728),
    Image(r".*/(traefik|containous)/whoami", "whoami:Whoami", r"latest|v?\d+(\.\d+){0,2}", 2_896_154),
    Image(r".*/rhdevelopers/myboot", "myboot:Myboot", r"v[1-4]|latest"),
    Image(r".*/rhdevelopers/quarkus-demo", "myboot:Quarkus"),
    Image(r".*/rhdevelopers/my(python|go|node)", "myboot:Language"),
    Image(r".*/(eficode-academy|praqma|wbitt)/(network-multitool)", "toolbox:Multitool"),
    Image(r".*/ibmcom/guestbook", "guestbook:IbmGuestbook", r"v[12]|latest"),
    Image(r".*/(google_samples|google-samples)/gb-frontend", "guestbook:Frontend", r"v[3-6]|latest"),
    Image(r".*/(google_samples|google-samples)/gb-redis-?(follower|slave)", "redis:Redis", r"v[1-3]|latest"),
    Image(rf"{LIBRARY}redis|.*/redis", "redis:Redis", r"(latest|[2-8](\.\d+){0,2})(-\w+)*|alpine|e2e", 41_500_102),
    Image(r".*/aws-containers/retail-store-sample-\w+", "retail:Retail"),
    Image(r".*/ddysher/dns-(backend|frontend)", "dnsapps:DnsApp"),
    Image(r".*/bprashanth/nginxhttps", "nginxhttps:NginxHttps"),
    Image(r".*/dgkanatsios/simpleapp", "simple:Named"),
    Image(r"(.*/)?(defaultbackend(-amd64)?)", "simple:DefaultBackend"),
    Image(rf"{LIBRARY}mysql|.*/mysql", "databases:Mysql", VERSIONED, 240_000_311),
    Image(rf"{LIBRARY}mariadb|.*/mariadb", "databases:Mariadb", VERSIONED, 120_000_311),
    Image(rf"{LIBRARY}postgres|.*/postgres", "databases:Postgres", VERSIONED, 157_000_118),
    Image(rf"{LIBRARY}memcached|.*/memcached", "databases:Memcached", VERSIONED, 32_000_119),
    Image(r".*/kube-apiserver(-\w+)?", "system:Apiserver"),
    Image(r".*/etcd(-\w+)?", "system:Etcd"),
    Image(r".*/kube-controller-manager(-\w+)?", "system:ControllerManager"),
    Image(r".*/kube-scheduler(-\w+)?", "system:Scheduler"),
    Image(r".*/kube-proxy(-\w+)?", "system:KubeProxy"),
    Image(r".*/(ingress-nginx/controller|nginx-ingress-controller)", "controllers:Nginx"),
    Image(rf"{LIBRARY}traefik|(.*/)?(rancher/mirrored-library-)?traefik", "controllers:Traefik", VERSIONED),
    Image(
        r".*/(emissary|ambassador|aes|gloo(-envoy-wrapper)?|contour|haproxy-ingress|kubernetes-ingress(-controller)?)",
        "controllers:Controller",
    ),
    Image(r"(.*/)?(nginx|nginxinc)/nginx-ingress", "controllers:Controller"),
    Image(r".*/metrics-server", "system:MetricsServer"),
    Image(
        r".*/(kindnetd|storage-provisioner|local-path-provisioner|flannel|metallb/(controller|speaker)|"
        r"cert-manager-(controller|cainjector|webhook))",
        "system:Idle",
    ),
    Image(r".*/coredns(/coredns)?", "coredns:CoreDns", r"v?\d+\.\d+\.\d+|latest", 20_939_036),
    Image(r".*/pause(-\w+)?", "simple:Pause", r"\d\.\d+(\.\d+)?|latest", 318_731),
    Image(
        rf"{LIBRARY}busybox|.*/busybox",
        "toolbox:Busybox",
        r"latest|stable|unstable|(1\.\d{1,2}(\.\d+)?|1|stable)(-(glibc|musl|uclibc))?|glibc|musl|uclibc|\d+\.\d+(-\d+)?",
        2_156_519,
    ),
    Image(rf"{LIBRARY}alpine|.*/alpine", "toolbox:Alpine", r"latest|edge|3(\.\d{1,2}(\.\d+)?)?|2\.\d", 3_642_247),
    Image(r".*/radial/busyboxplus", "toolbox:BusyboxPlus", r"curl|base|git|latest"),
    Image(r".*/curlimages/curl", "toolbox:Curl", r"latest|\d+\.\d+(\.\d+)?", 9_500_204),
    Image(r".*/(jessie-)?dnsutils|.*/tutum/dnsutils", "toolbox:Dnsutils", VERSIONED),
    Image(
        rf"{LIBRARY}ubuntu|.*/ubuntu",
        "toolbox:Ubuntu",
        r"latest|rolling|devel|(14|16|18|20|22|23|24|25)\.(04|10)|[a-z]+",
        29_711_803,
    ),
    Image(
        rf"{LIBRARY}debian|.*/debian",
        "toolbox:Debian",
        r"latest|stable|testing|unstable|sid|([a-z]+|\d+(\.\d+)?)(-slim|-\d+)*",
        48_500_431,
    ),
    Image(rf"{LIBRARY}(archlinux|fedora|centos|rockylinux|almalinux|amazonlinux|oraclelinux)", "toolbox:Redhat"),
    Image(
        r".*/((nicolaka|bretfisher)/netshoot|giantswarm/tiny-tools|amouat/network-utils|infoblox/dnstools)",
        "toolbox:Netshoot",
    ),
    Image(rf"{LIBRARY}(python|node|golang|openjdk|ruby|php|perl|gcc|rust)", "languages:Language", VERSIONED),
    Image(r".*/(bitnami/kubectl|kubectl)", "toolbox:Kubectl"),
    Image(
        r".*/(hpa-example|goproxy|(kennethreitz|kong)/httpbin|mccutchen/go-httpbin|paulbouwer/hello-kubernetes)",
        "popular:Popular",
    ),
    Image(
        r".*/(nginxdemos/(nginx-)?hello|mendhak/http-https-echo|ealen/echo-server|bretfisher/http\w+)",
        "popular:Popular",
    ),
    Image(r".*/(stefanprodan/podinfo|errm/cheese|argoproj/rollouts-demo|docker/getting-started)", "popular:Popular"),
    Image(r".*/(tutum|dockercloud|rancher|crccheck|karthequian|strm)/hello-?world(-http)?", "popular:Popular"),
    Image(r".*/(kodekloud/webapp-color|mmumshad/simple-webapp-color|in28min/hello-world-rest-api)", "popular:Popular"),
    Image(r".*/(hashicorp/(counting|dashboard)-service|monachus/rancher-demo)", "popular:Popular"),
    Image(rf"{LIBRARY}(tomcat|rabbitmq|haproxy|wordpress|ghost|caddy|drupal|adminer)", "popular:Popular", VERSIONED),
    Image(rf"{LIBRARY}(phpmyadmin|mongo-express|registry|nats|zookeeper|cassandra|elasticsearch)", "popular:Popular"),
    Image(
        r".*/(phpmyadmin/phpmyadmin|jenkins/jenkins|grafana/grafana|prom/(prometheus|node-exporter))", "popular:Popular"
    ),
)


class Behaviour(NamedTuple):
    """What a container does once it is started."""

    lasts: float | None = None  # seconds until it ends by itself; None: it stays
    exit_code: int = 0
    obeys_term: bool = True  # ends at once on SIGTERM; otherwise only when the grace is over
    message: str = ""  # what it leaves as termination message
    error: str = ""  # the runtime's words if it cannot be started at all
    looks: float | None = None  # seconds until it asks the network something, which may decide how it goes on
    term_code: int = 0  # the exit code after SIGTERM


class Pull(NamedTuple):
    """What pulling an image comes to."""

    error: str = ""  # the runtime's words if it cannot be pulled
    seconds: float = 1.0
    size: int = 50_000_000


def normalized(reference: str) -> tuple[str, str]:
    """(repository, tag) of an image reference, with Docker's defaults: `nginx` is docker.io/library/nginx, latest."""
    name, _, digest = reference.partition("@")
    head, slash, last = name.rpartition("/")
    last, colon, tag = last.partition(":")
    name = head + slash + last
    first = name.partition("/")[0]
    if "/" not in name:
        name = f"docker.io/library/{name}"
    elif "." not in first and ":" not in first and first != "localhost":
        name = f"docker.io/{name}"
    elif first == "docker.io" and name.count("/") == 1:
        name = f"docker.io/library/{name.partition('/')[2]}"
    return name, (tag if colon else ("" if digest else "latest"))


def is_valid(reference: str) -> bool:
    """Whether an image reference can be read at all."""
    from minikctl.state.images import registry  # only when a pod starts

    return registry.is_valid(reference)


def pull(view: View, reference: str) -> Pull:
    """What happens when a node pulls an image."""
    from minikctl.state.images import registry  # only when a pod starts

    return registry.pull(view, reference)


def app_of(view: View, pod: Obj, container: Obj, memory: Obj | None = None) -> App:
    """What runs in a container of a pod, by its image, command, arguments and environment.

    `memory`: what the node knows of the container, if newer than the view's.
    """
    from minikctl.state.images import registry  # only for containers that are looked into

    return registry.app(view, pod, container, memory)


def behaviour(view: View, pod: Obj, container: Obj, memory: Obj | None = None) -> Behaviour:
    """What a container of a pod does once it is started."""
    return app_of(view, pod, container, memory).behaviour()


def listens(view: View, pod: Obj, container: Obj, port: int, protocol: str = "tcp") -> bool:
    """Whether a program in the container listens on a port."""
    return app_of(view, pod, container).listens(port, protocol.lower())


def respond(cluster: Cluster, found: Answerer, request: Request, depth: int = 0) -> Response:
    """What a container answers to a request; raises Failure."""
    from minikctl.state.images import answering  # only where something is asked

    return answering.respond(cluster, found, request, depth)


def logs(view: View, pod: Obj, container: Obj, previous: bool = False) -> list[tuple[float, str]]:
    """What a container has written, as (moment, line) in order; of the run before with `previous`."""
    from minikctl.state.images import writing  # only for logs

    return writing.lines(view, pod, container, previous)


def programs(view: View, pod: Obj, container: Obj) -> frozenset[str]:
    """The names of the programs that the container's image has."""
    return app_of(view, pod, container).programs()


def flavour(view: View, pod: Obj, container: Obj) -> str:
    """Whose ordinary programs they are: "gnu" or "busybox"."""
    return app_of(view, pod, container).flavour


def shell(view: View, pod: Obj, container: Obj) -> str:
    """What `sh` is: "bash", "dash" or "busybox"; "" in an image without a shell."""
    return app_of(view, pod, container).shell


def user(view: View, pod: Obj, container: Obj) -> str:
    """The name of the user that programs run as."""
    return app_of(view, pod, container).username()


def files(view: View, pod: Obj, container: Obj) -> dict[str, str]:
    """The files of the image, path to text; a path that ends in `/` is a folder.

    What a container sees in all is `images.filesystem.filesystem(view, pod, container)`: image, script, volumes.
    """
    return app_of(view, pod, container).files()


def environment(view: View, pod: Obj, container: Obj) -> dict[str, str]:
    """The variables that the image and the runtime add: PATH, HOSTNAME, HOME, NGINX_VERSION and the like."""
    return app_of(view, pod, container).environment()


def variables(view: View, pod: Obj, container: Obj) -> dict[str, str]:
    """Every variable that a program in the container sees, in the order of `env`."""
    return app_of(view, pod, container).variables()


def home(view: View, pod: Obj, container: Obj) -> str:
    """The home folder of the user."""
    return app_of(view, pod, container).home


def cwd(view: View, pod: Obj, container: Obj) -> str:
    """The folder that programs start in."""
    return app_of(view, pod, container).workdir()


def prompt(view: View, pod: Obj, container: Obj, shell: str = "sh", cwd: str = "") -> str:
    """What an interactive shell shows before each line."""
    return app_of(view, pod, container).prompt(shell, cwd)
