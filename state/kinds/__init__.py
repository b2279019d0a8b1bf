"""KINDS: every kind of a v1.33 server, what it is called and where its rules are."""

from __future__ import annotations

from minikctl.state.kinds.kind import ALL_VERBS, Kind

STATUS = ("status",)
SCALE = ("scale", "status")
CREATE_ONLY = ("create",)
ALL = ("all",)
EXTENSIONS = ("api-extensions",)

BINDING = Kind("Binding", "v1", "bindings", verbs=CREATE_ONLY)
COMPONENT_STATUS = Kind("ComponentStatus", "v1", "componentstatuses", ("cs",), False, verbs=("get", "list"))
CONFIG_MAP = Kind("ConfigMap", "v1", "configmaps", ("cm",), module="configmap")
ENDPOINTS = Kind("Endpoints", "v1", "endpoints", ("ep",), module="endpoints")
EVENT = Kind("Event", "v1", "events", ("ev",), module="event", versions=("events.k8s.io/v1",))
LIMIT_RANGE = Kind("LimitRange", "v1", "limitranges", ("limits",), module="limitrange")
NAMESPACE = Kind(
    "Namespace",
    "v1",
    "namespaces",
    ("ns",),
    False,
    "namespace",
    verbs=("create", "delete", "get", "list", "patch", "update", "watch"),
    subresources=("finalize", "status"),
)
NODE = Kind("Node", "v1", "nodes", ("no",), False, "node", subresources=("proxy", "status"))
PERSISTENT_VOLUME_CLAIM = Kind(
    "PersistentVolumeClaim",
    "v1",
    "persistentvolumeclaims",
    ("pvc",),
    module="persistentvolumeclaim",
    subresources=STATUS,
)
PERSISTENT_VOLUME = Kind(
    "PersistentVolume", "v1", "persistentvolumes", ("pv",), False, "persistentvolume", subresources=STATUS
)
POD = Kind(
    "Pod",
    "v1",
    "pods",
    ("po",),
    module="pod",
    categories=ALL,
    subresources=(
        "attach",
        "binding",
        "ephemeralcontainers",
        "eviction",
        "exec",
        "log",
        "portforward",
        "proxy",
        "resize",
        "status",
    ),
)
POD_TEMPLATE = Kind("PodTemplate", "v1", "podtemplates", module="podtemplate")
REPLICATION_CONTROLLER = Kind(
    "ReplicationController",
    "v1",
    "replicationcontrollers",
    ("rc",),
    module="replicationcontroller",
    categories=ALL,
    subresources=SCALE,
)
RESOURCE_QUOTA = Kind("ResourceQuota", "v1", "resourcequotas", ("quota",), module="resourcequota", subresources=STATUS)
SECRET = Kind("Secret", "v1", "secrets", module="secret")
SERVICE_ACCOUNT = Kind(
    "ServiceAccount", "v1", "serviceaccounts", ("sa",), module="serviceaccount", subresources=("token",)
)
SERVICE = Kind(
    "Service", "v1", "services", ("svc",), module="service", categories=ALL, subresources=("proxy", "status")
)
MUTATING_WEBHOOK_CONFIGURATION = Kind(
    "MutatingWebhookConfiguration",
    "admissionregistration.k8s.io/v1",
    "mutatingwebhookconfigurations",
    (),
    False,
    "admissionregistration",
    EXTENSIONS,
)
VALIDATING_ADMISSION_POLICY = Kind(
    "ValidatingAdmissionPolicy",
    "admissionregistration.k8s.io/v1",
    "validatingadmissionpolicies",
    (),
    False,
    "admissionregistration",
    EXTENSIONS,
    subresources=STATUS,
)
VALIDATING_ADMISSION_POLICY_BINDING = Kind(
    "ValidatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/v1",
    "validatingadmissionpolicybindings",
    (),
    False,
    "admissionregistration",
    EXTENSIONS,
)
VALIDATING_WEBHOOK_CONFIGURATION = Kind(
    "ValidatingWebhookConfiguration",
    "admissionregistration.k8s.io/v1",
    "validatingwebhookconfigurations",
    (),
    False,
    "admissionregistration",
    EXTENSIONS,
)
CUSTOM_RESOURCE_DEFINITION = Kind(
    "CustomResourceDefinition",
    "apiextensions.k8s.io/v1",
    "customresourcedefinitions",
    ("crd", "crds"),
    False,
    "customresourcedefinition",
    EXTENSIONS,
    subresources=STATUS,
)
API_SERVICE = Kind(
    "APIService", "apiregistration.k8s.io/v1", "apiservices", (), False, "apiservice", EXTENSIONS, subresources=STATUS
)
CONTROLLER_REVISION = Kind("ControllerRevision", "apps/v1", "controllerrevisions", module="controllerrevision")
DAEMON_SET = Kind(
    "DaemonSet", "apps/v1", "daemonsets", ("ds",), module="daemonset", categories=ALL, subresources=STATUS
)
DEPLOYMENT = Kind(
    "Deployment", "apps/v1", "deployments", ("deploy",), module="deployment", categories=ALL, subresources=SCALE
)
REPLICA_SET = Kind(
    "ReplicaSet", "apps/v1", "replicasets", ("rs",), module="replicaset", categories=ALL, subresources=SCALE
)
STATEFUL_SET = Kind(
    "StatefulSet", "apps/v1", "statefulsets", ("sts",), module="statefulset", categories=ALL, subresources=SCALE
)
SELF_SUBJECT_REVIEW = Kind(
    "SelfSubjectReview", "authentication.k8s.io/v1", "selfsubjectreviews", (), False, verbs=CREATE_ONLY
)
TOKEN_REVIEW = Kind("TokenReview", "authentication.k8s.io/v1", "tokenreviews", (), False, verbs=CREATE_ONLY)
LOCAL_SUBJECT_ACCESS_REVIEW = Kind(
    "LocalSubjectAccessReview", "authorization.k8s.io/v1", "localsubjectaccessreviews", verbs=CREATE_ONLY
)
SELF_SUBJECT_ACCESS_REVIEW = Kind(
    "SelfSubjectAccessReview", "authorization.k8s.io/v1", "selfsubjectaccessreviews", (), False, verbs=CREATE_ONLY
)
SELF_SUBJECT_RULES_REVIEW = Kind(
    "SelfSubjectRulesReview", "authorization.k8s.io/v1", "selfsubjectrulesreviews", (), False, verbs=CREATE_ONLY
)
SUBJECT_ACCESS_REVIEW = Kind(
    "SubjectAccessReview", "authorization.k8s.io/v1", "subjectaccessreviews", (), False, verbs=CREATE_ONLY
)
HORIZONTAL_POD_AUTOSCALER = Kind(
    "HorizontalPodAutoscaler",
    "autoscaling/v2",
    "horizontalpodautoscalers",
    ("hpa",),
    module="horizontalpodautoscaler",
    categories=ALL,
    subresources=STATUS,
    versions=("autoscaling/v1",),
)
CRON_JOB = Kind("CronJob", "batch/v1", "cronjobs", ("cj",), module="cronjob", categories=ALL, subresources=STATUS)
JOB = Kind("Job", "batch/v1", "jobs", module="job", categories=ALL, subresources=STATUS)
CERTIFICATE_SIGNING_REQUEST = Kind(
    "CertificateSigningRequest",
    "certificates.k8s.io/v1",
    "certificatesigningrequests",
    ("csr",),
    False,
    "certificatesigningrequest",
    subresources=("approval", "status"),
)
LEASE = Kind("Lease", "coordination.k8s.io/v1", "leases", module="lease")
ENDPOINT_SLICE = Kind("EndpointSlice", "discovery.k8s.io/v1", "endpointslices", module="endpointslice")
FLOW_SCHEMA = Kind(
    "FlowSchema", "flowcontrol.apiserver.k8s.io/v1", "flowschemas", (), False, "flowcontrol", subresources=STATUS
)
PRIORITY_LEVEL_CONFIGURATION = Kind(
    "PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1",
    "prioritylevelconfigurations",
    (),
    False,
    "flowcontrol",
    subresources=STATUS,
)
INGRESS_CLASS = Kind("IngressClass", "networking.k8s.io/v1", "ingressclasses", (), False, "ingressclass")
INGRESS = Kind("Ingress", "networking.k8s.io/v1", "ingresses", ("ing",), module="ingress", subresources=STATUS)
IP_ADDRESS = Kind("IPAddress", "networking.k8s.io/v1", "ipaddresses", ("ip",), False, "ipaddress")
NETWORK_POLICY = Kind("NetworkPolicy", "networking.k8s.io/v1", "networkpolicies", ("netpol",), module="networkpolicy")
SERVICE_CIDR = Kind(
    "ServiceCIDR", "networking.k8s.io/v1", "servicecidrs", (), False, "servicecidr", subresources=STATUS
)
RUNTIME_CLASS = Kind("RuntimeClass", "node.k8s.io/v1", "runtimeclasses", (), False, "runtimeclass")
POD_DISRUPTION_BUDGET = Kind(
    "PodDisruptionBudget",
    "policy/v1",
    "poddisruptionbudgets",
    ("pdb",),
    module="poddisruptionbudget",
    subresources=STATUS,
)
CLUSTER_ROLE_BINDING = Kind(
    "ClusterRoleBinding", "rbac.authorization.k8s.io/v1", "clusterrolebindings", (), False, "clusterrolebinding"
)
CLUSTER_ROLE = Kind("ClusterRole", "rbac.authorization.k8s.io/v1", "clusterroles", (), False, "clusterrole")
ROLE_BINDING = Kind("RoleBinding", "rbac.authorization.k8s.io/v1", "rolebindings", module="rolebinding")
ROLE = Kind("Role", "rbac.authorization.k8s.io/v1", "roles", module="role")
PRIORITY_CLASS = Kind("PriorityClass", "scheduling.k8s.io/v1", "priorityclasses", ("pc",), False, "priorityclass")
CSI_DRIVER = Kind("CSIDriver", "storage.k8s.io/v1", "csidrivers", (), False, "storage")
CSI_NODE = Kind("CSINode", "storage.k8s.io/v1", "csinodes", (), False, "storage")
CSI_STORAGE_CAPACITY = Kind("CSIStorageCapacity", "storage.k8s.io/v1", "csistoragecapacities", module="storage")
STORAGE_CLASS = Kind("StorageClass", "storage.k8s.io/v1", "storageclasses", ("sc",), False, "storageclass")
VOLUME_ATTACHMENT = Kind(
    "VolumeAttachment", "storage.k8s.io/v1", "volumeattachments", (), False, "storage", subresources=STATUS
)

KINDS: tuple[Kind, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Kind))

__all__ = ["ALL_VERBS", "KINDS", "Kind"]
