"""One noun after the other: checked, refused when stale or needed, kept in a history, undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from house import AMINA, BILAL, DRISS, SALMA, House, at_once
from nawba.actions import config_files, configuring
from nawba.actions.configuring import Edit, Saved, edit_of
from nawba.domain import events as ev
from nawba.domain.centre_files import write_files
from nawba.domain.centre_kinds import KINDS, plain
from nawba.domain.errors import Busy, Conflict, DocumentError, InUse, NotFound, NotPermitted, Stale
from nawba.domain.words import ADMINISTRATOR, Actor, Centre
from nawba.store.config_changes import change_json, find_item, read_changes
from nawba.store.rows import read_centre

SARA = Actor("administrator", "sara")


def centre_of(house: House) -> Centre:
    with house.store.read() as connection:
        return read_centre(connection)


def document(house: House, kind: str, id: str, **changes: Any) -> dict[str, Any]:
    with house.store.read() as connection:
        row = find_item(connection, KINDS[kind], id)
    assert row is not None
    return {**row.document, **changes}


def save(house: House, kind: str, id: str, revision: int | None = None, **changes: Any) -> Saved:
    edit = edit_of(KINDS[kind], document(house, kind, id, **changes), revision)
    return configuring.change_centre(house.store, SARA, [edit])


def add(house: House, kind: str, **fields: Any) -> Saved:
    return configuring.change_centre(house.store, SARA, [edit_of(KINDS[kind], fields, new=True)])


def retire(house: House, kind: str, *ids: str, busy: bool = False) -> Saved:
    edits = [Edit(KINDS[kind], id, None) for id in ids]
    return configuring.change_centre(house.store, SARA, edits, retire_busy=busy)


def test_one_noun_is_changed_and_all_else_stays(house: House) -> None:
    before = centre_of(house)
    saved = save(house, "brands", "waha", 1, colour="#112233")
    (brand,) = [one for one in before.brands if one.id == "waha"]
    changed = replace(brand, colour="#112233")
    after = centre_of(house)
    assert after.brand["waha"] == changed
    assert replace(after, brands=before.brands) == before
    assert saved.items[0]["revision"] == 2
    assert len(house.events(ev.CentreConfigured)) == 2


def test_of_two_who_change_the_same_one_is_refused_and_told_by_whom(house: House) -> None:
    def change(colour: str) -> str:
        try:
            save(house, "brands", "waha", 1, colour=colour)
        except Stale as error:
            (by,) = {one["by"] for one in error.changes}
            return f"revision {error.current['revision']} by {by}"
        return "saved"

    told = at_once(lambda: change("#111111"), lambda: change("#222222"))
    assert sorted(told) == ["revision 2 by administrator:sara", "saved"]


def test_nothing_is_written_when_nothing_changes(house: House) -> None:
    saved = save(house, "queues", "waha-fr", 1)
    assert (saved.changes, saved.batch) == ((), None)
    assert len(house.events(ev.CentreConfigured)) == 1


def test_the_history_tells_each_change_and_puts_it_back(house: House) -> None:
    before = write_files(centre_of(house))
    saved = save(house, "queues", "waha-fr", target={"share": 0.9, "seconds": 15})
    with house.store.read() as connection:
        change = change_json(read_changes(connection)[0])
    assert change["fields"] == [
        {"field": "target.share", "from": 0.8, "to": 0.9},
        {"field": "target.seconds", "from": 20, "to": 15},
    ]
    configuring.put_back(house.store, SARA, saved.changes[0])
    assert write_files(centre_of(house)) == before
    with pytest.raises(Stale):
        configuring.put_back(house.store, SARA, saved.changes[0])
    with pytest.raises(NotFound):
        configuring.put_back(house.store, SARA, 10_000)


def test_what_was_saved_together_is_put_back_together(house: House) -> None:
    before = write_files(centre_of(house))
    files = {
        "skills.yaml": "skills:\n- {id: fr, name: F}\n- {id: ar, name: A}\n"
        "- {id: billing, name: B}\n- {id: es, name: E}\n",
        "pauses.yaml": "pause_reasons: []\nretention: {recordings_months: 2}\n",
    }
    applied = config_files.apply_files(house.store, SARA, files, incomplete=True)
    assert {one.what for one in applied.differences} == {"added", "changed", "retired"}
    assert applied.batch is not None
    configuring.put_back(house.store, SARA, applied.batch, batch=True)
    assert write_files(centre_of(house)) == before


def test_an_adviser_added_by_itself_gets_offers_and_one_retired_none(house: House) -> None:
    add(house, "advisers", id="zoe", name="Zoé", site="casa", skills={"fr": 4})
    zoe = Actor("adviser", "zoe")
    house.available(zoe)
    assert len(house.offers((house.waiting(), zoe))) == 1
    assert len(house.rows("adviser_slots", adviser="zoe")) == 2
    house.available(BILAL)
    retire(house, "advisers", "bilal")
    assert house.offers((house.waiting(), BILAL)) == []


@pytest.mark.parametrize("state", ["held", "offered"])
def test_an_adviser_with_contacts_is_retired_only_on_purpose(house: House, state: str) -> None:
    if state == "held":
        house.held(AMINA)
    else:
        house.offered(adviser=AMINA)
    with pytest.raises(Busy, match="amina \\(Amina\\) has 1") as refused:
        retire(house, "advisers", "driss", "amina")
    assert refused.value.contacts == 1
    assert "driss" in centre_of(house).adviser
    retire(house, "advisers", "driss", "amina", busy=True)
    assert not {"driss", "amina"} & centre_of(house).adviser.keys()


def test_a_contact_of_a_retired_queue_waits_in_the_brands_entry(house: House) -> None:
    house.waiting("waha-billing")
    with pytest.raises(Busy, match="waha-billing has 1"):
        retire(house, "queues", "waha-billing")
    retire(house, "queues", "waha-billing", busy=True)
    assert "waha-billing" not in centre_of(house).queue


def test_what_others_need_is_not_retired_and_they_are_named(house: House) -> None:
    with pytest.raises(InUse, match="queues waha-billing") as refused:
        retire(house, "skills", "billing")
    assert {"kind": "queues", "id": "waha-billing", "field": "requires.billing"} in (
        refused.value.used_by
    )
    with pytest.raises(Conflict, match="taken"):
        add(house, "skills", id="fr", name="F")
    with pytest.raises(NotFound):
        retire(house, "skills", "nothing")


def test_an_old_fault_elsewhere_keeps_nobody_from_mending_something_else(house: House) -> None:
    house.raw("UPDATE sites SET document = '" + BROKEN + "' WHERE id = 'casa'")
    save(house, "skills", "fr", name="French")
    with pytest.raises(DocumentError, match="time zone"):
        save(house, "sites", "casa", name="Casa")


BROKEN = '{"id": "casa", "name": "C", "country": "MA", "timezone": "Mars", "hours": []}'


def test_only_administrators_and_each_within_their_own(house: House) -> None:
    kind = KINDS["queues"]
    edit = edit_of(kind, document(house, "queues", "sahla-fr", name="S"))
    for actor in (AMINA, SALMA, DRISS, Actor("administrator", "nora", brands=("waha",))):
        with pytest.raises(NotPermitted):
            configuring.change_centre(house.store, actor, [edit])
    configuring.change_centre(house.store, Actor("administrator", "x", brands=("sahla",)), [edit])
    table = "id;name;site;skills\namina;A;casa;fr:3\n"
    far = Actor("administrator", "y", sites=("dakar",))
    with pytest.raises(NotPermitted):
        config_files.apply_advisers(house.store, far, table, "a.csv")


def test_codes_keep_the_order_they_are_put_in(house: House) -> None:
    kind = KINDS["wrap_up_codes"]
    ids = [one.id for one in house.centre.wrap_up_codes]
    configuring.reorder(house.store, SARA, kind, ids[::-1])
    assert [one.id for one in centre_of(house).wrap_up_codes] == ids[::-1]
    add(house, "wrap_up_codes", id="new", labels={"fr": "N"})
    assert [one.id for one in centre_of(house).wrap_up_codes] == [*ids[::-1], "new"]


def test_the_same_bytes_come_from_files_as_from_single_edits(house: House) -> None:
    files = write_files(house.centre)
    applied = config_files.apply_files(house.store, ADMINISTRATOR, files, incomplete=True)
    assert applied.differences == ()
    assert write_files(centre_of(house)) == files
    assert plain(house.centre.queues[0])["later_targets"] == []
