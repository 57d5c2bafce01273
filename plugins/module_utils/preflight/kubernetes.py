"""Kubernetes versions of EKS.

Source: the release calendar in the EKS user guide (docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding

READ_ON = date(2026, 11, 22)
END_OF_STANDARD_SUPPORT: Mapping[str, date] = {
    "1.28": date(2024, 11, 26),
    "1.29": date(2025, 3, 23),
    "1.30": date(2025, 7, 23),
    "1.31": date(2025, 11, 26),
    "1.32": date(2026, 3, 23),
    "1.33": date(2026, 7, 29),
    "1.34": date(2026, 12, 2),
    "1.35": date(2027, 3, 27),
    "1.36": date(2027, 8, 2),
}


def unsupported(
    version: str, support_type: str, today: date, variable: str = "eks_cluster_version"
) -> Iterator[Finding]:
    """A version that is unknown, or past standard support where the cluster does not pay for extended support."""
    supported = [known for known, end in END_OF_STANDARD_SUPPORT.items() if end > today]
    end = END_OF_STANDARD_SUPPORT.get(version)
    if end is None:
        yield Finding(variable, version, "is not a Kubernetes version of EKS", f"choose {' or '.join(supported)}")
    elif end <= today and support_type == "STANDARD":
        yield Finding(
            variable,
            version,
            f"left standard support on {end}",
            f"choose {' or '.join(supported)}, or set eks_cluster_support_type to EXTENDED and pay for it",
        )
