"""Rule 1 and rule 2: an old snapshot plus the events since is a fresh snapshot, for every verb.

``SCENARIOS`` brings a house to the eve of each verb and then runs it; a verb without a scenario
fails the suite.
"""

from __future__ import annotations

import copy
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import gap_scene
from hiring_scene import NOUR, Hiring
from hiring_scene import scored as scored_candidate
from house import (
    AMINA,
    BILAL,
    BRIEF,
    CLARA,
    OFFER_SECONDS,
    SALMA,
    SOURCE,
    House,
    hand_over,
    publish,
)
from identity_scenes import (
    LIVES,
    PASSWORD,
    WHERE,
    account,
    administrator,
    with_password,
)
from nawba import actions
from nawba.actions import (
    accounts,
    api_keys,
    applications,
    articles,
    assistant_versions,
    candidate_erasure,
    candidates,
    commitments,
    config_files,
    configuring,
    consents,
    contacts,
    contests,
    cv_intake,
    diagnoses,
    disclosure,
    drafts,
    erasure,
    flow_runs,
    gaps,
    hands,
    heard_gaps,
    holds,
    jobs,
    listening,
    listening_erasure,
    offers,
    operations,
    outside,
    planning_runs,
    policies,
    presence,
    redispatch,
    register,
    repair,
    repeated_requests,
    retention,
    reviews,
    sessions,
    setup,
    turns,
    upkeep,
    webhooks,
)
from nawba.domain.access import Access
from nawba.domain.centre_kinds import KINDS
from nawba.domain.decisions import Decision, Did, Retrieved
from nawba.domain.drafts import DraftText
from nawba.domain.errors import Conflict, WrongCredentials
from nawba.domain.events import EVENT_TYPES, type_name
from nawba.domain.flow_runs import FlowRun
from nawba.domain.gaps import HeardExample, HeardGap, Placing, Settled
from nawba.domain.identity import CONSOLE, DOOR, Grant, Outsider, Session
from nawba.domain.journal import Begun, Call
from nawba.domain.operations import OperationResult, OperationStatus, Risk
from nawba.domain.purposes import Purpose
from nawba.domain.recordings import Item
from nawba.domain.redispatch import Change, Limits
from nawba.domain.retention import Retention
from nawba.domain.turns import OPENING, Draft, HandOver, Outcome
from nawba.domain.versions import AssistantDocument, digest
from nawba.domain.words import (
    ADMINISTRATOR,
    ASSISTANT,
    DISPATCHER,
    WATCHDOG,
    Actor,
    Article,
    Centre,
    CustomerDetails,
)
from nawba.knowledge.gap_reading import GAP_FINDER
from nawba.store import events_after, snapshot
from nawba.store.doctor import find_violations
from nawba.store.listening import Pending
from virtual_time import START, VirtualClock

Act = Callable[[], object]
Prepare = Callable[[House], Act]

SCENARIOS: list[tuple[str, Prepare]] = []
ARTICLE = Article("delais", "waha", "fr", "Délais", "Deux jours.")


def of(verb: Callable[..., Any]) -> Callable[[Prepare], Prepare]:
    """This scenario prepares a house and returns the call of ``verb`` to be watched."""

    def note(prepare: Prepare) -> Prepare:
        SCENARIOS.append((_name(verb), prepare))
        return prepare

    return note


def _name(verb: Callable[..., Any]) -> str:
    return f"{verb.__module__.rpartition('.')[2]}.{verb.__name__}"


@of(contacts.open_contact)
def opens(house: House) -> Act:
    return lambda: (house.opened("sahla", draw=0.1), house.opened(language="ar"))


@of(contacts.open_contact)
def comes_back_and_is_answered(house: House) -> Act:
    led = house.waiting(client_id="the-first-time-they-came")
    house.held(AMINA, led)
    again = house.opened(client_id="the-first-time-they-came").again
    return lambda: (house.waiting(previous=again), house.held(BILAL, house.waiting(previous=again)))


@of(contacts.say)
def customer_says(house: House) -> Act:
    contact = house.waiting()
    return lambda: house.say(contact)


@of(contacts.say)
def adviser_notes(house: House) -> Act:
    contact = house.held()
    return lambda: contacts.say(house.store, AMINA, contact, "x", client_id="1", note=True)


@of(contacts.attach)
def attaches(house: House) -> Act:
    contact = house.opened().contact
    customer = house.customer_of(contact)
    return lambda: contacts.attach(
        house.store, customer, contact, name="a.png", media_type="image/png", content=b"x"
    )


@of(contacts.change_language)
def changes_language(house: House) -> Act:
    contact = house.opened().contact
    brand = house.centre.brand["waha"]
    return lambda: contacts.change_language(
        house.store, house.customer_of(contact), brand, contact, "ar"
    )


@of(contacts.set_details)
def sets_details(house: House) -> Act:
    contact = house.opened().contact
    return lambda: contacts.set_details(
        house.store, house.customer_of(contact), contact, CustomerDetails(name="x")
    )


@of(contacts.mend_brief)
def mends(house: House) -> Act:
    contact = house.waiting()
    return lambda: contacts.mend_brief(
        house.store, house.customer_of(contact), contact, goal="x", fields={}, revision=1
    )


@of(contacts.rate)
def rates(house: House) -> Act:
    contact = house.held()
    return lambda: contacts.rate(
        house.store, house.customer_of(contact), contact, solved=True, rating=4
    )


@of(contacts.seen)
def is_seen(house: House) -> Act:
    contact = house.waiting()
    return lambda: contacts.seen(house.store, house.customer_of(contact), contact)


@of(turns.take_turn)
def answers(house: House) -> Act:
    contact = house.opened().contact
    asked = house.say(contact)
    outcome = Outcome(
        (Draft("Two days", sources=(SOURCE,)),), answered=(SOURCE, 0.9), language="ar"
    )
    return lambda: turns.take_turn(house.store, ASSISTANT, contact, asked, outcome)


@of(turns.take_turn)
def hands_over(house: House) -> Act:
    contact = house.opened("sahla").contact
    outcome = Outcome(
        withheld=("no_article", 0.1),
        hand_over=HandOver("sahla-fr", "asked", BRIEF, person_requested=True, closed=True),
    )
    return lambda: turns.take_turn(house.store, ASSISTANT, contact, "opening", outcome)


@of(turns.take_turn)
def hands_over_again(house: House) -> Act:
    contact = house.offered().contact
    asked = house.say(contact)
    return lambda: turns.take_turn(house.store, ASSISTANT, contact, asked, hand_over())


@of(turns.take_turn)
def solves(house: House) -> Act:
    contact = house.offered().contact
    asked = house.say(contact)
    outcome = Outcome((Draft("Bye"),), solved=True)
    return lambda: turns.take_turn(house.store, ASSISTANT, contact, asked, outcome)


@of(offers.take_lease)
def takes_lease(house: House) -> Act:
    house.offered()
    house.clock.advance(60)
    return lambda: house.lease("another")


@of(policies.change_mode)
def goes_into_overload(house: House) -> Act:
    lease = house.lease()
    return lambda: policies.change_mode(house.store, DISPATCHER, lease, "ratio_then_salvage", 0, 1)


@of(policies.choose_policy)
def chooses_another_policy(house: House) -> Act:
    lease = house.lease()
    policies.change_mode(house.store, DISPATCHER, lease, "ratio_then_salvage", 0, 1)
    policies.choose_policy(house.store, SALMA, "queue_ratio")
    return lambda: policies.choose_policy(house.store, SALMA, "wait_over_target", "sharing is fair")


@of(policies.keep_rates)
def learns_rates(house: House) -> Act:
    policies.keep_rates(house.store, DISPATCHER, {"service": []}, 300)
    return lambda: policies.keep_rates(house.store, DISPATCHER, {"service": []}, 400)


@of(offers.make_offers)
def offers_a_batch(house: House) -> Act:
    waiting = [house.waiting() for _ in range(3)]
    house.available(AMINA, BILAL)
    lease = house.lease()
    return lambda: house.offers(
        (waiting[0], AMINA),
        (waiting[1], AMINA),
        (waiting[2], AMINA),
        (waiting[2], BILAL),
        lease=lease,
    )


@of(offers.accept)
def accepts(house: House) -> Act:
    offer = house.offered()
    return lambda: offers.accept(house.store, AMINA, offer.id, offer.epoch, "Hello")


@of(offers.accept)
def accepts_a_direct_one(house: House) -> Act:
    contact = house.held(BILAL)
    house.available(AMINA)
    hands.transfer(house.store, BILAL, house.centre, contact, adviser="amina")
    (offer,) = house.offers((contact, AMINA))
    return lambda: house.accepted(offer)


@of(offers.refuse)
def refuses_a_direct_one(house: House) -> Act:
    contact = house.held(BILAL)
    house.available(AMINA)
    hands.transfer(house.store, BILAL, house.centre, contact, adviser="amina")
    (offer,) = house.offers((contact, AMINA))
    return lambda: offers.refuse(house.store, AMINA, offer.id, offer.epoch, "busy")


@of(offers.expire_offers)
def expires(house: House) -> Act:
    house.offered()
    house.offered(adviser=BILAL)
    house.clock.advance(OFFER_SECONDS)
    return lambda: offers.expire_offers(house.store, DISPATCHER)


@of(presence.set_presence)
def comes(house: House) -> Act:
    return lambda: house.available(AMINA)


@of(presence.set_presence)
def pauses_with_an_offer(house: House) -> Act:
    house.offered()
    return lambda: presence.set_presence(house.store, AMINA, "amina", "paused", "lunch")


@of(presence.heartbeat)
def is_alive(house: House) -> Act:
    house.available(AMINA)
    return lambda: presence.heartbeat(house.store, AMINA, "amina")


@of(presence.lose_silent_advisers)
def gets_lost(house: House) -> Act:
    house.held()
    house.wrapping_up(BILAL)
    house.offered(adviser=BILAL)
    house.clock.advance(60)
    return lambda: presence.lose_silent_advisers(
        house.store, WATCHDOG, 30, lambda brand, language: "Hold on"
    )


@of(hands.transfer)
def transfers_to_a_queue(house: House) -> Act:
    contact = house.held()
    return lambda: hands.transfer(
        house.store, AMINA, house.centre, contact, queue="waha-billing", note="x", notice="y"
    )


@of(hands.transfer)
def moves_what_is_offered(house: House) -> Act:
    contact = house.offered().contact
    house.available(BILAL)
    return lambda: hands.transfer(house.store, SALMA, house.centre, contact, adviser="bilal")


@of(hands.watch)
def watches(house: House) -> Act:
    contact = house.held()
    return lambda: hands.watch(house.store, SALMA, contact)


@of(hands.join)
def joins(house: House) -> Act:
    contact = house.held()
    other = Actor("supervisor", "tariq")
    return lambda: (
        hands.join(house.store, SALMA, contact, "Hello"),
        hands.join(house.store, other, contact),
    )


@of(hands.leave)
def leaves(house: House) -> Act:
    contact = house.held()
    hands.join(house.store, SALMA, contact)
    return lambda: hands.leave(house.store, SALMA, contact)


@of(hands.take_over)
def takes_over(house: House) -> Act:
    contact = house.held()
    hands.join(house.store, SALMA, contact)
    return lambda: hands.take_over(house.store, SALMA, contact, "Hello")


@of(hands.take_over)
def takes_what_is_offered(house: House) -> Act:
    contact = house.offered().contact
    return lambda: hands.take_over(house.store, SALMA, contact)


@of(hands.end)
def adviser_ends(house: House) -> Act:
    contact = house.held()
    return lambda: hands.end(house.store, AMINA, house.centre, contact, "adviser_ended", "Bye")


@of(hands.end)
def customer_leaves(house: House) -> Act:
    contact = house.offered().contact
    return lambda: hands.end(
        house.store, house.customer_of(contact), house.centre, contact, "customer_left"
    )


@of(hands.wrap_up)
def wraps_up(house: House) -> Act:
    contact = house.wrapping_up()
    return lambda: hands.wrap_up(
        house.store, AMINA, house.centre, contact, code="solved", summary="x"
    )


@of(hands.requeue)
def requeues(house: House) -> Act:
    contact = house.held()
    return lambda: hands.requeue(house.store, SALMA, contact, "adviser_ill", "Hold on")


@of(upkeep.run_upkeep)
def upkeep_runs(house: House) -> Act:
    house.waiting()
    house.held()
    house.raw("UPDATE contacts SET turn_due = NULL")
    house.wrapping_up(CLARA)
    house.clock.advance(400)
    presence.heartbeat(house.store, AMINA, "amina")
    return lambda: upkeep.run_upkeep(house.store, WATCHDOG, house.centre)


@of(upkeep.run_upkeep)
def upkeep_tells_that_the_queue_has_closed(house: House) -> Act:
    house.waiting("sahla-fr")
    house.clock.advance(10 * 3600)
    return lambda: upkeep.run_upkeep(house.store, WATCHDOG, house.centre)


def begun(house: House, risk: Risk = Risk.REVERSIBLE, contact: str | None = None) -> Begun:
    call = Call("dispute-invoice", risk, house.unique("key"), {"amount": "250.00"}, "r_1", "send")
    where = contact or house.opened().contact
    return operations.start_operation(house.store, ASSISTANT, where, call, within_seconds=9)


def ended(house: House, one: Begun, status: OperationStatus = OperationStatus.DONE) -> str:
    result = OperationResult(status, {"dispute": "D-0001"}, "D-0001")
    entry = one.entry
    operations.end_operation(house.store, ASSISTANT, entry.id, entry.attempt, result)
    return entry.id


@of(flow_runs.keep_flow)
def begins_a_flow_and_ends_it(house: House) -> Act:
    contact = house.opened().contact
    run = FlowRun("r_1", "dispute-invoice", 1, 0, {"waiting": "answer"})

    def act() -> None:
        kept = flow_runs.keep_flow(house.store, ASSISTANT, contact, run)
        flow_runs.keep_flow(house.store, ASSISTANT, contact, replace(kept, outcome="done"))

    return act


@of(flow_runs.set_flow_aside)
def is_put_aside_in_silence(house: House) -> Act:
    contact = house.opened().contact
    turns.take_turn(house.store, ASSISTANT, contact, OPENING, Outcome())
    run = FlowRun("r_1", "dispute-invoice", 1, 0, {"waiting": "answer"}, silent_after=4)
    kept = flow_runs.keep_flow(house.store, ASSISTANT, contact, run)
    aside = replace(kept, silent_after=None, paused=True)
    return lambda: flow_runs.set_flow_aside(
        house.store, ASSISTANT, contact, aside, (Draft("I keep it."),)
    )


@of(hands.end)
def closes_in_the_middle_of_a_flow(house: House) -> Act:
    contact = house.opened().contact
    run = FlowRun("r_1", "dispute-invoice", 1, 0, {"waiting": "answer"}, silent_after=4)
    flow_runs.keep_flow(house.store, ASSISTANT, contact, run)
    customer = house.customer_of(contact)
    return lambda: hands.end(house.store, customer, house.centre, contact, "customer")


@of(turns.take_turn)
def claims_what_was_done(house: House) -> Act:
    contact = house.opened().contact
    asked = house.say(contact)
    done = ended(house, begun(house, contact=contact))
    run = FlowRun("r_1", "dispute-invoice", 1, 1, {}, outcome="done")
    outcome = Outcome((Draft("Done"),), flow=run, commitments=(("dispute.opened", done),))
    return lambda: turns.take_turn(house.store, ASSISTANT, contact, asked, outcome)


@of(operations.start_operation)
def starts_operations(house: House) -> Act:
    contact = house.opened().contact
    return lambda: [begun(house, risk, contact) for risk in (*Risk, *Risk)]


@of(operations.start_operation)
def tries_an_operation_again(house: House) -> Act:
    first = begun(house)
    house.clock.advance(9)
    call = Call("dispute-invoice", Risk.REVERSIBLE, first.entry.key, first.entry.fields)
    return lambda: operations.start_operation(
        house.store, ASSISTANT, first.entry.contact, call, within_seconds=9
    )


@of(operations.end_operation)
def ends_operations(house: House) -> Act:
    contact = house.opened().contact
    running = [begun(house, contact=contact) for _ in OperationStatus]
    return lambda: [
        ended(house, one, status) for one, status in zip(running, OperationStatus, strict=True)
    ]


@of(operations.end_operation)
def an_answer_comes_late(house: House) -> Act:
    late = begun(house)
    house.clock.advance(9)
    operations.end_overdue_operations(house.store, WATCHDOG)
    return lambda: ended(house, late)


@of(operations.end_overdue_operations)
def gives_operations_up(house: House) -> Act:
    begun(house)
    begun(house, Risk.READ)
    house.clock.advance(9)
    return lambda: operations.end_overdue_operations(house.store, WATCHDOG)


@of(operations.approve_operation)
def approves(house: House) -> Act:
    asked = begun(house, Risk.IRREVERSIBLE)
    return lambda: operations.approve_operation(house.store, SALMA, asked.entry.id)


@of(operations.refuse_operation)
def refuses_to_approve(house: House) -> Act:
    asked = begun(house, Risk.IRREVERSIBLE)
    return lambda: operations.refuse_operation(house.store, SALMA, asked.entry.id, "no")


@of(commitments.record_commitment)
def commits(house: House) -> Act:
    done = begun(house)
    ended(house, done)
    return lambda: commitments.record_commitment(
        house.store, ASSISTANT, done.entry.contact, "dispute.opened", done.entry.id
    )


DARK = Change("site_dark", site="casa")


def measured(house: House, change: Change = DARK, minutes: int | None = 30) -> str:
    """A measure that Salma applied; returns its id."""
    told = (house.store, SALMA, house.centre, change, minutes, "Power cut")
    return redispatch.apply_measure(*told, house.unique("measure")).id


@of(redispatch.apply_measure)
def a_site_goes_dark(house: House) -> Act:
    house.held()
    house.wrapping_up(CLARA)
    house.offered()
    hands.transfer(house.store, BILAL, house.centre, house.held(BILAL), adviser="amina")
    return lambda: measured(house)


@of(redispatch.apply_measure)
def a_site_finishes_what_it_holds(house: House) -> Act:
    house.held()
    house.offered(adviser=BILAL)
    return lambda: measured(house, replace(DARK, held="finish"), None)


@of(redispatch.apply_measure)
def a_queue_is_widened(house: House) -> Act:
    return lambda: measured(house, Change("widen_queue", queue="waha-fr", levels=2))


@of(redispatch.apply_measure)
def what_waits_moves(house: House) -> Act:
    house.offered()
    house.waiting()
    return lambda: measured(house, Change("move_waiting", queue="waha-fr", to="waha-billing"))


@of(redispatch.end_measure)
def a_measure_is_ended(house: House) -> Act:
    one = measured(house)
    return lambda: redispatch.end_measure(house.store, SALMA, house.centre, one)


@of(redispatch.expire_measures)
def measures_expire(house: House) -> Act:
    measured(house)
    measured(house, Change("widen_queue", queue="waha-fr"), 20)
    house.clock.advance(30 * 60)
    return lambda: redispatch.expire_measures(house.store, WATCHDOG, house.centre)


@of(redispatch.set_limits)
def limits_are_set(house: House) -> Act:
    return lambda: redispatch.set_limits(house.store, ADMINISTRATOR, Limits(on=True))


@of(repair.repair)
def repairs(house: House) -> Act:
    house.held()
    house.offered(adviser=BILAL)
    presence.set_presence(house.store, AMINA, "amina", "paused", "lunch")
    house.clock.advance(60)
    house.raw("DELETE FROM occupancy WHERE adviser = 'bilal'")
    return lambda: repair.repair(house.store, WATCHDOG)


@of(setup.configure)
def configures(house: House) -> Act:
    house.held()
    fewer = replace(house.centre, advisers=house.centre.advisers[1:])
    return lambda: setup.configure(house.store, ADMINISTRATOR, fewer)


@of(configuring.change_centre)
def changes_what_is_configured(house: House) -> Act:
    edit = configuring.edit_of(KINDS["skills"], {"id": "es", "name": "Español"}, new=True)
    return lambda: configuring.change_centre(house.store, ADMINISTRATOR, [edit])


@of(configuring.restore_noun)
def restores_what_is_configured(house: House) -> Act:
    lunch = configuring.Edit(KINDS["pause_reasons"], "lunch", None)
    configuring.change_centre(house.store, ADMINISTRATOR, [lunch])
    verb = configuring.restore_noun
    return lambda: verb(house.store, ADMINISTRATOR, KINDS["pause_reasons"], "lunch", 2)


@of(configuring.reorder)
def reorders(house: House) -> Act:
    kind = KINDS["wrap_up_codes"]
    ids = [one.id for one in reversed(house.centre.wrap_up_codes)]
    return lambda: configuring.reorder(house.store, ADMINISTRATOR, kind, ids)


@of(configuring.put_back)
def puts_a_change_back(house: House) -> Act:
    edit = configuring.edit_of(KINDS["skills"], {"id": "es", "name": "Español"})
    (change,) = configuring.change_centre(house.store, ADMINISTRATOR, [edit]).changes
    return lambda: configuring.put_back(house.store, ADMINISTRATOR, change)


@of(config_files.apply_files)
def applies_files(house: House) -> Act:
    files = {"calendars.yaml": "calendars:\n- {id: ma, name: Maroc}\n"}
    return lambda: config_files.apply_files(house.store, ADMINISTRATOR, files, incomplete=True)


@of(config_files.apply_advisers)
def applies_a_table(house: House) -> Act:
    table = "id;name;site;skills\nzoe;Zoé;casa;fr:3\n"
    return lambda: config_files.apply_advisers(house.store, ADMINISTRATOR, table, "a.csv")


@of(articles.publish_articles)
def publishes(house: House) -> Act:
    return lambda: articles.publish_articles(house.store, ADMINISTRATOR, [ARTICLE])


@of(articles.withdraw_article)
def withdraws(house: House) -> Act:
    articles.publish_articles(house.store, ADMINISTRATOR, [ARTICLE])
    return lambda: articles.withdraw_article(house.store, ADMINISTRATOR, "waha", "delais", "fr")


@of(articles.put_back_article)
def puts_back(house: House) -> Act:
    articles.publish_articles(house.store, ADMINISTRATOR, [ARTICLE])
    articles.withdraw_article(house.store, ADMINISTRATOR, "waha", "delais", "fr")
    return lambda: articles.put_back_article(house.store, ADMINISTRATOR, "waha", "delais", "fr")


@of(articles.restore_article)
def restores(house: House) -> Act:
    articles.publish_articles(house.store, ADMINISTRATOR, [ARTICLE])
    articles.publish_articles(house.store, ADMINISTRATOR, [replace(ARTICLE, body="Trois jours.")])
    verb = articles.restore_article
    return lambda: verb(house.store, ADMINISTRATOR, "waha", "delais", "fr", 1)


EDITOR, SECOND = Actor("editor", "noura"), Actor("quality", "omar")
WRITTEN = DraftText("Délais ?", "Deux jours.", ("Quand ?",))


def drafted(house: House) -> str:
    gap = gap_scene.placed(house, ["Où est mon colis ?"])
    made = drafts.create_draft(house.store, EDITOR, "waha", "delais", "fr", WRITTEN, gap=gap)
    return made[0]


def proposed(house: House) -> str:
    draft = drafted(house)
    drafts.propose_draft(house.store, EDITOR, draft, 1)
    return draft


@of(drafts.create_draft)
def begins_a_draft(house: House) -> Act:
    verb = drafts.create_draft
    return lambda: verb(house.store, EDITOR, "waha", "delais", "fr", WRITTEN)


@of(drafts.save_draft)
def saves_a_draft(house: House) -> Act:
    draft = drafted(house)
    return lambda: drafts.save_draft(house.store, EDITOR, draft, 1, DraftText("Autre"))


@of(drafts.propose_draft)
def proposes(house: House) -> Act:
    draft = drafted(house)
    return lambda: drafts.propose_draft(house.store, EDITOR, draft, 1)


@of(drafts.take_back_draft)
def takes_back(house: House) -> Act:
    draft = proposed(house)
    return lambda: drafts.take_back_draft(house.store, EDITOR, draft, 2)


@of(drafts.approve_draft)
def approves_a_draft(house: House) -> Act:
    draft = proposed(house)
    return lambda: drafts.approve_draft(house.store, SECOND, draft, 2)


@of(drafts.reject_draft)
def rejects_a_draft(house: House) -> Act:
    draft = proposed(house)
    return lambda: drafts.reject_draft(house.store, SECOND, draft, 2, "Pourquoi ?")


@of(drafts.comment_draft)
def comments(house: House) -> Act:
    draft = drafted(house)
    return lambda: drafts.comment_draft(house.store, SECOND, draft, "Bien.")


@of(drafts.discard_draft)
def discards(house: House) -> Act:
    draft = drafted(house)
    return lambda: drafts.discard_draft(house.store, EDITOR, draft, 1)


@of(gaps.keep_questions)
def keeps_questions(house: House) -> Act:
    question = gap_scene.asked(house, "Où est mon colis ?")
    return lambda: gap_scene.keep(house, question)


@of(gaps.place_questions)
def places_questions(house: House) -> Act:
    gap_scene.keep(house, gap_scene.asked(house, "Où est mon colis ?"))
    (one,) = gap_scene.kept(house)
    placing = Placing("waha", None, [one.id], one.id, ("colis",))
    return lambda: gaps.place_questions(house.store, GAP_FINDER, [placing])


@of(gaps.settle_gaps)
def settles(house: House) -> Act:
    draft = proposed(house)
    drafts.approve_draft(house.store, SECOND, draft, 2)
    (one,) = gap_scene.kept(house)
    settled = Settled(str(one.gap), served=True, answered={one.id: True})
    return lambda: gaps.settle_gaps(house.store, GAP_FINDER, [settled], 1)


@of(gaps.dismiss_gap)
def dismisses(house: House) -> Act:
    gap = gap_scene.placed(house, ["Où est mon colis ?"])
    return lambda: gaps.dismiss_gap(house.store, EDITOR, gap, "Hors sujet")


@of(gaps.open_gap)
def opens_a_gap(house: House) -> Act:
    gap = gap_scene.placed(house, ["Où est mon colis ?"])
    gaps.dismiss_gap(house.store, EDITOR, gap, "Hors sujet")
    return lambda: gaps.open_gap(house.store, EDITOR, gap)


@of(gaps.merge_gaps)
def merges(house: House) -> Act:
    both = [gap_scene.placed(house, [text]) for text in ("Mon colis ?", "Où est-il donc ?")]
    return lambda: gaps.merge_gaps(house.store, EDITOR, both)


@of(gaps.split_gap)
def splits(house: House) -> Act:
    gap = gap_scene.placed(house, ["Où est mon colis ?", "Et ma facture ?"])
    one = gap_scene.kept(house)[0].id
    return lambda: gaps.split_gap(house.store, EDITOR, gap, [one])


@of(assistant_versions.publish_assistant)
def publishes_the_assistant(house: House) -> Act:
    return lambda: publish(house, AssistantDocument(()))


@of(assistant_versions.rollback_assistant)
def rolls_the_assistant_back(house: House) -> Act:
    publish(house, AssistantDocument(()))
    publish(house, AssistantDocument((), classifier=digest(b"x")), {digest(b"x"): b"x"})
    return lambda: assistant_versions.rollback_assistant(house.store, ADMINISTRATOR)


@of(accounts.add_account)
def adds_an_account(house: House) -> Act:
    return lambda: account(house)


@of(accounts.change_account)
def changes_an_account(house: House) -> Act:
    made = account(house)
    return lambda: accounts.change_account(house.store, CONSOLE, replace(made, disabled=True))


@of(accounts.make_link)
def makes_a_link(house: House) -> Act:
    account(house)
    return lambda: accounts.make_link(house.store, CONSOLE, "amina")


@of(accounts.make_first_link)
def makes_the_first_link(house: House) -> Act:
    return lambda: accounts.make_first_link(house.store, CONSOLE)


@of(accounts.redeem_link)
def redeems_the_first_link(house: House) -> Act:
    return lambda: administrator(house)


@of(accounts.change_password)
def changes_a_password(house: House) -> Act:
    with_password(house)
    return lambda: accounts.change_password(
        house.store, AMINA, PASSWORD, f"{PASSWORD}!", where=WHERE, lives=LIVES
    )


@of(accounts.choose_language)
def chooses_a_language(house: House) -> Act:
    account(house)
    return lambda: accounts.choose_language(house.store, AMINA, "ar")


@of(sessions.sign_in)
def signs_in(house: House) -> Act:
    login = with_password(house).login
    return lambda: sessions.sign_in(house.store, login, PASSWORD, where=WHERE, lives=LIVES)


@of(sessions.attempt)
@of(sessions.note_failure)
def fails_to_sign_in(house: House) -> Act:
    def act() -> None:
        with pytest.raises(WrongCredentials):
            sessions.sign_in(house.store, "nobody", "x", where=WHERE, lives=LIVES)

    return act


@of(sessions.begin_session)
def begins_a_session(house: House) -> Act:
    account(house)
    return lambda: inside(house)


def inside(house: House) -> Session:
    return sessions.begin_session(
        house.store, DOOR, "amina", "demo", where=WHERE, lives=LIVES
    ).session


@of(sessions.end_every_way_in)
def ends_every_way_in(house: House) -> Act:
    account(house)
    inside(house)
    return lambda: sessions.end_every_way_in(house.store, DOOR)


@of(outside.sign_in_outside)
def signs_in_outside(house: House) -> Act:
    account(house)
    granted = Grant(("adviser", "quality"))
    known = Outsider("https://id.example", "s-1", "amina@nawba.example", granted)
    return lambda: outside.sign_in_outside(house.store, known, where=WHERE, lives=LIVES)


@of(sessions.end_session)
def ends_a_session(house: House) -> Act:
    account(house)
    session = inside(house)
    return lambda: sessions.end_session(house.store, AMINA, session.id)


@of(sessions.end_sessions)
def ends_all_sessions(house: House) -> Act:
    account(house)
    inside(house)
    return lambda: sessions.end_sessions(house.store, CONSOLE, "amina")


@of(sessions.keep_seen)
def keeps_seen(house: House) -> Act:
    account(house)
    session = inside(house)
    return lambda: sessions.keep_seen(house.store, {session.id: house.clock()})


@of(sessions.note_access)
def notes_access(house: House) -> Act:
    return lambda: sessions.note_access(house.store, [Access(str(SALMA), "saw", "contact", "c_1")])


@of(api_keys.make_key)
@of(api_keys.revoke_key)
def makes_and_revokes_a_key(house: House) -> Act:
    def act() -> None:
        key, _ = api_keys.make_key(house.store, CONSOLE, "wall", ("supervisor",))
        api_keys.revoke_key(house.store, CONSOLE, key.id)

    return act


@of(erasure.erase_customers)
def erases(house: House) -> Act:
    customer = house.row(house.closed()).customer
    return lambda: erasure.erase_customers(house.store, ADMINISTRATOR, [customer], files=())


@of(erasure.erase_again)
def erases_again(house: House) -> Act:
    customer = house.row(house.held()).customer
    hashes = {erasure.hash_customer(customer): "request"}
    return lambda: erasure.erase_again(house.store, ADMINISTRATOR, hashes)


@of(disclosure.export_customers)
def exports(house: House) -> Act:
    customer = house.row(house.closed()).customer
    return lambda: disclosure.export_customers(house.store, ADMINISTRATOR, [customer], Retention())


@of(retention.delete_due)
def deletes_what_is_due(house: House) -> Act:
    house.closed()
    house.clock.advance(3 * 366 * 24 * 3600)
    return lambda: retention.delete_due(house.store, retention.KEEPER, Retention())


@of(holds.hold_contact)
def holds_a_contact(house: House) -> Act:
    contact = house.closed()
    return lambda: holds.hold_contact(house.store, ADMINISTRATOR, contact, "file-7")


@of(holds.release_contact)
def releases_a_contact(house: House) -> Act:
    contact = house.closed()
    holds.hold_contact(house.store, ADMINISTRATOR, contact, "file-7")
    return lambda: holds.release_contact(house.store, ADMINISTRATOR, contact)


@of(diagnoses.keep_diagnosis)
def keeps_a_diagnosis(house: House) -> Act:
    _begun(house)
    made = diagnoses.Diagnosed(START, START, 2, 0, people=False, named=False, document={}, each=())
    return lambda: diagnoses.keep_diagnosis(house.store, ADMINISTRATOR, made)


@of(register.set_purpose)
def writes_the_register(house: House) -> Act:
    return lambda: register.set_purpose(house.store, ADMINISTRATOR, Purpose("training"))


@of(consents.say_consent)
def agrees_to_a_purpose(house: House) -> Act:
    contact = house.closed()
    customer = house.customer_of(contact)
    return lambda: consents.say_consent(house.store, customer, contact, "listening", given=True)


# -- candidates -------------------------------------------------------------------------------


@of(jobs.keep_job)
def declares_a_job(house: House) -> Act:
    return lambda: Hiring(house.store)


@of(jobs.close_job)
def closes_a_job(house: House) -> Act:
    hiring = Hiring(house.store)
    return lambda: jobs.close_job(hiring.store, NOUR, "casa")


@of(cv_intake.begin_cv_intake)
def begins_to_read_documents(house: House) -> Act:
    hiring = Hiring(house.store)
    return lambda: cv_intake.begin_cv_intake(hiring.store, NOUR, "casa", "more/")


@of(cv_intake.keep_documents)
def keeps_documents(house: House) -> Act:
    hiring = Hiring(house.store)
    return lambda: hiring.received()


@of(cv_intake.note_read)
def reads_documents(house: House) -> Act:
    hiring = Hiring(house.store)
    unread = cv_intake.Read(hiring.received(b"torn"), reason="damaged", message="Ask again.")

    def act() -> None:
        hiring.applied()
        cv_intake.note_read(hiring.store, NOUR, hiring.intake, [unread])

    return act


@of(cv_intake.end_cv_intake)
def ends_reading_documents(house: House) -> Act:
    hiring = Hiring(house.store)
    return lambda: cv_intake.end_cv_intake(hiring.store, NOUR, hiring.intake, "stopped", "disk")


@of(cv_intake.continue_cv_intake)
def goes_on_reading_documents(house: House) -> Act:
    hiring = Hiring(house.store)
    return lambda: cv_intake.continue_cv_intake(hiring.store, NOUR, hiring.intake)


@of(applications.score_anew)
def scores_anew(house: House) -> Act:
    hiring = Hiring(house.store)
    row = hiring.applied()
    return lambda: applications.score_anew(
        hiring.store, NOUR, row.id, row.document, scored_candidate(5.0)
    )


@of(applications.open_application)
def opens_an_application(house: House) -> Act:
    hiring = Hiring(house.store)
    row = hiring.applied()
    return lambda: applications.open_application(hiring.store, NOUR, row.id)


@of(applications.move_application)
def moves_an_application(house: House) -> Act:
    hiring = Hiring(house.store)
    row = hiring.applied()
    applications.open_application(hiring.store, NOUR, row.id)
    return lambda: applications.move_application(hiring.store, NOUR, row.id, "met", "good French")


@of(applications.note_application)
def notes_on_an_application(house: House) -> Act:
    hiring = Hiring(house.store)
    row = hiring.applied()
    return lambda: applications.note_application(hiring.store, NOUR, row.id, "call on Monday")


@of(applications.note_explained)
def explains_an_application(house: House) -> Act:
    hiring = Hiring(house.store)
    row = hiring.applied()
    return lambda: applications.note_explained(hiring.store, NOUR, row.id, "fr")


@of(candidates.state_fact)
def states_a_fact(house: House) -> Act:
    hiring = Hiring(house.store)
    row = hiring.applied()
    said = candidates.Statement("skill", "chant", {"name": "chant", "id": "chant"})
    return lambda: candidates.state_fact(hiring.store, NOUR, row.candidate, said)


@of(candidates.ask_for_human)
def asks_for_a_human(house: House) -> Act:
    hiring = Hiring(house.store)
    row = hiring.applied()
    return lambda: candidates.ask_for_human(hiring.store, hiring.self_of(row), row.candidate)


@of(candidates.set_reserve)
def agrees_to_the_reserve(house: House) -> Act:
    hiring = Hiring(house.store)
    row = hiring.applied()
    return lambda: candidates.set_reserve(
        hiring.store, hiring.self_of(row), row.candidate, reserve=True
    )


@of(candidates.declare_groups)
def declares_groups(house: House) -> Act:
    hiring = Hiring(house.store)
    row = hiring.applied()
    return lambda: candidates.declare_groups(
        hiring.store, hiring.self_of(row), row.candidate, {"gender": "woman"}
    )


@of(candidates.invite_candidate)
def invites_a_candidate(house: House) -> Act:
    hiring = Hiring(house.store)
    row = hiring.applied()
    return lambda: candidates.invite_candidate(hiring.store, NOUR, row.candidate)


@of(candidates.erase_candidate)
def erases_a_candidate(house: House) -> Act:
    hiring = Hiring(house.store)
    row = hiring.applied()
    return lambda: candidates.erase_candidate(hiring.store, ADMINISTRATOR, row.candidate, files=())


@of(candidate_erasure.erase_candidates_again)
def erases_a_candidate_again(house: House) -> Act:
    hiring = Hiring(house.store)
    hashes = {erasure.hash_customer(hiring.applied().candidate): "request"}
    return lambda: candidate_erasure.erase_candidates_again(hiring.store, ADMINISTRATOR, hashes)


@of(candidate_erasure.forget_due_candidates)
def forgets_candidates(house: House) -> Act:
    hiring = Hiring(house.store)
    hiring.applied()
    house.clock.advance(timedelta(days=800).total_seconds())
    keeper = Actor("system", "keeper")
    return lambda: candidate_erasure.forget_due_candidates(hiring.store, keeper, Retention())


# -- recorded contacts ------------------------------------------------------------------------

RECORDED = "rc-0123456789abcdef01234567"
LISTENING_ALLOWED = Purpose(
    "listening",
    "legitimate_interest",
    authorisation="A-1",
    retention="12 months",
    since=START.date(),
    notice=START.date(),
)


def _begun(house: House) -> str:
    register.set_purpose(house.store, ADMINISTRATOR, LISTENING_ALLOWED)
    return listening.begin_intake(house.store, ADMINISTRATOR, "calls", {"jobs": 1})


def _taken_in(house: House, contact: str = "") -> str:
    intake = _begun(house)
    listed = listening.Listed(Item(RECORDED, "text", ("a.jsonl",), contact=contact), "a.jsonl")
    listening.keep_items(house.store, ADMINISTRATOR, intake, [listed])
    return intake


@of(listening.begin_intake)
def begins_intake(house: House) -> Act:
    return lambda: _begun(house)


@of(listening.continue_intake)
def continues_intake(house: House) -> Act:
    intake = _taken_in(house)
    return lambda: listening.continue_intake(house.store, ADMINISTRATOR, intake)


@of(listening.set_total)
def tells_how_many(house: House) -> Act:
    intake = _begun(house)
    return lambda: listening.set_total(house.store, ADMINISTRATOR, intake, 3)


@of(listening.keep_items)
def keeps_items(house: House) -> Act:
    return lambda: _taken_in(house)


@of(listening.note_heard)
def notes_what_was_heard(house: House) -> Act:
    intake = _taken_in(house)
    work = (listening.Work("probe", "k1", 0.1),)
    heard = listening.Heard(RECORDED, "done", work, facts={"seconds": 3.0, "audio": "kept"})
    return lambda: listening.note_heard(house.store, ADMINISTRATOR, intake, [heard])


@of(listening.note_heard)
def notes_what_cannot_be_heard(house: House) -> Act:
    intake = _taken_in(house)
    heard = listening.Heard(
        RECORDED, "quarantined", stage="probe", key="k", reason="empty", message="no words"
    )
    return lambda: listening.note_heard(house.store, ADMINISTRATOR, intake, [heard])


@of(listening.end_intake)
def ends_intake(house: House) -> Act:
    intake = _taken_in(house)
    return lambda: listening.end_intake(house.store, ADMINISTRATOR, intake, "done")


@of(listening_erasure.erase_item)
def erases_a_recording(house: House) -> Act:
    _taken_in(house)
    return lambda: listening_erasure.erase_item(house.store, ADMINISTRATOR, RECORDED, files=())


@of(heard_gaps.hand_over_gaps)
def hands_gaps_over(house: House) -> Act:
    _taken_in(house)
    found = HeardGap("found-1-1", "waha", ("eSIM",), 12, (HeardExample(RECORDED, "eSIM ?", "fr"),))
    return lambda: heard_gaps.hand_over_gaps(house.store, ADMINISTRATOR, [found])


@of(listening_erasure.note_removed)
def removes_a_folder(house: House) -> Act:
    _taken_in(house)
    listening_erasure.erase_item(house.store, ADMINISTRATOR, RECORDED, files=())
    gone = Pending((RECORDED,), ())
    return lambda: listening_erasure.note_removed(house.store, ADMINISTRATOR, gone)


@of(listening_erasure.forget_due_recordings)
def forgets_old_recordings(house: House) -> Act:
    _taken_in(house)
    house.clock.advance(400 * 24 * 3600)
    return lambda: listening_erasure.forget_due_recordings(house.store, ADMINISTRATOR, Retention())


# -- what planners had simulated -------------------------------------------------------------


def _run(house: House) -> str:
    wanted = planning_runs.PlanningRun("A Monday", {"name": "A Monday"}, ("baseline",), 2, 1)
    return planning_runs.begin_planning_run(house.store, ADMINISTRATOR, wanted, "a")


@of(planning_runs.begin_planning_run)
def begins_a_run(house: House) -> Act:
    return lambda: _run(house)


@of(planning_runs.end_planning_run)
def ends_a_run(house: House) -> Act:
    run = _run(house)
    return lambda: planning_runs.end_planning_run(house.store, ADMINISTRATOR, run, "done")


@of(planning_runs.forget_planning_run)
def forgets_a_run(house: House) -> Act:
    run = _run(house)
    return lambda: planning_runs.forget_planning_run(house.store, ADMINISTRATOR, run)


# -- reviews ---------------------------------------------------------------------------------


QUALITY = Actor("quality", "qamar")


def _asked(house: House) -> None:
    wanted = reviews.ToReview("rc-1", "default", 1, "greeting", "random", {"answer": "yes"})
    reviews.ask_reviews(house.store, QUALITY, [wanted])


@of(reviews.ask_reviews)
def asks_for_a_review(house: House) -> Act:
    return lambda: _asked(house)


@of(reviews.answer_review)
def answers_a_review(house: House) -> Act:
    _asked(house)
    return lambda: reviews.answer_review(house.store, QUALITY, "rc-1", "greeting", "no")


@of(reviews.undo_review)
def takes_an_answer_back(house: House) -> Act:
    _asked(house)
    reviews.answer_review(house.store, QUALITY, "rc-1", "greeting", "no")
    return lambda: reviews.undo_review(house.store, QUALITY)


ANSWERED = {
    "scorecard": "default", "version": 1,
    "answers": [{"question": "greeting", "answer": "no"}],
}  # fmt: skip


def _contested(house: House) -> str:
    intake = _begun(house)
    item = Item(RECORDED, "text", ("a.jsonl",), adviser=AMINA.id)
    listening.keep_items(house.store, ADMINISTRATOR, intake, [listening.Listed(item, "a.jsonl")])
    return contests.contest_answer(
        house.store, AMINA, RECORDED, ANSWERED, "greeting", "I did", lambda _: {"score": None}
    )


@of(contests.contest_answer)
def contests_an_answer(house: House) -> Act:
    return lambda: _contested(house)


@of(contests.decide_contest)
def decides_a_contest(house: House) -> Act:
    contest = _contested(house)
    return lambda: contests.decide_contest(
        house.store, QUALITY, contest, "yes", "It is said.", lambda _: {"score": 1.0}
    )


@of(contests.settle_score)
def settles_a_score(house: House) -> Act:
    _contested(house)
    told = (RECORDED, "default", 1, lambda _: {"score": 0.5})
    return lambda: contests.settle_score(house.store, ADMINISTRATOR, *told)


# -- webhooks, repeated requests -------------------------------------------------------------


def _webhook(house: House) -> str:
    wanted = webhooks.Wanted("https://crm.example/hook", ("*",))
    return webhooks.add_webhook(house.store, ADMINISTRATOR, wanted)[0].id


def _delivery(house: House) -> tuple[str, str]:
    webhook = _webhook(house)
    return webhook, webhooks.ping(house.store, ADMINISTRATOR, webhook)


@of(webhooks.add_webhook)
def subscribes(house: House) -> Act:
    return lambda: _webhook(house)


@of(webhooks.change_webhook)
def changes_subscription(house: House) -> Act:
    webhook, wanted = _webhook(house), webhooks.Wanted("https://crm.example/b", ("*",), is_on=False)
    return lambda: webhooks.change_webhook(house.store, ADMINISTRATOR, webhook, wanted)


@of(webhooks.remove_webhook)
def unsubscribes(house: House) -> Act:
    webhook = _webhook(house)
    return lambda: webhooks.remove_webhook(house.store, ADMINISTRATOR, webhook)


@of(webhooks.replay)
def sends_again(house: House) -> Act:
    webhook, delivery = _delivery(house)
    return lambda: webhooks.replay(house.store, ADMINISTRATOR, webhook, delivery=delivery)


@of(webhooks.ping)
def sends_a_test(house: House) -> Act:
    webhook = _webhook(house)
    return lambda: webhooks.ping(house.store, ADMINISTRATOR, webhook)


@of(webhooks.follow)
def fills_the_outbox(house: House) -> Act:
    _webhook(house)
    house.held()
    return lambda: webhooks.follow(house.store)


@of(webhooks.take_lease)
def delivers_from_now_on(house: House) -> Act:
    return lambda: webhooks.take_lease(house.store, "webhooks", "one", 5)


@of(webhooks.leave_lease)
def delivers_no_more(house: House) -> Act:
    webhooks.take_lease(house.store, "webhooks", "one", 5)
    return lambda: webhooks.leave_lease(house.store, "webhooks", "one")


@of(webhooks.keep_success)
def is_received(house: House) -> Act:
    webhook, delivery = _delivery(house)
    return lambda: webhooks.keep_success(house.store, webhook, delivery, 200)


@of(webhooks.keep_failure)
def is_refused_for_good(house: House) -> Act:
    webhook, delivery = _delivery(house)
    return lambda: webhooks.keep_failure(
        house.store, webhook, delivery, status=410, error="gone", chance=0.5, most_failures=3
    )


@of(webhooks.forget_old_deliveries)
def forgets_what_was_received(house: House) -> Act:
    webhook, delivery = _delivery(house)
    webhooks.keep_success(house.store, webhook, delivery, 200)
    house.clock.advance(webhooks.KEPT_FOR.total_seconds())
    return lambda: webhooks.forget_old_deliveries(house.store)


def _repeated(house: House) -> repeated_requests.KeyedRequest:
    """A request that wrote something, whose answer was not kept yet."""
    request = repeated_requests.KeyedRequest("account:salma", "key-1", "POST /", "first")
    with house.store.write("test", SALMA) as tx:
        repeated_requests.alongside(request)(tx)
    return request


@of(repeated_requests.keep_answer)
def keeps_an_answer(house: House) -> Act:
    request = _repeated(house)
    answer = repeated_requests.Answer(201, {}, b"{}")
    return lambda: repeated_requests.keep_answer(house.store, request, answer)


@of(repeated_requests.find_answer)
def finds_an_answer(house: House) -> Act:
    request = _repeated(house)
    repeated_requests.keep_answer(house.store, request, repeated_requests.Answer(201, {}, b"{}"))
    return lambda: repeated_requests.find_answer(house.store, request)


@of(repeated_requests.forget_old_keys)
def forgets_old_keys(house: House) -> Act:
    _repeated(house)
    house.clock.advance(repeated_requests.KEPT_FOR.total_seconds() + 1)
    return lambda: repeated_requests.forget_old_keys(house.store)


def writers() -> set[str]:
    """Every public function of ``actions`` that takes a store: the verbs."""
    found = set()
    for module_info in pkgutil.iter_modules(actions.__path__, f"{actions.__name__}."):
        module = importlib.import_module(module_info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            is_own = function.__module__ == module.__name__ and not name.startswith("_")
            if is_own and next(iter(inspect.signature(function).parameters), "") == "store":
                found.add(_name(function))
    return found


def test_every_verb_has_a_scenario() -> None:
    assert writers() == {verb for verb, _ in SCENARIOS}


@pytest.mark.parametrize(
    "prepare", [pytest.param(one, id=f"{verb}:{one.__name__}") for verb, one in SCENARIOS]
)
def test_an_old_snapshot_and_the_events_since_are_a_fresh_snapshot(
    house: House, prepare: Prepare
) -> None:
    act = prepare(house)
    with house.store.read() as connection:
        old = copy.deepcopy(snapshot(connection))
    house.clock.advance(1)
    act()
    with house.store.read() as connection:
        for recorded in events_after(connection, old.cursor):
            old.apply(recorded)
        assert old == snapshot(connection)
        assert find_violations(connection) == []


def test_applying_an_event_twice_changes_nothing(house: House) -> None:
    house.held()
    with house.store.read() as connection:
        board = snapshot(connection)
        again = copy.deepcopy(board)
        for recorded in events_after(connection, {}):
            again.apply(recorded)
    assert again == board


def test_a_refused_verb_leaves_no_event(house: House) -> None:
    contact = house.held()
    before = house.recorded()
    with pytest.raises(Conflict):
        hands.wrap_up(house.store, AMINA, house.centre, contact, code="solved")
    assert house.recorded() == before


# -- no personal content --------------------------------------------------------------------

MARK = "zzsecretzz"


def everything_said(house: House) -> None:
    """A contact's whole life with a marker in every field that a person can write in."""
    details = CustomerDetails(f"{MARK} n", f"{MARK}@example.org", f"{MARK} 06", f"{MARK} r")
    opened = house.opened(details=details, client_id=f"{MARK}-0123456789-abcdef")
    contact, customer = opened.contact, Actor("customer", opened.customer)
    file = contacts.attach(
        house.store,
        customer,
        contact,
        name=f"{MARK}.png",
        media_type="image/png",
        content=MARK.encode(),
    )
    contacts.say(
        house.store, customer, contact, f"I am {MARK}", client_id=MARK, attachments=(file,)
    )
    asked = house.say(contact, text=MARK)
    brief = replace(
        BRIEF, identity=MARK, goal=MARK, fields={MARK: MARK}, done=(MARK,), commitments=(MARK,)
    )
    found = (Retrieved("delais", 1, "fr", 0.4),)
    outcome = Outcome(
        (Draft(MARK, choices=(MARK,)),),
        hand_over=HandOver("waha-fr", "asked", brief),
        withheld=("below_threshold", 0.4),
        decision=Decision(Did.HANDED_OVER, "fr", "below_threshold", found, threshold=0.8),
    )
    turns.take_turn(house.store, ASSISTANT, contact, asked, outcome)
    contacts.set_details(house.store, customer, contact, CustomerDetails(name=MARK))
    operate(house, contact)
    contacts.mend_brief(house.store, customer, contact, goal=MARK, fields={MARK: MARK}, revision=1)
    house.held(AMINA, contact)
    contacts.say(house.store, AMINA, contact, MARK, client_id=MARK, note=True)
    hands.join(house.store, SALMA, contact, MARK)
    hands.transfer(
        house.store, AMINA, house.centre, contact, queue="waha-billing", note=MARK, notice=MARK
    )
    house.held(BILAL, contact)
    hands.requeue(house.store, SALMA, contact, "ill", MARK)
    hands.take_over(house.store, SALMA, contact, MARK)
    hands.end(house.store, SALMA, house.centre, contact, "adviser_ended", MARK)
    hands.wrap_up(
        house.store, SALMA, house.centre, contact, code="solved", summary=MARK, follow_ups=MARK
    )
    contacts.rate(house.store, customer, contact, solved=True, rating=5, comment=MARK)


def operate(house: House, contact: str) -> None:
    """Operations whose fields, answers and comments hold the marker."""
    call = Call("change-contact", Risk.REVERSIBLE, "k-1", {"email": MARK}, "r_1", "send")
    risky = replace(call, key="k-2", risk=Risk.IRREVERSIBLE)
    one, two = (
        operations.start_operation(house.store, ASSISTANT, contact, each, within_seconds=9).entry
        for each in (call, risky)
    )
    said = OperationResult(OperationStatus.DONE, {"email": MARK}, f"{MARK} 1")
    operations.end_operation(house.store, ASSISTANT, one.id, 1, said)
    operations.refuse_operation(house.store, SALMA, two.id, MARK)
    commitments.record_commitment(house.store, ASSISTANT, contact, "contact.changed", one.id)
    run = FlowRun("r_1", "change-contact", 1, 3, {"email": MARK}, outcome="cancelled")
    flow_runs.keep_flow(house.store, ASSISTANT, contact, run)


def test_no_word_of_a_person_reaches_the_stream(house: House) -> None:
    everything_said(house)
    assert any(MARK in row.text for row in house.rows("messages"))
    for row in house.rows("events"):
        assert MARK not in json.dumps([row.type, row.contact, row.actor, row.data])


def test_what_events_carry_are_ids_codes_and_times(house: House) -> None:
    everything_said(house)
    for row in house.rows("events"):
        for value in _strings(row.data):
            assert re.fullmatch(r"[A-Za-z0-9_.:+-]{1,64}", value), (row.type, value)


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []


def test_the_scenarios_emit_every_type_of_event(sqlite_shared: Any, centre: Centre) -> None:
    seen: set[str] = set()
    for _, prepare in SCENARIOS:
        clock = VirtualClock()
        house = House(sqlite_shared.store(clock), clock, centre)
        prepare(house)()
        seen |= {type_name(type(recorded.event)) for recorded in house.recorded()}
    assert seen == set(EVENT_TYPES)
