"""What a diagnosis may say: whom it finds, and what it must never lay on people."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from nawba.bench.cause.worlds import STANDARD, World, world
from nawba.listening.cause.attribution import Followed, weight_of
from nawba.listening.cause.diagnosis import Diagnosis, diagnose
from nawba.listening.cause.laws import Name, law
from nawba.listening.cause.model import DRAWS, Draw
from nawba.listening.cause.tables import Column, Contacts

SMALL = replace(
    STANDARD,
    advisers=40,
    contacts=9_000,
    sites=3,
    intents=8,
    weak=1,
    weakness=(0.5, 0.5),
    gaps=2,
    gap=(0.7, 0.7),
    untaught=0,
    outages=1,
    outage=(2.5, 2.5),
    outage_hours=(4.0, 4.0),
    outage_decoys=3,
    changes=1,
    change=(0.4, 0.4),
    change_decoys=2,
)


@pytest.fixture(scope="module")
def month() -> World:
    return world(3, "additive", 1.0, SMALL)


@pytest.fixture(scope="module")
def found(month: World) -> Diagnosis:
    return diagnose(month.contacts, month.incidents, month.versions)


def test_planted_causes_are_told_apart(month: World, found: Diagnosis) -> None:
    said = np.array(found.verdicts)
    for cause in ("human", "technology", "process"):
        named = np.array([cause in one.split("+") for one in said]) & month.contacts.failed
        only = month.truth[cause] & (sum(month.truth.values()) == 1)
        others = month.contacts.failed & ~month.truth[cause]
        assert named[only].mean() > 0.3, cause
        assert named[others].mean() < (0.02 if cause == "human" else 0.2), cause
        assert found.probabilities[cause][month.truth[cause]].mean() > 0.5


def test_who_is_named_was_planted_and_is_told_with_what_is_known(
    month: World, found: Diagnosis
) -> None:
    adviser = month.contacts.dimensions["adviser"]
    for one in found.named:
        rows = adviser.codes == adviser.names.index(one.what[0])
        assert month.truth["human"][rows].sum() >= 4
        assert one.low <= one.effect <= one.high
        assert one.weeks >= found.rules.weeks
        assert one.failures >= found.rules.failures
    assert found.named


def test_an_outage_that_nobody_wrote_down_is_unknown_and_not_human(month: World) -> None:
    found = diagnose(month.contacts, (), month.versions)
    struck = month.truth["technology"] & ~month.truth["human"]
    said = np.array(found.verdicts)[struck]
    assert (said == "unknown").mean() > 0.5
    assert np.mean(["human" in one for one in said]) < 0.05


def test_without_any_record_of_incidents_and_changes_nobody_is_blamed(month: World) -> None:
    found = diagnose(month.contacts, (), ())
    assert not any("human" in one for one in found.verdicts)
    assert found.named == ()
    assert not found.telemetry
    assert "unknown" in found.verdicts


@pytest.mark.parametrize("seed", [0, 1])
def test_a_month_in_which_nothing_happened_blames_nobody(seed: int) -> None:
    made = world(seed, "logistic", 1.0, SMALL.nothing())
    found = diagnose(made.contacts, made.incidents, made.versions)
    assert {one for one in found.verdicts if "human" in one} == set()
    assert found.named == ()


def test_what_a_whole_site_has_in_common_is_not_laid_on_its_people() -> None:
    made = world(8, "logistic", 1.0, replace(SMALL, uneven=0.5).nobody())
    found = diagnose(made.contacts, made.incidents, made.versions)
    failed = made.contacts.failed
    assert found.probabilities["human"][failed].mean() < 0.03
    assert not any("human" in one for one in found.verdicts)


def test_the_order_of_the_rows_does_not_matter(month: World, found: Diagnosis) -> None:
    order = np.random.default_rng(0).permutation(len(month.contacts))
    again = diagnose(_taken(month.contacts, order), month.incidents[::-1], month.versions[::-1])
    assert again.verdicts == tuple(found.verdicts[at] for at in order)
    np.testing.assert_array_equal(again.probabilities["human"], found.probabilities["human"][order])


def test_contacts_of_unknown_advisers_are_nobodys_fault(month: World) -> None:
    nobody = np.full(len(month.contacts), -1)
    dimensions = {**month.contacts.dimensions, "adviser": Column((), nobody)}
    contacts = replace(month.contacts, dimensions=dimensions)
    found = diagnose(contacts, month.incidents, month.versions)
    assert found.named == ()
    assert (
        np.array(["technology" in one for one in found.verdicts])[month.truth["technology"]].mean()
        > 0.3
    )


def _taken(contacts: Contacts, order: np.ndarray) -> Contacts:
    return Contacts(
        tuple(contacts.ids[at] for at in order),
        contacts.started[order],
        contacts.failed[order],
        {name: Column(one.names, one.codes[order]) for name, one in contacts.dimensions.items()},
    )


def test_a_law_that_leads_by_luck_of_its_draws_is_not_believed() -> None:
    """Two rows of draws of each law: steady ones decide, wavering ones do not."""
    failed = np.arange(800) % 4 == 0

    def followed(name: Name, shares: tuple[float, ...]) -> Followed:
        one = Followed(law(name), failed)
        for share in np.repeat(shares, DRAWS // len(shares)):
            one.follow(Draw(one.law.total(np.full(failed.size, share)), {}))
        return one

    def weighed(shares: tuple[float, ...]) -> tuple[float, float]:
        """Its weight beside a steady law, and what that would be if draws had no error."""
        one, other = followed("additive", shares), followed("logistic", (0.12,))
        difference = one.density() - other.density()
        error = difference.std() * np.sqrt(difference.size)
        return weight_of(one, other), float(ndtr(difference.sum() / error))

    assert weighed((0.25,)) == pytest.approx(weighed((0.25,))[::-1])
    wavering, without = weighed((0.25, 0.25, 0.45, 0.2))
    assert without > 0.9
    assert 0.5 < wavering < without - 0.1
