"""Re-dispatch over HTTP: what is shown before, what is done, what is told after."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from house import AMINA, SALMA, House
from nawba.actions.redispatch import apply_measure, end_measure
from nawba.domain.redispatch import Change, Measure
from nawba.web.redispatch_view import effect
from web.conftest import Customer, Web

SUPERVISOR = "supervisor:salma"
DARK = {"kind": "site_dark", "site": "casablanca"}
WIDE = {"kind": "widen_queue", "queue": "atlas-en", "levels": 1}
ESTIMATE = {"mean": 0.5, "low": 0.4, "high": 0.6}
FORESEEN = {"service_level": ESTIMATE, "mean_wait_seconds": ESTIMATE, "abandoned": ESTIMATE}
COMPARED = {"without": FORESEEN, "with": FORESEEN, "difference": FORESEEN}
OUTLOOK = {
    "made_at": "2026-03-02T09:00:00Z",
    "minutes": 60,
    "queues": [{"queue": "atlas-fr", **COMPARED}],
    "sites": [],
    "all": COMPARED,
}


@pytest.fixture(autouse=True)
def ended(web: Web) -> Iterator[None]:
    """Whatever a test applies is over after it."""
    yield
    for one in shown(web)["measures"]:
        ask(web, "POST", f"/{one['id']}/end")


def ask(web: Web, method: str, path: str = "", body: Any = None, actor: str = SUPERVISOR) -> Any:
    return web.staff(actor, method, f"/api/redispatch{path}", body)


def shown(web: Web) -> dict[str, Any]:
    return dict(ask(web, "GET").json())


def applied(web: Web, change: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"change": change, "minutes": 30, "reason": "Panne", "client_id": secrets.token_hex(8)}
    reply = ask(web, "POST", "", body | more)
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


def held(web: Web) -> tuple[Customer, str]:
    """A contact, and who has it: Amina, or who a test before left at work."""
    customer = web.customer()
    customer.say("je voudrais parler à quelqu'un svp")
    customer.in_state("waiting")
    web.available("amina")
    return customer, web.accepted(customer, "amina", "moussa", "karim")


def test_a_site_goes_dark_and_comes_back(web: Web) -> None:
    customer, who = held(web)
    dark = DARK | {"site": "dakar" if who == "moussa" else "casablanca"}
    wanted = {"change": dark, "minutes": 60, "outlook": False}
    seen = ask(web, "POST", "/preview", wanted).json()
    line = next(one for one in seen["contacts"] if one["contact"] == customer.id)
    assert (line["state"], line["adviser"], line["becomes"]) == ("held", who, "waits_again")
    assert (seen["outlook"], seen["outlook_why"]) == (None, None)
    measure = applied(web, dark, outlook=OUTLOOK)
    assert measure["moved"] >= 1
    assert measure["predicted"] == OUTLOOK
    assert customer.look()["contact"]["state"] == "waiting"
    assert measure in shown(web)["measures"]
    effect = ask(web, "GET", f"/{measure['id']}/effect").json()
    (queue,) = (one for one in effect["queues"] if one["queue"] == "atlas-fr")
    assert queue["predicted"]["with"] == FORESEEN
    over = ask(web, "POST", f"/{measure['id']}/end").json()
    assert over["ended_at"] is not None
    assert ask(web, "POST", f"/{measure['id']}/end").json() == over


def test_it_is_for_supervisors(web: Web) -> None:
    dark, wide = applied(web, DARK), applied(web, WIDE)
    assert [one["id"] for one in shown(web)["measures"]][:2] == [wide["id"], dark["id"]]
    assert ask(web, "GET", actor="adviser:amina").status_code == 403
    assert ask(web, "POST", "/preview", {"change": DARK}, "adviser:amina").status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"change": {"kind": "site_dark"}}, "site"),
        ({"change": {**DARK, "site": "oslo"}}, "site"),
        ({"change": {**WIDE, "levels": 5}}, "levels"),
        ({"change": {"kind": "fly"}}, "change.kind"),
        ({"change": WIDE, "minutes": 0}, "minutes"),
    ],
    ids=["no-site", "unknown-site", "levels", "kind", "minutes"],
)
def test_what_cannot_be_is_refused_by_its_name(web: Web, body: dict[str, Any], field: str) -> None:
    reply = ask(web, "POST", "/preview", body)
    assert reply.status_code == 422, reply.text
    assert reply.json()["field"] == field


def test_an_unknown_measure_is_not_there(web: Web) -> None:
    assert ask(web, "GET", "/x_none/effect").status_code == 404
    assert ask(web, "POST", "/x_none/end").status_code == 404


def test_limits_of_what_the_centre_does_by_itself(web: Web) -> None:
    usual = shown(web)["automatic"]
    assert usual["on"] is False
    wanted = {**usual, "kinds": ["site_dark"], "minutes": 15}
    assert ask(web, "PUT", "/automatic", wanted).json() == wanted
    assert shown(web)["automatic"] == wanted
    reply = ask(web, "PUT", "/automatic", {**wanted, "level_below": 1.5})
    assert (reply.status_code, reply.json()["field"]) == (422, "level_below")
    assert ask(web, "PUT", "/automatic", usual).status_code == 200


def test_before_and_after_are_as_long_and_counted_as_service_levels_are(
    sqlite_house: House,
) -> None:
    house, queue = sqlite_house, sqlite_house.centre.queue["waha-fr"]
    house.waiting()  # long before
    house.clock.advance(600)
    late = house.waiting()
    house.clock.advance(30)
    house.held(AMINA, late)
    change = Change("widen_queue", queue=queue.id)
    measure = apply_measure(house.store, SALMA, house.centre, change, None, "", "one")
    soon = house.waiting()
    house.clock.advance(10)
    house.held(AMINA, soon)
    house.clock.advance(50)
    minutes, (line,) = shown_effect(house, measure)
    assert minutes == 1
    before, after = line["before"], line["after"]
    assert (before["offered"], before["answered_in_target"], before["mean_wait_seconds"]) == (
        1, 0, 30,
    )  # fmt: skip
    assert (after["service_level"], after["mean_wait_seconds"], after["counted"]) == (1, 10, 1)
    ended = end_measure(house.store, SALMA, house.centre, measure.id)
    house.clock.advance(600)
    assert shown_effect(house, ended)[0] == 1


def shown_effect(house: House, measure: Measure) -> tuple[float, list[dict[str, Any]]]:
    queues = [one for one in house.centre.queues if one.id == "waha-fr"]
    with house.store.read() as connection:
        return effect(connection, measure, queues, house.clock())
