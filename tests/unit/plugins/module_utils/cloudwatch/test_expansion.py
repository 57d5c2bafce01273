from ansible_collections.pinksea.platform.plugins.module_utils.cloudwatch.expansion import for_each


def test_an_alarm_for_each_thing() -> None:
    alarm = {"name": "5xx", "metric": "5xxErrorRate", "dimensions": {"Region": "Global"}, "threshold": 5}
    assert for_each([alarm], "DistributionId", {"images": "E1", "frontend": "E2"}) == [
        alarm | {"name": "images-5xx", "dimensions": {"Region": "Global", "DistributionId": "E1"}},
        alarm | {"name": "frontend-5xx", "dimensions": {"Region": "Global", "DistributionId": "E2"}},
    ]


def test_every_metric_of_an_expression_has_the_dimension() -> None:
    ratio = {"id": "ratio", "expression": "a / b"}
    alarm = {"name": "5xx", "metrics": [{"id": "a", "metric": "A"}, {"id": "b", "metric": "B"}, ratio]}
    [made] = for_each([alarm], "LoadBalancer", {"alb": "app/alb/1"})
    assert made["name"] == "alb-5xx"
    assert "dimensions" not in made
    assert made["metrics"] == [
        {"id": "a", "metric": "A", "dimensions": {"LoadBalancer": "app/alb/1"}},
        {"id": "b", "metric": "B", "dimensions": {"LoadBalancer": "app/alb/1"}},
        ratio,
    ]


def test_nothing_for_nothing() -> None:
    assert for_each([{"name": "5xx"}], "LoadBalancer", {}) == []
