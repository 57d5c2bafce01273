"""The verdict of the measurements."""

from tests.bench.figures import Figure, Usage, generation, migrations, releases, report, second_run, waits


def test_a_figure_over_its_budget_fails_the_run() -> None:
    sound = [Figure("a", 1.0), Figure("b", 4.0, "x", 4.0)]
    assert report(sound) == ("a: 1.00 s\nb: 4.00 x, budget 4.00", 0)
    assert report([*sound, Figure("c", 4.01, "x", 4.0)]) == (
        "a: 1.00 s\nb: 4.00 x, budget 4.00\nc: 4.01 x, budget 4.00 OVER",
        1,
    )


def test_the_ratio_is_one_of_medians() -> None:
    ratio = second_run([10.0, 99.0, 8.0], [1.0, 2.0, 50.0], 7)[-1]
    assert (ratio.value, ratio.is_over) == (5.0, True)
    assert not second_run([8.0], [2.0], 7)[-1].is_over


def test_waits_may_take_the_longest_path_and_the_run_itself() -> None:
    assert not waits(90.0, 20.0, 30.0, held=53.0)[-1].is_over
    assert waits(90.0, 20.0, 30.0, held=53.1)[-1].is_over


def test_a_million_rows_and_a_second_run_have_their_budgets() -> None:
    sound = migrations([0.3], [0.2, 9.0, 0.2], [0.3], [0.2], [0.1])
    assert [(figure.name, round(figure.value, 1)) for figure in sound if figure.budget] == [
        ("1,000,000 images / none", 1.5),
        ("second run / connection", 2.0),
    ]
    assert not any(figure.is_over for figure in sound)
    over = migrations([0.3], [0.1], [0.3], [0.6], [0.1])
    assert len([figure for figure in over if figure.is_over]) == 2


def test_charts_take_no_more_than_those_of_helm() -> None:
    sound = generation(200, [Usage(1.0, 30.0), Usage(2.0, 20.0)], [Usage(8.0, 60.0)], [Usage(10.0, 40.0)])
    assert [(figure.value, figure.is_over) for figure in sound if figure.budget] == [
        (0.15, False),
        (0.95, False),
        (0.75, False),
    ]
    over = generation(200, [Usage(3.0, 50.0)], [Usage(8.0, 60.0)], [Usage(10.0, 40.0)])
    assert len([figure for figure in over if figure.is_over]) == 3


def test_releases_that_wait_for_pods_have_a_budget_and_others_do_not() -> None:
    assert not releases(20, "pods need 5 s", 100.0, 60.0, 0.6)[-1].is_over
    assert releases(20, "pods need 5 s", 100.0, 60.1, 0.6)[-1].is_over
    assert not releases(20, "pods ready at once", 10.0, 10.0, None)[-1].is_over
