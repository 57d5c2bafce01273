"""The catalogue that generation is measured by."""

from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import parse

from tests.bench.generation import SERVICES, catalogue


def test_it_is_sound_and_the_same_each_time() -> None:
    services = parse(catalogue()["services"])
    assert len(services) == SERVICES == 200
    assert {service.kind for service in services.values()} == {"deployment", "worker"}
    assert catalogue() == catalogue()
