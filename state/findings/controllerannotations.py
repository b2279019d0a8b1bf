"""Which annotations Ingress controllers know, and what values they take.

Facts: the annotation pages of ingress-nginx v1.12 (risk and type of each), Traefik v3 (Kubernetes Ingress provider),
cert-manager v1.17, and the AWS, GKE, HAProxy, Kong, Contour and F5 NGINX controllers' prefixes.
"""

from __future__ import annotations

import re

NGINX = "nginx.ingress.kubernetes.io/"
TRAEFIK = "traefik.ingress.kubernetes.io/"
CERT_MANAGER = "cert-manager.io/"

BOOL = r"true|false|1|0|t|f|T|F|TRUE|FALSE|True|False"
NUMBER = r"[+-]?\d+"
SIZE = r"\d+[bkmgtBKMGT]?"
CIDRS = r"\s*[0-9a-fA-F.:]+(/\d+)?(\s*,\s*[0-9a-fA-F.:]+(/\d+)?)*\s*"
ANY = ""

# value pattern -> the annotations of ingress-nginx that take it
NGINX_VALUES: tuple[tuple[str, str], ...] = (
    (
        BOOL,
        "ssl-redirect force-ssl-redirect use-regex canary enable-cors cors-allow-credentials service-upstream "
        "ssl-passthrough enable-access-log enable-rewrite-log enable-opentelemetry "
        "opentelemetry-trust-incoming-span enable-modsecurity enable-owasp-core-rules auth-keepalive-share-vars "
        "auth-always-set-cookie auth-tls-pass-certificate-to-upstream "
        "disable-proxy-intercept-errors from-to-www-redirect preserve-trailing-slash "
        "session-cookie-change-on-failure session-cookie-conditional-samesite-none "
        "session-cookie-secure ssl-prefer-server-ciphers "
        "enable-global-auth "
        "relative-redirects",
    ),
    (
        NUMBER,
        "canary-weight canary-weight-total cors-max-age limit-connections limit-rps limit-rpm limit-rate "
        "limit-rate-after limit-burst-multiplier permanent-redirect-code temporal-redirect-code "
        "proxy-connect-timeout proxy-send-timeout proxy-read-timeout proxy-next-upstream-tries "
        "proxy-next-upstream-timeout proxy-buffers-number session-cookie-max-age session-cookie-expires "
        "auth-keepalive auth-keepalive-requests auth-keepalive-timeout auth-tls-verify-depth proxy-ssl-verify-depth",
    ),
    (
        SIZE,
        "proxy-body-size proxy-buffer-size proxy-busy-buffers-size client-body-buffer-size proxy-max-temp-file-size",
    ),
    (r"on|off", "proxy-buffering proxy-request-buffering proxy-ssl-verify proxy-ssl-server-name"),
    (r"(?i:HTTP|HTTPS|AUTO_HTTP|GRPC|GRPCS|AJP|FCGI)", "backend-protocol"),
    (r"1\.0|1\.1", "proxy-http-version"),
    (r"cookie", "affinity"),
    (r"balanced|persistent", "affinity-mode"),
    (r"sticky|legacy", "affinity-canary-behavior"),
    (r"None|Lax|Strict", "session-cookie-samesite"),
    (r"basic|digest", "auth-type"),
    (r"auth-file|auth-map", "auth-secret-type"),
    (r"on|off|optional|optional_no_ca", "auth-tls-verify-client"),
    (r"round_robin|ewma|ip_hash", "load-balance"),
    (r"any|all", "satisfy"),
    (r"[A-Z]+(\s*,\s*[A-Z]+)*\s*,?\s*", "cors-allow-methods"),
    (CIDRS, "whitelist-source-range allowlist-source-range denylist-source-range limit-whitelist limit-allowlist"),
    (
        ANY,
        "rewrite-target app-root permanent-redirect temporal-redirect server-alias server-snippet "
        "configuration-snippet stream-snippet modsecurity-snippet modsecurity-transaction-id default-backend "
        "custom-http-errors "
        "canary-by-header canary-by-header-value canary-by-header-pattern canary-by-cookie "
        "auth-secret auth-realm auth-url auth-method auth-signin auth-signin-redirect-param auth-response-headers "
        "auth-proxy-set-headers auth-request-redirect auth-cache-key auth-cache-duration auth-snippet "
        "auth-tls-secret "
        "auth-tls-error-page auth-tls-match-cn connection-proxy-header cors-allow-origin cors-allow-headers "
        "cors-expose-headers custom-headers fastcgi-index fastcgi-params-configmap http2-push-preload "
        "mirror-target mirror-host mirror-request-body proxy-cookie-domain proxy-cookie-path "
        "proxy-next-upstream proxy-redirect-from proxy-redirect-to proxy-ssl-ciphers proxy-ssl-name "
        "proxy-ssl-protocols proxy-ssl-secret "
        "session-cookie-name session-cookie-path session-cookie-domain ssl-ciphers upstream-hash-by "
        "upstream-hash-by-subset upstream-hash-by-subset-size upstream-vhost x-forwarded-prefix "
        "opentelemetry-operation-name",
    ),
)
NGINX_KNOWN: dict[str, str] = {name: pattern for pattern, names in NGINX_VALUES for name in names.split()}

TRAEFIK_KNOWN: dict[str, str] = {
    "router.entrypoints": ANY,
    "router.middlewares": r"\s*[a-z0-9.-]+@[a-z]+(\s*,\s*[a-z0-9.-]+@[a-z]+)*\s*",
    "router.priority": NUMBER,
    "router.pathmatcher": r"Path|PathPrefix|PathRegexp",
    "router.rulesyntax": r"v2|v3",
    "router.tls": BOOL,
    "router.tls.certresolver": ANY,
    "router.tls.options": ANY,
    "router.observability.accesslogs": BOOL,
    "router.observability.metrics": BOOL,
    "router.observability.tracing": BOOL,
    "service.serversscheme": r"http|https|h2c",
    "service.serverstransport": ANY,
    "service.passhostheader": BOOL,
    "service.nativelb": BOOL,
    "service.nodeportlb": BOOL,
    "service.sticky.cookie": BOOL,
    "service.sticky.cookie.name": ANY,
    "service.sticky.cookie.path": ANY,
    "service.sticky.cookie.domain": ANY,
    "service.sticky.cookie.secure": BOOL,
    "service.sticky.cookie.httponly": BOOL,
    "service.sticky.cookie.maxage": NUMBER,
    "service.sticky.cookie.samesite": r"none|lax|strict",
}
CERT_MANAGER_KNOWN: dict[str, str] = {
    "issuer": ANY,
    "cluster-issuer": ANY,
    "issuer-kind": ANY,
    "issuer-group": ANY,
    "common-name": ANY,
    "duration": r"(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+",
    "renew-before": r"(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+",
    "renew-before-percentage": NUMBER,
    "usages": ANY,
    "revision-history-limit": r"[1-9]\d*",
    "private-key-algorithm": r"RSA|ECDSA|Ed25519",
    "private-key-encoding": r"PKCS1|PKCS8",
    "private-key-size": NUMBER,
    "private-key-rotation-policy": r"Never|Always",
    "private-key-secret-name": ANY,
    "secret-template": ANY,
    "email-sans": ANY,
    "uri-sans": ANY,
    "ip-sans": ANY,
    "alt-names": ANY,
    "subject-organizations": ANY,
    "subject-organizationalunits": ANY,
    "subject-countries": ANY,
    "subject-provinces": ANY,
    "subject-localities": ANY,
    "subject-postalcodes": ANY,
    "subject-streetaddresses": ANY,
    "subject-serialnumber": ANY,
    "literal-subject": ANY,
    "issue-temporary-certificate": BOOL,
    "certificate-name": ANY,
    "allow-direct-injection": BOOL,
    "inject-ca-from": ANY,
}

KNOWN: dict[str, dict[str, str]] = {NGINX: NGINX_KNOWN, TRAEFIK: TRAEFIK_KNOWN, CERT_MANAGER: CERT_MANAGER_KNOWN}

# prefix -> (whose annotations they are, the controller string of its class)
OWNERS: dict[str, tuple[str, str]] = {
    NGINX: ("ingress-nginx", "k8s.io/ingress-nginx"),
    TRAEFIK: ("Traefik", "traefik.io/ingress-controller"),
    "nginx.org/": ("F5's NGINX Ingress Controller", "nginx.org/ingress-controller"),
    "nginx.com/": ("F5's NGINX Ingress Controller", "nginx.org/ingress-controller"),
    "alb.ingress.kubernetes.io/": ("the AWS Load Balancer Controller", "ingress.k8s.aws/alb"),
    "appgw.ingress.kubernetes.io/": ("Azure's Application Gateway", "azure/application-gateway"),
    "haproxy.org/": ("the HAProxy Ingress Controller", "haproxy.org/ingress-controller"),
    "haproxy-ingress.github.io/": ("HAProxy Ingress", "haproxy-ingress.github.io/controller"),
    "konghq.com/": ("Kong", "ingress-controllers.konghq.com/kong"),
    "projectcontour.io/": ("Contour", "projectcontour.io/ingress-controller"),
    "ingress.kubernetes.io/": ("ingress controllers of years ago", ""),
}


def is_valid(name: str, pattern: str, value: str) -> bool:
    """Whether a value is one that the controller takes; ingress-nginx's rewrite rules are checked by the controller."""
    if pattern and not re.fullmatch(pattern, value):
        return False
    if name == "canary-weight":
        return int(value) >= 0
    if name in ("permanent-redirect-code", "temporal-redirect-code"):
        return 300 <= int(value) <= 308
    return True


def shown(pattern: str) -> str:
    """What a pattern takes, in words."""
    words = {BOOL: '"true" or "false"', NUMBER: "a number", SIZE: "a size such as 8m", CIDRS: "addresses or CIDRs"}
    return words.get(pattern) or f"one of {', '.join(pattern.removeprefix('(?i:').removesuffix(')').split('|'))}"
