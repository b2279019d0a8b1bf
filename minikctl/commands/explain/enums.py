"""The values that fields of built-in kinds may have, where a v1.33 server's OpenAPI document lists them."""

from __future__ import annotations

POLICIES = ("Delete", "Recycle", "Retain")
PROTOCOLS = ("SCTP", "TCP", "UDP")
EFFECTS = ("NoExecute", "NoSchedule", "PreferNoSchedule")
PROFILES = ("Localhost", "RuntimeDefault", "Unconfined")
INCLUSION = ("Honor", "Ignore")
WAYS = ("OnDelete", "RollingUpdate")
MODES = ("Block", "Filesystem")
PATHS = ("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket")

ENUMS: dict[tuple[str, str], tuple[str, ...]] = {
    ("AppArmorProfile", "type"): PROFILES,
    ("Container", "imagePullPolicy"): ("Always", "IfNotPresent", "Never"),
    ("Container", "terminationMessagePolicy"): ("FallbackToLogsOnError", "File"),
    ("ContainerPort", "protocol"): PROTOCOLS,
    ("CronJobSpec", "concurrencyPolicy"): ("Allow", "Forbid", "Replace"),
    ("DaemonSetUpdateStrategy", "type"): WAYS,
    ("DeploymentStrategy", "type"): ("Recreate", "RollingUpdate"),
    ("EndpointSlice", "addressType"): ("FQDN", "IPv4", "IPv6"),
    ("HTTPGetAction", "scheme"): ("HTTP", "HTTPS"),
    ("HTTPIngressPath", "pathType"): ("Exact", "ImplementationSpecific", "Prefix"),
    ("HostPathVolumeSource", "type"): PATHS,
    ("JobSpec", "completionMode"): ("Indexed", "NonIndexed"),
    ("JobSpec", "podReplacementPolicy"): ("Failed", "TerminatingOrFailed"),
    ("NamespaceStatus", "phase"): ("Active", "Terminating"),
    ("NetworkPolicyPort", "protocol"): PROTOCOLS,
    ("NodeSelectorRequirement", "operator"): ("DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn"),
    ("PersistentVolumeClaimSpec", "volumeMode"): MODES,
    ("PersistentVolumeClaimStatus", "phase"): ("Bound", "Lost", "Pending"),
    ("PersistentVolumeSpec", "persistentVolumeReclaimPolicy"): POLICIES,
    ("PersistentVolumeSpec", "volumeMode"): MODES,
    ("PersistentVolumeStatus", "phase"): ("Available", "Bound", "Failed", "Pending", "Released"),
    ("PodSpec", "dnsPolicy"): ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
    ("PodSpec", "preemptionPolicy"): ("Never", "PreemptLowerPriority"),
    ("PodSpec", "restartPolicy"): ("Always", "Never", "OnFailure"),
    ("PodStatus", "phase"): ("Failed", "Pending", "Running", "Succeeded", "Unknown"),
    ("PodStatus", "qosClass"): ("BestEffort", "Burstable", "Guaranteed"),
    ("SeccompProfile", "type"): PROFILES,
    ("ServicePort", "protocol"): PROTOCOLS,
    ("ServiceSpec", "externalTrafficPolicy"): ("Cluster", "Local"),
    ("ServiceSpec", "internalTrafficPolicy"): ("Cluster", "Local"),
    ("ServiceSpec", "ipFamilyPolicy"): ("PreferDualStack", "RequireDualStack", "SingleStack"),
    ("ServiceSpec", "sessionAffinity"): ("ClientIP", "None"),
    ("ServiceSpec", "type"): ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"),
    ("StatefulSetSpec", "podManagementPolicy"): ("OrderedReady", "Parallel"),
    ("StatefulSetUpdateStrategy", "type"): WAYS,
    ("StorageClass", "reclaimPolicy"): POLICIES,
    ("StorageClass", "volumeBindingMode"): ("Immediate", "WaitForFirstConsumer"),
    ("Taint", "effect"): EFFECTS,
    ("Toleration", "effect"): EFFECTS,
    ("Toleration", "operator"): ("Equal", "Exists"),
    ("TopologySpreadConstraint", "nodeAffinityPolicy"): INCLUSION,
    ("TopologySpreadConstraint", "nodeTaintsPolicy"): INCLUSION,
    ("TopologySpreadConstraint", "whenUnsatisfiable"): ("DoNotSchedule", "ScheduleAnyway"),
}
