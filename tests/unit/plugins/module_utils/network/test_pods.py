"""What the network asks of vpc-cni."""

from ansible_collections.pinksea.platform.plugins.module_utils.network import pods

GIVEN = [{"name": "vpc-cni", "configuration": {"enableNetworkPolicy": "true"}}, {"name": "kube-proxy"}]


def test_nothing_is_asked_of_a_plain_network() -> None:
    assert pods.addons(GIVEN, False, {}) == GIVEN


def test_prefix_delegation_leaves_the_rest_as_it_is() -> None:
    cni, proxy = pods.addons(GIVEN, True, {})
    env = {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"}
    assert cni["configuration"] == {"enableNetworkPolicy": "true", "env": env}
    assert proxy == {"name": "kube-proxy"}


def test_pods_get_subnets_of_their_own_in_the_zone_of_their_node() -> None:
    cni, _ = pods.addons(GIVEN, False, {"us-east-1a": "subnet-a", "us-east-1b": "subnet-b"})
    assert cni["configuration"]["env"]["ENI_CONFIG_LABEL_DEF"] == "topology.kubernetes.io/zone"
    assert cni["configuration"]["eniConfig"] == {
        "create": True,
        "region": "us-east-1",
        "subnets": {"us-east-1a": {"id": "subnet-a"}, "us-east-1b": {"id": "subnet-b"}},
    }


def test_what_is_given_goes_first() -> None:
    given = [{"name": "vpc-cni", "configuration": {"env": {"WARM_PREFIX_TARGET": "3"}}}]
    env = pods.addons(given, True, {})[0]["configuration"]["env"]
    assert env == {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "3"}
