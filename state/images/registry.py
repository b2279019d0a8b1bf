"""IMAGES: one row for each known image; what can be pulled, and what runs in a container."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.images import Pull, normalized

if TYPE_CHECKING:
    from minikctl.state.images.app import App
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
    Image(r"gcr\.io/kuar-demo/kuard-(amd64|arm64|arm|ppc64le)", "kuard:Kuard", r"blue|green|purple|[123]|v0\.\d+\.\d+-(blue|green|purple)|v0\.\d+\.\d+|latest", 23_021_104),
    Image(rf"{LIBRARY}nginx|(.*/)?nginx(-unprivileged|-slim)?", "nginx:Nginx", r"((latest|stable|mainline|1\.(\d|1\d|2[0-9])(\.\d{1,2})?)(-(alpine|perl|bookworm|bullseye|buster|slim|otel|alpine3\.\d+))*)|alpine|alpine-slim|perl|alpine-perl|alpine3\.\d+|bookworm|[0-9](\.\d{1,2}){0,2}", 72_188_133),
    Image(rf"{LIBRARY}httpd", "httpd:Httpd", r"(latest|2(\.[24](\.\d{1,2})?)?)(-(alpine|bookworm|bullseye|alpine3\.\d+))*|alpine|bookworm", 58_000_123),
    Image(r".*/stacksimplify/(kubenginx|kube-nginxapp\d|kube-frontend-nginx)", "stacksimplify:Page", r"\d+\.\d+\.\d+.*|latest"),
    Image(r".*/stacksimplify/kube-helloworld", "stacksimplify:HelloWorld"),
    Image(r"(.*/)?echoserver", "echoserver:Echoserver", r"1\.\d+|latest", 45_389_410),
    Image(r".*/(e2e-test-echo|ingress-nginx/e2e-test-echo)", "echoserver:Later"),
    Image(r"(.*/)?(kicbase|jmalloc)/echo-server", "echo:EchoServer", r"1\.0|latest|v?0\.\d.*", 2_138_418),
    Image(r"(.*/)?agnhost", "agnhost:Agnhost", r"[12]\.\d+(\.\d+)?|latest", 51_706_353),
    Image(r"(.*/)?serve[_-]hostname(-amd64)?", "simple:ServeHostname"),
    Image(r"(.*/)?(google-samples|google_samples|google-samples/containers/gke)/hello-app|us-docker\.pkg\.dev/google-samples/containers/gke/hello-app", "hello:HelloApp", r"[12]\.0|latest", 13_746_942),
    Image(r".*/google-samples/node-hello", "hello:NodeHello", r"1\.0|latest"),
    Image(r".*/google-samples/hello-go-gke", "hello:HelloGo", r"1\.0|latest"),
    Image(r".*/google-samples/hello-frontend", "hello:HelloFrontend", r"1\.0|latest"),
    Image(r".*/(google-samples/containers/gke/)?whereami", "hello:Whereami"),
    Image(r"(gcr\.io/google-samples|.*/jocatalin)/kubernetes-bootcamp", "bootcamp:Bootcamp", r"v[12]|latest", 83_583_340),
    Image(r".*/nigelpoulton/(k8sbook|getting-started-k8s|shield-ingress|hydra-ingress|qsk-book|tkb)", "k8sbook:K8sBook", r"text-dev|text-prod|shield-ingress|hydra-ingress|edge|latest|\d+\.\d+"),
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
    Image(r".*/bprashanth/nginxhttps", "nginx:NginxHttps"),
    Image(r".*/dgkanatsios/simpleapp", "simple:Named"),
    Image(r"(.*/)?(defaultbackend(-amd64)?)", "simple:DefaultBackend"),
    Image(rf"{LIBRARY}mysql|.*/mysql", "databases:Mysql", VERSIONED, 240_000_311),
    Image(rf"{LIBRARY}mariadb|.*/mariadb", "databases:Mariadb", VERSIONED, 120_000_311),
    Image(rf"{LIBRARY}postgres|.*/postgres", "databases:Postgres", VERSIONED, 157_000_118),
    Image(rf"{LIBRARY}memcached|.*/memcached", "databases:Memcached", VERSIONED, 32_000_119),
    Image(r".*/pause(-\w+)?", "simple:Pause", r"\d\.\d+(\.\d+)?|latest", 318_731),
    Image(rf"{LIBRARY}busybox|.*/busybox", "toolbox:Busybox", r"latest|stable|unstable|(1\.\d{1,2}(\.\d+)?|1|stable)(-(glibc|musl|uclibc))?|glibc|musl|uclibc|\d+\.\d+(-\d+)?", 2_156_519),
    Image(rf"{LIBRARY}alpine|.*/alpine", "toolbox:Alpine", r"latest|edge|3(\.\d{1,2}(\.\d+)?)?|2\.\d", 3_642_247),
    Image(r".*/radial/busyboxplus", "toolbox:BusyboxPlus", r"curl|base|git|latest"),
    Image(r".*/curlimages/curl", "toolbox:Curl", r"latest|\d+\.\d+(\.\d+)?", 9_500_204),
    Image(r".*/(jessie-)?dnsutils|.*/tutum/dnsutils", "toolbox:Dnsutils", VERSIONED),
    Image(rf"{LIBRARY}ubuntu|.*/ubuntu", "toolbox:Ubuntu", r"latest|rolling|devel|(14|16|18|20|22|23|24|25)\.(04|10)|[a-z]+", 29_711_803),
    Image(rf"{LIBRARY}debian|.*/debian", "toolbox:Debian", r"latest|stable|testing|unstable|sid|([a-z]+|\d+(\.\d+)?)(-slim|-\d+)*", 48_500_431),
    Image(rf"{LIBRARY}(archlinux|fedora|centos|rockylinux|almalinux|amazonlinux|oraclelinux)", "toolbox:Redhat"),
    Image(r".*/(nicolaka/netshoot|giantswarm/tiny-tools|amouat/network-utils|infoblox/dnstools)", "toolbox:Netshoot"),
    Image(rf"{LIBRARY}(python|node|golang|openjdk|ruby|php|perl|gcc|rust)", "toolbox:Language", VERSIONED),
    Image(r".*/(bitnami/kubectl|kubectl)", "toolbox:Kubectl"),
)  # fmt: skip

COMPILED: list[tuple[re.Pattern[str], Image]] = []
OFFICIAL = frozenset(
    "nginx httpd mongo redis mysql mariadb postgres memcached busybox alpine ubuntu debian python node golang tomcat "
    "haproxy traefik rabbitmq wordpress fedora centos".split()
)
ABSENT = re.compile(
    r"non-?-?existent|does-?-?not-?-?exist|doesnt-?exist|not-?-?exist|no-?such|nope|not-?found|notreal|not-a-real|"
    r"invalid|missing-(image|tag)|fake-(image|tag)|bad-(image|tag)|badtag|wrong-?(image|tag)|bogus|unknown-(image|tag)|typo"
)
REFERENCE = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d+)?/)?"
    r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*"
    r"(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?"
)


def row(reference: str) -> Image | None:
    """The row of an image, None for one that is not known."""
    if not COMPILED:
        COMPILED.extend((re.compile(image.repository), image) for image in IMAGES)
    repository, _ = normalized(reference)
    return next((image for pattern, image in COMPILED if pattern.fullmatch(repository)), None)


def app(view: View, pod: Obj, container: Obj, memory: Obj | None = None) -> App:
    """What runs in a container; `memory` is what the node knows of it, if newer than the view's."""
    reference = str(container.get("image") or "")
    repository, tag = normalized(reference)
    found = row(reference)
    module, _, name = (found.app if found else "unknown:Unknown").partition(":")
    kind = getattr(import_module(f"minikctl.state.images.{module}"), name)
    made: App = kind(view, pod, container, repository, tag)
    made.known = memory
    return made


def is_valid(reference: str) -> bool:
    """Whether a reference can be read at all (distribution's grammar)."""
    return REFERENCE.fullmatch(reference) is not None


def pull(view: View, reference: str) -> Pull:
    """Whether an image can be had, how long that takes, how large it is."""
    from minikctl.state.chance import Chance

    repository, tag = normalized(reference)
    chance = Chance(str(view.settings["seed"]))
    name = f"{repository}:{tag}" if tag else reference.partition("@")[0]
    found = row(reference)
    size = (found.size if found else 0) or 9_000_000 + chance.number(f"size/{name}", 90_000_000)
    seconds = round(0.8 + size / 60_000_000 + 1.2 * chance.fraction(f"pull/{name}"), 3)
    if found is not None and tag and not re.fullmatch(found.tags, tag):
        return Pull(not_found(name), 0.9, size)
    words = repository.rpartition("/")[2]
    if found is None and repository.startswith("docker.io/library/") and is_misspelt(words):
        return Pull(denied(name), 0.9, size)
    if found is None and ABSENT.search(repository):
        return Pull(denied(name) if repository.startswith("docker.io/") else not_found(name), 0.9, size)
    if tag and ABSENT.search(tag.lower()):
        return Pull(not_found(name), 0.9, size)
    return Pull("", seconds, size)


def not_found(name: str) -> str:
    """containerd's words about a tag that a repository does not have."""
    return (
        f'rpc error: code = NotFound desc = failed to pull and unpack image "{name}": '
        f'failed to resolve reference "{name}": {name}: not found'
    )


def denied(name: str) -> str:
    """containerd's words about a repository that a registry does not know."""
    return (
        f'rpc error: code = Unknown desc = failed to pull and unpack image "{name}": '
        f'failed to resolve reference "{name}": pull access denied, repository does not exist or may require '
        "authorization: server message: insufficient_scope: authorization failed"
    )


def is_misspelt(name: str) -> bool:
    """Whether a name is one slip of the finger away from a well-known image (one letter more, less, other, or swapped)."""
    return any(_slip(name, known) for known in OFFICIAL) and name not in OFFICIAL


def _slip(name: str, known: str) -> bool:
    if len(known) < 5 or abs(len(name) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(name), len(known)) and name[start] == known[start]:
        start += 1
    left, right = name[start:], known[start:]
    swapped = len(left) > 1 and left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped
