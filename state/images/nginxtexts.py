"""What nginx's image holds: versions behind its tags, pages, configuration files."""

from __future__ import annotations

ROOT = "/usr/share/nginx/html"
VERSIONS = {
    "latest": "1.29.0",
    "stable": "1.28.0",
    "mainline": "1.29.0",
    "alpine": "1.29.0",
    "perl": "1.29.0",
    "": "1.29.0",
}
PATCHES = {"1.27": "1.27.5", "1.26": "1.26.3", "1.25": "1.25.5", "1.28": "1.28.0", "1.29": "1.29.0", "1": "1.29.0"}
PATCHES |= {"1.24": "1.24.0", "1.23": "1.23.4", "1.22": "1.22.1", "1.21": "1.21.6", "1.20": "1.20.2", "1.19": "1.19.10"}
PATCHES |= {"1.18": "1.18.0", "1.17": "1.17.10", "1.16": "1.16.1", "1.15": "1.15.12", "1.14": "1.14.2", "1.7": "1.7.9"}
TYPES = {
    "html": "text/html", "htm": "text/html", "txt": "text/plain", "css": "text/css", "json": "application/json",
    "js": "application/javascript", "xml": "text/xml", "png": "image/png", "svg": "image/svg+xml",
}  # fmt: skip

# The default page: of the real one only what is looked for in it (title, heading, closing line) and its length.
WELCOME_HEAD = "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n<style>\n"
WELCOME_STYLE = "html { color-scheme: light dark; }\n"
WELCOME_BODY = (
    "body { width: 35em; margin: 0 auto; }\n</style>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n"
    "<p>This is the page that nginx shows before anybody has put another one into\n"
    "its html folder: the server runs, and it has answered your request.</p>\n\n"
)
WELCOME_END = "<p><em>Thank you for using nginx.</em></p>\n</body>\n</html>\n"
WELCOME_LENGTH, OLDER_LENGTH = 615, 612
DEFAULT_CONF = (
    "server {\n    listen       80;\n    listen  [::]:80;\n    server_name  localhost;\n\n    location / {\n"
    "        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n\n"
    "    error_page   500 502 503 504  /50x.html;\n    location = /50x.html {\n"
    "        root   /usr/share/nginx/html;\n    }\n}\n"
)
FAILED = (
    "<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n"
    "<body><h1>An error occurred.</h1></body>\n</html>\n"
)
MAIN_CONF = (
    "user  nginx;\nworker_processes  auto;\n\nerror_log  /var/log/nginx/error.log notice;\n"
    "pid        /run/nginx.pid;\n\n"
    "events {\n    worker_connections  1024;\n}\n\nhttp {\n    include       /etc/nginx/mime.types;\n"
    "    default_type  application/octet-stream;\n    sendfile        on;\n    keepalive_timeout  65;\n"
    "    include /etc/nginx/conf.d/*.conf;\n}\n"
)
