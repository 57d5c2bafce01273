from sandbox.summary import releases, resources


def test_resources_belong_to_the_platform_that_their_name_tells() -> None:
    listed = [
        {"kind": "vpc", "name": "rag"},
        {"kind": "vpc", "name": "rag-staging"},
        {"kind": "eks_addon", "name": "rag-eks/coredns"},
        {"kind": "kms_alias", "name": "alias/rag-staging-eks-secrets"},
        {"kind": "log_group", "name": "/aws/eks/rag-eks/cluster"},
        {"kind": "s3_bucket", "name": "pingvas-dev-images-123456789012"},
        {"kind": "vpc", "name": "ragtime"},
    ]
    assert resources(listed, ["rag", "rag-staging", "pingvas-shared"]) == [
        ("AWS resources", "rag", "rag-staging", "pingvas-shared", "account"),
        ("eks_addon", "1", "-", "-", "-"),
        ("kms_alias", "-", "1", "-", "-"),
        ("log_group", "1", "-", "-", "-"),
        ("s3_bucket", "-", "-", "1", "-"),
        ("vpc", "1", "1", "-", "1"),
        ("total", "3", "2", "1", "1"),
    ]


def pod(namespace: str, instance: str, ready: str) -> dict[str, object]:
    return {
        "metadata": {"namespace": namespace, "labels": {"app.kubernetes.io/instance": instance}},
        "status": {"conditions": [{"type": "Ready", "status": ready}]},
    }


def test_releases_count_their_own_pods() -> None:
    row = {"name": "user", "namespace": "dev", "chart": "user-0.1.0", "status": "deployed"}
    pods = [pod("dev", "user", "True"), pod("dev", "user", "False"), pod("prod", "user", "True")]
    assert list(releases([row, {**row, "name": "base"}], pods, set())) == [
        ("user", "dev", "user-0.1.0", "deployed", "1/2"),
        ("base", "dev", "user-0.1.0", "deployed", "-"),
    ]


def test_a_stand_in_never_poses_as_the_chart() -> None:
    row = {"name": "keda", "namespace": "keda", "chart": "keda-2.20.2", "status": "deployed"}
    ((*_, chart, _status, _pods),) = releases([row], [], {"keda-2.20.2"})
    assert chart == "keda-2.20.2 (stand-in)"
