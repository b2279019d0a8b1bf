"""kube-proxy in ipvs mode: virtual servers, address sets, and the few rules around them."""
