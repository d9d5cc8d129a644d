"""Given reasons take what is theirs, the rest is grouped, versions stay, changes stand out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from nawba.domain.errors import Conflict, DocumentError
from nawba.listening.reasons.assign import Assigned, Assigner
from nawba.listening.reasons.heard import Heard, opening, read_heard
from nawba.listening.reasons.insight import gain
from nawba.listening.reasons.repeats import repeats
from nawba.listening.reasons.taxonomy import Reason, read_taxonomy
from nawba.listening.reasons.trends import changes
from nawba.listening.reasons.versions import read_version, renew, write_version
from nawba.models.scripted import scripted_embedder

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
EMBED = scripted_embedder({"facture": "bill", "payer": "pay"})
SEEDED = {
    "pay": "bill pay card invoice due",
    "sim": "sim lost block phone stolen",
    "move": "move house fibre address moving",
}
NEW = {"roam": "roaming abroad travel data country", "stop": "cancel contract end fee leave"}


def said(words: str, end: str = "") -> list[str]:
    return [" ".join((*chosen, end)).strip() for chosen in combinations(words.split(), 3)]


def seeded() -> tuple[Reason, ...]:
    return tuple(Reason(id, {"en": id}, tuple(said(words))) for id, words in SEEDED.items())


def test_what_no_given_reason_takes_is_found_and_kept_under_its_id(tmp_path: Path) -> None:
    texts = [text for words in (*SEEDED.values(), *NEW.values()) for text in said(words)]
    spoken = ["en"] * len(texts)
    first = renew(None, seeded(), texts, spoken, EMBED, at=AT, embedder="x")
    assert first.found, "neither roaming nor leaving is listed"
    write_version(tmp_path, first.version)
    with pytest.raises(Conflict):
        write_version(tmp_path, first.version)
    kept = read_version(tmp_path)
    assert kept == first.version
    before = Assigner.fit(kept.reasons, EMBED)(texts)
    assert before[0].reason == "pay"
    assert before[-1].reason in first.found
    assert Assigner.fit(kept.reasons, EMBED)(["payer facture card"])[0].reason == "pay"
    assert Assigner.fit(kept.reasons, EMBED)(["weather tomorrow sunny"])[0].reason is None
    again = renew(kept, seeded(), [*texts, *texts], spoken * 2, EMBED, at=AT, embedder="x")
    old = {one.id: one.names for one in kept.reasons}
    assert {one.id: one.names for one in again.version.reasons if one.id in old} == old
    assert Assigner.fit(kept.reasons, EMBED)(texts) == before, "a version never says otherwise"


def test_a_faulty_taxonomy_is_told_line_by_line() -> None:
    right = 'names = {fr = "x"}\nexamples = ["a", "b"]\n'
    text = f'[[reason]]\nid = "Pay"\n{right}\n[[reason]]\nid = "b"\n'
    with pytest.raises(DocumentError) as error:
        read_taxonomy(text, "reasons.toml")
    places = {(fault.line, fault.field) for fault in error.value.faults}
    assert places == {(1, "id"), (6, "names"), (6, "examples")}


def test_the_customer_s_first_telling_turn_is_what_they_came_with(tmp_path: Path) -> None:
    turns = [("adviser", "hello"), ("customer", "bonjour"), ("customer", "ma box ne marche plus")]
    assert opening(turns) == "ma box ne marche plus"
    file = tmp_path / "contacts.csv"
    file.write_text("contact_id,text,started_at,failed\nc1,help,2026-11-03T10:00:00Z,1\n,x,,\n")
    with pytest.raises(DocumentError, match=r"contacts\.csv:3: contact_id"):
        read_heard(file)
    file.write_text("contact_id,text,started_at,failed\nc1,help,2026-11-03T10:00:00+01:00,1\n")
    (one,) = read_heard(file)
    assert (one.at, one.answered) == (datetime(2026, 11, 3, 9, tzinfo=UTC), False)


def test_a_burst_and_a_lasting_change_stand_out_and_quiet_months_say_nothing() -> None:
    draw = np.random.default_rng(3)
    week = np.tile([1.2, 1.1, 1, 1, 1.1, 0.6, 0.4], 5)[:30]
    months = [
        {f"r{one}": draw.poisson(draw.uniform(4, 20) * week).astype(float) for one in range(6)}
        for _ in range(12)
    ]
    first = date(2026, 6, 1)
    assert sum(bool(changes(month, first)) for month in months) <= 2
    month = months[0]
    month["burst"] = draw.poisson(8 * week).astype(float)
    month["burst"][10:12] += 40
    month["lasts"] = draw.poisson(12 * week * np.where(np.arange(30) < 16, 1, 3)).astype(float)
    found = {one.what: one for one in changes(month, first)}
    assert {"burst", "lasts"} <= set(found)
    assert (found["burst"].since, found["burst"].until) == (date(2026, 6, 11), date(2026, 6, 12))
    assert found["lasts"].until is None
    assert abs(found["lasts"].since - date(2026, 6, 17)) <= timedelta(days=1)
    assert found["lasts"].low < 3 < found["lasts"].high


def test_who_comes_back_within_a_week_is_counted_and_the_last_week_is_censored() -> None:
    def day(number: int) -> datetime:
        return AT + timedelta(days=number)

    told = "a pay 0, a pay 3, b pay 0, b sim 1, c pay 0, c pay 9, d pay 18"
    visits = [(who, why, day(int(at))) for who, why, at in map(str.split, told.split(", "))]
    visits.append(("", "pay", day(1)))
    pay = next(one for one in repeats(visits, day(20)) if one.reason == "pay")
    assert (pay.contacts, pay.repeated, pay.censored, pay.unknown) == (5, 1, 1, 1)


def test_a_reason_mostly_not_answered_well_is_a_gap_for_the_editor() -> None:
    heard = [Heard(f"c{at}", f"text {at}", "en", "sahla", "", AT, at >= 9) for at in range(12)]
    heard += [Heard(f"d{at}", "fine", "en", "sahla", "", AT, True) for at in range(12)]
    assigned = [Assigned("pay", 1, 1)] * 12 + [Assigned("sim", 1, 1)] * 12
    insight = gain(heard, assigned, seeded())
    (gap,) = insight.gaps
    assert (gap.reason, gap.brand, gap.not_answered, gap.contacts) == ("pay", "sahla", 9, 12)
    assert not gap.certain
    assert "text 11" not in gap.examples
