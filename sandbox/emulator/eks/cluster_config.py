"""The settings of a cluster: defaults, checks and changes, as plain data."""

import ipaddress
from typing import Any

from sandbox.emulator.eks.errors import InvalidParameterError
from sandbox.emulator.eks.records import Record

LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")
ACCESS_ORDER = ("CONFIG_MAP", "API_AND_CONFIG_MAP", "API")
PRIVATE = [ipaddress.IPv4Network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")]
ENDPOINT = ("endpointPublicAccess", "endpointPrivateAccess", "publicAccessCidrs")

# argument of UpdateClusterConfig: type of the update, type of its parameter
SIMPLE = {
    "accessConfig": ("AccessConfigUpdate", "AuthenticationMode"),
    "upgradePolicy": ("UpgradePolicyUpdate", "UpgradePolicy"),
    "zonalShiftConfig": ("ZonalShiftConfigUpdate", "ZonalShiftConfig"),
    "remoteNetworkConfig": ("RemoteNetworkConfigUpdate", "RemoteNetworkConfig"),
    "deletionProtection": ("DeletionProtectionUpdate", "DeletionProtection"),
}


def logging(current: Record | None, change: Record | None) -> Record:
    """Log types switched on and off; types that the change does not name stay as they are."""
    before = (current or {}).get("clusterLogging", [])
    enabled = {kind for setup in before if setup["enabled"] for kind in setup["types"]}
    for setup in (change or {}).get("clusterLogging", []):
        if unknown := set(setup.get("types", [])) - set(LOG_TYPES):
            raise InvalidParameterError(f"Invalid cluster log types: {', '.join(sorted(unknown))}")
        named = set(setup.get("types", []))
        enabled = enabled | named if setup.get("enabled") else enabled - named
    split = [([kind for kind in LOG_TYPES if (kind in enabled) is state], state) for state in (True, False)]
    return {"clusterLogging": [{"types": types, "enabled": state} for types, state in split if types]}


def check_endpoint(vpc: Record) -> None:
    if not (vpc["endpointPublicAccess"] or vpc["endpointPrivateAccess"]):
        raise InvalidParameterError("Private and public endpoint access cannot be false")
    for cidr in vpc["publicAccessCidrs"]:
        try:
            network = ipaddress.ip_network(cidr)
        except ValueError:
            raise InvalidParameterError(f"The following CIDRs are invalid in publicAccessCidrs: [{cidr}]") from None
        if isinstance(network, ipaddress.IPv4Network) and any(network.subnet_of(private) for private in PRIVATE):
            raise InvalidParameterError(f"The following CIDRs are not allowed in publicAccessCidrs: [{cidr}]")


def wanted_change(params: Record) -> tuple[str, str, Any]:
    """Type, argument and value of the one change that UpdateClusterConfig takes in a call."""
    found: list[tuple[str, str, Any]] = []
    for name, (kind, _) in SIMPLE.items():
        if params.get(name) is not None:
            found.append((kind, name, params[name]))
    if params.get("logging") is not None:
        found.append(("LoggingUpdate", "logging", params["logging"]))
    vpc = params.get("resourcesVpcConfig") or {}
    endpoint = {key: vpc[key] for key in ENDPOINT if key in vpc}
    network = {key: vpc[key] for key in ("subnetIds", "securityGroupIds") if key in vpc}
    found += [("EndpointAccessUpdate", "resourcesVpcConfig", endpoint)] if endpoint else []
    found += [("VpcConfigUpdate", "resourcesVpcConfig", network)] if network else []
    if not found:
        raise InvalidParameterError("The update holds no change that this emulator knows.")
    if len(found) > 1:
        raise InvalidParameterError("Only one type of update can be allowed.")
    return found[0]


def changed(current: Record, kind: str, name: str, value: Any) -> Record:
    """The setting after a change, or the error that the API answers to none or to a forbidden one."""
    if kind == "LoggingUpdate":
        after: Any = logging(current["logging"], value)
        same = "No changes needed for the logging config provided"
    elif kind == "EndpointAccessUpdate":
        after = {**current[name], **value}
        same = (
            "Cluster is already at the desired configuration with"
            f" endpointPrivateAccess: {str(after['endpointPrivateAccess']).lower()} ,"
            f" endpointPublicAccess: {str(after['endpointPublicAccess']).lower()},"
            f" and Public Endpoint Restrictions: [{', '.join(after['publicAccessCidrs'])}]"
        )
        check_endpoint(after)
    else:
        after = {**current.get(name, {}), **value} if isinstance(value, dict) else value
        same = f"Cluster is already at the desired configuration with {name}: {value}"
    if kind == "AccessConfigUpdate":
        check_access(current[name]["authenticationMode"], after["authenticationMode"])
    if after == current.get(name):
        raise InvalidParameterError(same)
    return {name: after}


def check_access(before: str, after: str) -> None:
    if ACCESS_ORDER.index(after) < ACCESS_ORDER.index(before):
        raise InvalidParameterError(f"Unsupported authentication mode update from {before} to {after}")
