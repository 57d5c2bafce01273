"""Figures, their budgets and the verdict; no input or output."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str = "s"
    budget: float | None = None

    @property
    def is_over(self) -> bool:
        return self.budget is not None and self.value > self.budget

    def line(self) -> str:
        limit = "" if self.budget is None else f", budget {self.budget:.2f}{' OVER' if self.is_over else ''}"
        return f"{self.name}: {self.value:.2f} {self.unit}{limit}"


@dataclass(frozen=True)
class Usage:
    seconds: float
    megabytes: float
    """The most memory that one process had."""


def second_run(site: list[float], reader: list[float], objects: int) -> list[Figure]:
    """How much longer a run that changes nothing takes than reading the same objects by hand."""
    return [
        Figure("objects read", objects, "objects"),
        Figure(f"second run of the site (median of {len(site)})", median(site)),
        Figure(f"plain reader (median of {len(reader)})", median(reader)),
        Figure("second run / plain reader", median(site) / median(reader), "x", 4.0),
    ]


def waits(sequential: float, longest: float, without: float, held: float) -> list[Figure]:
    """Whether waits overlap: the run may take its own time and the longest chain of waits, hardly more."""
    return [
        Figure("waits one after another", sequential),
        Figure("longest path of waits", longest),
        Figure("run without waits", without),
        Figure("run with waits", held, budget=1.15 * longest + without),
    ]


def migrations(
    whole: list[float], empty: list[float], full: list[float], second: list[float], plain: list[float]
) -> list[Figure]:
    """What a million images cost the migrations after theirs, and what it costs to see that nothing is left to do."""
    return [
        Figure(f"all migrations on an empty database (median of {len(whole)})", median(whole)),
        Figure("migrations after that of images, none there", median(empty)),
        Figure("migrations after that of images, 1,000,000 there", median(full)),
        Figure("1,000,000 images / none", median(full) / median(empty), "x", 2.0),
        Figure("second run with 1,000,000 images", median(second)),
        Figure("connection that reads schema_migrations", median(plain)),
        Figure("second run / connection", median(second) / median(plain), "x", 5.0),
    ]


def generation(services: int, generated: list[Usage], rendered: list[Usage], created: list[Usage]) -> list[Figure]:
    """What the charts of many services cost, against charts that say nothing yet about a service."""

    def seconds(usages: list[Usage]) -> float:
        return median(each.seconds for each in usages)

    def megabytes(usages: list[Usage]) -> float:
        return max(each.megabytes for each in usages)

    whole, theirs = seconds(generated) + seconds(rendered), seconds(created)
    return [
        Figure(f"{services} services generated (median of {len(generated)})", seconds(generated)),
        Figure("the same rendered by helm template", seconds(rendered)),
        Figure("as many by helm create and helm template", theirs),
        Figure("generated / created and rendered", seconds(generated) / theirs, "x", 0.25),
        Figure("generated and rendered / created and rendered", whole / theirs, "x", 1.0),
        Figure("most memory of the generator", megabytes(generated), "MB"),
        Figure("most memory of a helm create or template", megabytes(created), "MB"),
        Figure("memory of generator / helm", megabytes(generated) / megabytes(created), "x", 1.0),
    ]


def releases(count: int, pods: str, one_by_one: float, side_by_side: float, budget: float | None) -> list[Figure]:
    """What it brings to start each release as soon as those it comes after are ready."""
    return [
        Figure(f"{count} third-party releases one after another, {pods}", one_by_one),
        Figure(f"each as soon as it can start, {pods}", side_by_side),
        Figure(f"as soon as it can / one after another, {pods}", side_by_side / one_by_one, "x", budget),
    ]


def report(figures: Iterable[Figure]) -> tuple[str, int]:
    """The lines, and the exit code."""
    listed = list(figures)
    return "\n".join(figure.line() for figure in listed), int(any(figure.is_over for figure in listed))
