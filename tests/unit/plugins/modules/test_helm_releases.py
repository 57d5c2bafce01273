import json
import os
import subprocess
import sys

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.modules import helm_releases

RELEASE = {"name": "web", "namespace": "prod", "chart": "oci://registry.example/web", "version": "1.0.0"}


def run_module(check_mode=False, diff=False, **options):
    arguments = {**options, "_ansible_check_mode": check_mode, "_ansible_diff": diff}
    done = subprocess.run(
        [sys.executable, helm_releases.__file__],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        input=json.dumps({"ANSIBLE_MODULE_ARGS": arguments}),
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(done.stdout)


def described(documented):
    keys = ("type", "elements", "required", "default", "choices")
    return {
        name: {key: option[key] for key in keys if key in option}
        | ({"options": described(option["suboptions"])} if "suboptions" in option else {})
        for name, option in documented.items()
    }


def test_documentation_is_the_argument_spec():
    assert described(yaml.safe_load(helm_releases.DOCUMENTATION)["options"]) == helm_releases.OPTIONS


@pytest.mark.parametrize("diff", [True, False])
def test_plan_of_an_empty_account_needs_neither_cluster_nor_helm(diff):
    result = run_module(True, diff, releases=[RELEASE], cluster_exists=False, helm_binary="/nowhere/helm")
    assert result["changes"] == [{"action": "create", "kind": "helm_release", "name": "prod/web"}]
    assert ("diff" in result) is diff


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"releases": [RELEASE], "cluster_exists": False}, "cluster_exists is false"),
        ({"releases": [RELEASE], "helm_binary": "/nowhere/helm"}, "helm_binary '/nowhere/helm' cannot be run"),
        ({"releases": [RELEASE], "concurrency": 0}, "concurrency is 0"),
        ({"releases": [RELEASE, RELEASE], "helm_binary": "/nowhere/helm"}, "release prod/web is given 2 times"),
    ],
)
def test_bad_input_is_one_sentence(options, sentence):
    result = run_module(**options)
    assert result["failed"]
    assert result["msg"].startswith(sentence)
