"""Which fields each kind of a v1.33 server has, one declaration per API type."""

from __future__ import annotations

from importlib import import_module

# apiVersion -> module -> kinds
MODULES: dict[str, dict[str, str]] = {
    "v1": {
        "volumes": "PersistentVolumeClaim",
        "persistentvolumes": "PersistentVolume",
        "pod": "Pod PodTemplate",
        "service": "Service Endpoints",
        "replicationcontroller": "ReplicationController",
        "node": "Node",
        "core": "Namespace ConfigMap Secret ServiceAccount Event LimitRange ResourceQuota Binding ComponentStatus",
    },
    "apps/v1": {
        "workloads": "Deployment ReplicaSet StatefulSet DaemonSet ControllerRevision",
    },
    "batch/v1": {
        "batch": "Job CronJob",
    },
    "networking.k8s.io/v1": {
        "networking": "Ingress IngressClass NetworkPolicy IPAddress ServiceCIDR",
    },
    "discovery.k8s.io/v1": {
        "discovery": "EndpointSlice",
    },
    "autoscaling/v2": {
        "autoscaling": "HorizontalPodAutoscaler",
    },
    "autoscaling/v1": {
        "autoscaling_v1": "HorizontalPodAutoscaler Scale",
    },
    "policy/v1": {
        "policy": "PodDisruptionBudget Eviction",
    },
    "rbac.authorization.k8s.io/v1": {
        "rbac": "Role RoleBinding ClusterRole ClusterRoleBinding",
    },
    "storage.k8s.io/v1": {
        "storage": "StorageClass CSIDriver CSINode CSIStorageCapacity VolumeAttachment",
    },
    "node.k8s.io/v1": {
        "runtimeclass": "RuntimeClass",
    },
    "scheduling.k8s.io/v1": {
        "scheduling": "PriorityClass",
    },
    "coordination.k8s.io/v1": {
        "coordination": "Lease",
    },
    "events.k8s.io/v1": {
        "events": "Event",
    },
    "certificates.k8s.io/v1": {
        "certificates": "CertificateSigningRequest",
    },
    "admissionregistration.k8s.io/v1": {
        "admissionregistration": "MutatingWebhookConfiguration ValidatingWebhookConfiguration "
        "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
    },
    "flowcontrol.apiserver.k8s.io/v1": {
        "flowcontrol": "FlowSchema PriorityLevelConfiguration",
    },
    "authentication.k8s.io/v1": {
        "authentication": "TokenReview TokenRequest SelfSubjectReview",
    },
    "authorization.k8s.io/v1": {
        "authorization": "SubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview LocalSubjectAccessReview",
    },
    "apiextensions.k8s.io/v1": {
        "apiextensions": "CustomResourceDefinition",
    },
    "apiregistration.k8s.io/v1": {
        "apiregistration": "APIService",
    },
}


def shape_of(api_version: str, kind: str) -> type | None:
    """The declaration of a kind; only the modules it needs are loaded. None for kinds that are not built in."""
    for module, kinds in MODULES.get(api_version, {}).items():
        if kind in kinds.split():
            found: type = getattr(import_module(f"minikctl.state.shapes.{module}"), kind)
            return found
    return None
