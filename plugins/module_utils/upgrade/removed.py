"""APIs that Kubernetes no longer serves, and what to write instead.

Source: the lifecycle that k8s.io/api v0.36.3 states for each of its types, and the deprecated API migration guide
(kubernetes.io/docs/reference/using-api/deprecation-guide) for those that it no longer has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

READ_ON = date(2026, 11, 22)

# minor of removal: version: kinds, and the version to use instead where there is one
REMOVED: Mapping[int, Iterable[tuple[str, str, str | None]]] = {
    16: (
        ("apps/v1beta1", "ControllerRevision Deployment StatefulSet", "apps/v1"),
        ("apps/v1beta2", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet", "apps/v1"),
        ("extensions/v1beta1", "DaemonSet Deployment ReplicaSet", "apps/v1"),
        ("extensions/v1beta1", "NetworkPolicy", "networking.k8s.io/v1"),
        ("extensions/v1beta1", "PodSecurityPolicy", None),
    ),
    22: (
        (
            "admissionregistration.k8s.io/v1beta1",
            "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
            "admissionregistration.k8s.io/v1",
        ),
        ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "apiextensions.k8s.io/v1"),
        ("apiregistration.k8s.io/v1beta1", "APIService", "apiregistration.k8s.io/v1"),
        ("certificates.k8s.io/v1beta1", "CertificateSigningRequest", "certificates.k8s.io/v1"),
        ("coordination.k8s.io/v1beta1", "Lease", "coordination.k8s.io/v1"),
        ("extensions/v1beta1", "Ingress", "networking.k8s.io/v1"),
        ("networking.k8s.io/v1beta1", "Ingress IngressClass", "networking.k8s.io/v1"),
        (
            "rbac.authorization.k8s.io/v1beta1",
            "ClusterRole ClusterRoleBinding Role RoleBinding",
            "rbac.authorization.k8s.io/v1",
        ),
        ("scheduling.k8s.io/v1beta1", "PriorityClass", "scheduling.k8s.io/v1"),
        ("storage.k8s.io/v1beta1", "CSIDriver CSINode StorageClass VolumeAttachment", "storage.k8s.io/v1"),
    ),
    24: (("storage.k8s.io/v1alpha1", "CSIStorageCapacity VolumeAttachment", "storage.k8s.io/v1"),),
    25: (
        ("autoscaling/v2beta1", "HorizontalPodAutoscaler", "autoscaling/v2"),
        ("batch/v1beta1", "CronJob", "batch/v1"),
        ("discovery.k8s.io/v1beta1", "EndpointSlice", "discovery.k8s.io/v1"),
        ("events.k8s.io/v1beta1", "Event", "events.k8s.io/v1"),
        ("node.k8s.io/v1beta1", "RuntimeClass", "node.k8s.io/v1"),
        ("policy/v1beta1", "PodDisruptionBudget", "policy/v1"),
        ("policy/v1beta1", "PodSecurityPolicy", None),
    ),
    26: (
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "autoscaling/v2"),
        (
            "flowcontrol.apiserver.k8s.io/v1beta1",
            "FlowSchema PriorityLevelConfiguration",
            "flowcontrol.apiserver.k8s.io/v1",
        ),
    ),
    27: (("storage.k8s.io/v1beta1", "CSIStorageCapacity", "storage.k8s.io/v1"),),
    29: (
        (
            "flowcontrol.apiserver.k8s.io/v1beta2",
            "FlowSchema PriorityLevelConfiguration",
            "flowcontrol.apiserver.k8s.io/v1",
        ),
    ),
    32: (
        (
            "flowcontrol.apiserver.k8s.io/v1beta3",
            "FlowSchema PriorityLevelConfiguration",
            "flowcontrol.apiserver.k8s.io/v1",
        ),
        (
            "admissionregistration.k8s.io/v1alpha1",
            "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
            "admissionregistration.k8s.io/v1",
        ),
    ),
    34: (
        (
            "admissionregistration.k8s.io/v1beta1",
            "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
            "admissionregistration.k8s.io/v1",
        ),
    ),
    35: (("storage.k8s.io/v1alpha1", "VolumeAttributesClass", "storage.k8s.io/v1"),),
    37: (
        ("certificates.k8s.io/v1alpha1", "ClusterTrustBundle", "certificates.k8s.io/v1beta1"),
        ("networking.k8s.io/v1beta1", "IPAddress ServiceCIDR", "networking.k8s.io/v1"),
        ("storage.k8s.io/v1beta1", "VolumeAttributesClass", "storage.k8s.io/v1"),
    ),
}


@dataclass(frozen=True)
class Removed:
    """One kind of object; C(minor) is the first of Kubernetes that does not serve it."""

    api: str
    kind: str
    minor: int
    instead: str | None

    def __str__(self) -> str:
        return f"{self.api} {self.kind}, which Kubernetes 1.{self.minor} no longer serves"

    @property
    def remedy(self) -> str:
        return f"write {self.instead}" if self.instead else "do without it"


def table() -> Iterator[Removed]:
    for minor, rows in REMOVED.items():
        for api, kinds, instead in rows:
            yield from (Removed(api, kind, minor, instead) for kind in kinds.split())


BY_KIND: Mapping[tuple[str, str], Removed] = {(each.api, each.kind): each for each in table()}


def removed(api: str, kind: str, minor: int) -> Removed | None:
    """The entry of a kind that Kubernetes 1.C(minor) does not serve."""
    found = BY_KIND.get((api, kind))
    return found if found and found.minor <= minor else None


def between(present: int, target: int) -> list[Removed]:
    """What goes on the way from one minor to another."""
    return [each for each in BY_KIND.values() if present < each.minor <= target]
