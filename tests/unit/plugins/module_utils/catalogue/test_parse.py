from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.model import Metrics, Probes
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.needs import Bucket, Peer, Redis
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import findings, parse
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

SOUND: dict[str, Any] = {
    "shop": {
        "image": "store/shop",
        "port": 8001,
        "route": "/shop",
        "replicas": {"min": 2, "max": 5, "cpu": 70},
        "resources": {"cpu": "500m", "memory": "512Mi"},
        "needs": ["redis", {"bucket": {"name": "images", "access": ["write", "read"]}}, {"service": "stock"}],
    },
    "stock": {"image": "store/stock", "port": 8002, "resources": {"cpu": "1", "memory": "1Gi"}},
}


def changed(path: str, value: object) -> dict[str, Any]:
    services = copy.deepcopy(SOUND)
    *parents, last = path.split(".")
    target = services
    for key in parents:
        target = target.setdefault(key, {})
    target[last] = value
    return services


def test_a_sound_catalogue_has_no_findings() -> None:
    assert findings(SOUND) == []


def test_needs_become_objects_and_probes_have_defaults() -> None:
    shop = parse(SOUND)["shop"]
    assert shop.needs == (Redis(), Bucket("images", ("read", "write")), Peer("stock"))
    assert shop.probes == Probes("/health", "/ready")


def test_what_is_not_given_follows_from_what_is() -> None:
    services = changed("shop.metrics", {})
    services["shop"]["replicas"] = {"min": 3}
    shop, stock = parse(services).values()
    assert shop.metrics == Metrics(8001, "/metrics")
    assert (shop.replicas.max, stock.replicas.min, stock.replicas.max) == (3, 1, 1)


WORKER = {"image": "store/batch", "kind": "worker", "resources": {"cpu": "1", "memory": "1Gi"}}
DATA = {"size": "1Gi", "path": "/data"}
JOBS = {"queue": {"name": "jobs", "access": ["receive"]}}
SENTENCES: list[tuple[str, object, str]] = [
    ("shop", 3, "services.shop is 3: give a mapping with text keys."),
    ("Shop", SOUND["stock"], "services.Shop is not a name: give lower-case letters"),
    ("common", {**SOUND["stock"], "port": 9}, "services.common.port is 9: give a whole number from 1024 to 65535."),
    ("common", {**SOUND["stock"], "port": 8009}, "services.common bears the name of a chart of this collection"),
    ("shop-test", {**WORKER}, "services.shop-test bears the name of the test of 'shop': choose another."),
    ("shop.imgae", "x", "services.shop.imgae is not a known key: did you mean 'image'?"),
    ("shop.image", None, "services.shop.image is missing: give a repository"),
    ("shop.image", "host:5000/a", "services.shop.image is 'host:5000/a': give a repository without registry and tag."),
    (
        "shop.kind",
        "jobs",
        "services.shop.kind is 'jobs': give deployment, rollout, statefulset, worker, job or cronjob.",
    ),
    ("shop.replicas.min", True, "services.shop.replicas.min is True: give a whole number"),
    ("shop.port", None, "services.shop has no port: give one, or kind: worker."),
    ("shop.kind", "worker", "services.shop is a worker with a port or a route"),
    ("shop.port", 8002, "services.stock.port 8002 is that of services.shop too: choose another."),
    ("stock.route", "/shop", "services.stock.route /shop is that of services.shop too: choose another."),
    ("shop.replicas.min", 6, "services.shop has replicas.min 6 above replicas.max 5: swap or raise max."),
    ("shop.replicas.cpu", None, "services.shop has replicas 2 to 5 and nothing to scale by"),
    ("shop.replicas.min", 0, "services.shop has replicas.min 0, where no pod is left to measure"),
    ("shop.replicas.queue", {"sqs": "jobs"}, "services.shop scales by queue 'jobs', which it does not need"),
    ("shop.replicas.queue", {}, "services.shop has replicas.queue with neither redis nor sqs: give one."),
    (
        "batch",
        {**WORKER, "replicas": {"queue": {"redis": ["a"], "sqs": "jobs"}}, "needs": ["redis", JOBS]},
        "services.batch has replicas.queue with both redis and sqs: give one.",
    ),
    ("batch", {**WORKER, "metrics": {}}, "services.batch has metrics at no port: give metrics.port, as a worker has"),
    ("batch", {**WORKER, "kind": "job", "metrics": {"port": 9090}}, "services.batch is a job with metrics or replicas"),
    ("batch", {**WORKER, "kind": "job", "replicas": {"min": 2}}, "services.batch is a job with metrics or replicas"),
    ("stock.kind", "job", "services.stock is a job with a port or a route: drop them, or kind: deployment."),
    ("batch", {**WORKER, "kind": "cronjob"}, "services.batch is a cronjob without a schedule: give one, or kind: job."),
    ("stock.schedule", "0 3 * * *", "services.stock is a deployment with a schedule: drop it, or kind: cronjob."),
    ("stock.schedule", "hourly", "services.stock.schedule is 'hourly': give five fields such as '0 3 * * *'."),
    ("stock.after", ["shopp"], "services.stock comes after 'shopp', which is no service: did you mean 'shop'?"),
    ("stock.after", ["stock"], "services.stock waits for itself, stock after stock: take one of these names out of"),
    (
        "stock.resources.limits",
        {"memory": "1000Mi"},
        "services.stock requests memory 1Gi above its limit 1000Mi: lower the request or raise the limit.",
    ),
    (
        "stock.resources.limits",
        {"cpu": "900m"},
        "services.stock requests CPU 1 above its limit 900m",
    ),
    ("stock.replicas", {"queue": {"redis": ["a"]}}, "services.stock scales by a Redis queue and does not need redis"),
    (
        "stock.kind",
        "rollout",
        "services.stock is a rollout without metrics, by which a new version is judged: give metrics",
    ),
    (
        "stock.kind",
        "statefulset",
        "services.stock is a statefulset without volumes: give volumes, or kind: deployment.",
    ),
    (
        "stock.volumes",
        {"data": {"path": "/a"}},
        "services.stock.volumes.data.size is missing: give Mi or Gi such as 10Gi.",
    ),
    ("stock.volumes", {"Data": DATA}, "services.stock.volumes.Data is not a name: give lower-case letters"),
    ("stock.volumes", {"tmp": DATA}, "services.stock has two volumes of the name 'tmp': rename the one in volumes."),
    (
        "stock.volumes",
        {"a": DATA, "b": DATA},
        "services.stock mounts a volume at '/data', which is taken: choose another",
    ),
    (
        "shop.volumes",
        {"data": DATA},
        "services.shop has volumes, which one pod mounts, and up to 5 replicas: give at most",
    ),
    (
        "batch",
        {**WORKER, "kind": "job", "volumes": {"data": DATA}},
        "services.batch is a job with volumes: drop them, or",
    ),
    ("shop-preview", {**WORKER}, "services.shop-preview bears the name of the preview of 'shop': choose another."),
    (
        "stock.objectives",
        {"latency_p95": "200"},
        "services.stock.objectives.latency_p95 is '200': give ms or s such as",
    ),
    (
        "shop.objectives",
        {"availability": 100},
        "services.shop.objectives.availability is 100: give a number of at least 90",
    ),
    (
        "shop.objectives",
        {"availability": 99.5},
        "services.shop has objectives that nothing measures: give a port and metrics",
    ),
    ("shop.resources.cpu", 0.5, "services.shop.resources.cpu is 0.5: give whole or milli CPUs"),
    ("shop.resources.memory", "512M", "services.shop.resources.memory is '512M': give Mi or Gi"),
    ("shop.arch", ["arm"], "services.shop.arch holds 'arm': did you mean 'arm64'?"),
    ("shop.env", {"DEBUG": 1}, "services.shop.env.DEBUG is 1: give a text, in quotes when it looks like a number."),
    ("shop.env", {"debug": "1"}, "services.shop.env.debug is not an environment name"),
    ("shop.env", {"REDIS_URL": "x"}, "services.shop gets the environment variable REDIS_URL from 2 places"),
    ("stock.metrics", {"port": 1}, "services.stock.metrics.port is 1: give a whole number"),
    ("shop.needs", {"redis": {}}, "services.shop.needs is {'redis': {}}: give a list of single entries"),
    ("shop.needs", [5], "services.shop.needs[0] is 5: give a single entry"),
    ("shop.needs", ["reddis"], "services.shop.needs[0].reddis is not a known need: did you mean 'redis'?"),
    ("shop.needs", [{"redis": {}, "secret": "a"}], "services.shop.needs[0] has 2 keys: give exactly one need"),
    ("shop.needs", ["redis", {"redis": {}}], "services.shop needs Redis() 2 times: keep one."),
    ("shop.needs", [{"redis": {"host": "a"}}], "services.shop.needs[0].redis.host is not a known key"),
    (
        "shop.needs",
        [{"service": "stok"}],
        "services.shop needs service 'stok', which is no other service with a port: did",
    ),
    ("shop.needs", [{"service": "shop"}], "services.shop needs service 'shop', which is no other service"),
    ("shop.needs", [{"secret": "A b"}], "services.shop.needs[0].secret is 'A b': give lower-case letters"),
    ("shop.needs", [{"bucket": {"name": "a", "access": ["reed"]}}], "bucket.access holds 'reed': did you mean 'read'?"),
    ("shop.needs", [{"external": {"name": "a", "url": "http://a"}}], "external.url is 'http://a': give an https://"),
    ("shop.needs", [{"efs": {"name": "a", "path": "/tmp"}}], "services.shop mounts a volume at '/tmp', which is taken"),
]


@pytest.mark.parametrize(("path", "value", "sentence"), SENTENCES, ids=[case[2][:60] for case in SENTENCES])
def test_a_finding_names_path_value_and_remedy(path: str, value: object, sentence: str) -> None:
    found = findings(changed(path, value))
    assert [each for each in found if sentence in each], found
    assert len(found) == 1, found


@pytest.mark.parametrize("services", [None, [], "shop", {1: {}}])
def test_something_else_than_a_mapping_is_one_finding(services: object) -> None:
    assert len(findings(services)) == 1


def test_services_that_wait_for_each_other_are_named_in_a_circle() -> None:
    services = changed("shop.after", ["stock"])
    services["stock"]["after"] = ["shop"]
    (found,) = findings(services)
    assert found in (
        "services.shop waits for itself, shop after stock after shop: take one of these names out of after.",
        "services.stock waits for itself, stock after shop after stock: take one of these names out of after.",
    )
    assert findings({**services, "stock": {**services["stock"], "after": None}}) == []


def test_services_may_call_each_other() -> None:
    services = changed("shop.needs", [{"service": "stock"}])
    services["stock"]["needs"] = [{"service": "shop"}]
    assert findings(services) == []


def test_a_limit_may_be_what_is_requested() -> None:
    assert findings(changed("stock.resources.limits", {"cpu": "1000m", "memory": "1024Mi"})) == []


def test_all_findings_come_at_once_from_fields_and_relations() -> None:
    services = changed("stock.port", "http")
    services["shop"] |= {"needs": [{"service": "stock"}, {"service": "stuck"}], "replicas": {"max": 3}}
    with pytest.raises(PlatformError) as error:
        parse(services)
    assert str(error.value).splitlines() == [
        "services.shop has replicas 1 to 3 and nothing to scale by: give cpu, memory or queue.",
        "services.shop needs service 'stuck', which is no other service with a port: did you mean 'stock'?",
        "services.stock.port is 'http': give a whole number from 1024 to 65535.",
    ]


def test_an_empty_text_is_a_value_of_the_environment() -> None:
    assert parse(changed("shop.env", {"PREFIX": ""}))["shop"].env == {"PREFIX": ""}
