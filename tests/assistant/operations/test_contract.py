"""What every way to call a brand's system keeps to: the same suite over HTTP and over MCP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from assistant.operations.conftest import Bench
from nawba.assistant.operations import Connected
from nawba.demo.backoffice.faults import INJECTION
from nawba.domain.errors import Invalid
from nawba.domain.operations import OperationResult, OperationStatus

DONE, REFUSED = OperationStatus.DONE, OperationStatus.REFUSED
UNKNOWN, FAILED = OperationStatus.UNKNOWN, OperationStatus.FAILED
SAMIRA = {"customer": "C-1001"}
LATEST = {**SAMIRA, "invoice": "latest"}
DISPUTED = {**LATEST, "amount": "250.00"}
STOLEN = {**SAMIRA, "line": "+212600000101", "reason": "theft"}


def dispute(connected: Connected, key: str = "k1", **more: Any) -> OperationResult:
    return connected.call("dispute-invoice", {**DISPUTED, **more}, key)


def test_a_read_gives_what_is_declared_and_no_more(bench: Bench) -> None:
    result = bench.connected().call("find-invoice", LATEST, "k1")
    assert (result.status, result.reference) == (DONE, None)
    assert result.data.keys() == {"invoice", "amount", "issued_on", "items"}
    assert result.data["items"][-1] == {"label": "Achat de contenus", "amount": "250.00"}


def test_a_write_is_done_once_however_often_it_is_asked_for(bench: Bench) -> None:
    connected = bench.connected()
    first = dispute(connected, note="pas moi")
    assert (first.status, first.reference) == (DONE, "D-0001")
    assert first.data == {"dispute": "D-0001", "amount": "250.00"}
    assert dispute(connected, note="pas moi") == first
    assert len(bench.disputes) == 1
    assert "pas moi" in bench.disputes[0]["details"]


def test_a_refusal_gives_its_declared_reason_and_any_other_is_other(bench: Bench) -> None:
    connected = bench.connected()
    assert dispute(connected, "k1", amount="999.00").data == {"reason": "other"}
    dispute(connected, "k2")
    again = dispute(connected, "k3")
    assert (again.status, again.data) == (REFUSED, {"reason": "already-disputed"})
    assert len(bench.disputes) == 1


def test_many_callers_at_once_get_their_own_answers(bench: Bench) -> None:
    connected = bench.connected()
    customers = [f"C-10{place:02}" for place in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        fields = [{"customer": one, "invoice": "latest"} for one in customers]
        found = list(pool.map(lambda one: connected.call("find-invoice", one, "k"), fields))
    assert [one.status for one in found] == [DONE] * 8
    assert len({one.data["invoice"] for one in found}) == 8


# -- faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["error", "garbage", "huge"])
def test_a_read_that_makes_no_sense_has_failed(bench: Bench, kind: str) -> None:
    bench.fault(kind, "/invoices", times=2)
    result = bench.connected().call("find-invoice", LATEST, "k")
    assert (result.status, dict(result.data)) == (FAILED, {})


def test_a_read_is_tried_once_more(bench: Bench) -> None:
    bench.fault("error", "/invoices")
    assert bench.connected().call("find-invoice", LATEST, "k").status is DONE


@pytest.mark.parametrize("kind", ["garbage", "huge"])
def test_a_write_whose_answer_makes_no_sense_is_looked_up(bench: Bench, kind: str) -> None:
    bench.fault(kind, times=2)
    result = dispute(bench.connected())
    assert (result.status, result.reference) == (DONE, "D-0001")
    assert len(bench.disputes) == 1


@pytest.mark.parametrize("kind", ["garbage", "huge"])
def test_a_write_that_cannot_be_looked_up_is_unknown_and_never_done(
    bench: Bench, kind: str
) -> None:
    bench.fault(kind, times=2)
    result = dispute(bench.connected(lookup=False))
    assert (result.status, result.reference, dict(result.data)) == (UNKNOWN, None, {})
    assert len(bench.disputes) == 1


def test_a_write_that_is_not_found_stays_unknown(http_bench: Bench) -> None:
    http_bench.fault("error", times=2)
    assert dispute(http_bench.connected()).status is UNKNOWN
    assert http_bench.disputes == []
    assert dispute(http_bench.connected()).status is DONE


def test_a_look_up_that_fails_too_leaves_it_unknown(bench: Bench) -> None:
    bench.fault("garbage", times=2)
    bench.fault("garbage", "/requests", times=2)
    assert dispute(bench.connected()).status is UNKNOWN
    assert len(bench.disputes) == 1


def test_a_lost_answer_is_asked_for_again_with_the_same_key(bench: Bench) -> None:
    bench.fault("lost")
    result = dispute(bench.connected(lookup=False))
    assert (result.status, result.reference) == (DONE, "D-0001")
    assert len(bench.disputes) == 1


def test_what_comes_twice_happens_once(bench: Bench) -> None:
    bench.fault("duplicate")
    assert dispute(bench.connected()).status is DONE
    assert len(bench.disputes) == 1


def test_who_does_not_answer_in_time_is_given_up(bench: Bench) -> None:
    slow = bench.connected(seconds=1)
    slow.call("find-invoice", LATEST, "k")  # connecting is not what is timed
    bench.fault("slow", "/invoices")
    assert slow.call("find-invoice", LATEST, "k").status is FAILED
    assert bench.connected().call("find-invoice", LATEST, "k").status is DONE


def test_what_cannot_be_undone_is_sent_once(bench: Bench) -> None:
    bench.fault("garbage", "/lines", times=1)
    connected = bench.connected()
    assert connected.call("suspend-line", STOLEN, "k1").status is UNKNOWN
    assert len(bench.suspensions) == 1
    again = connected.call("suspend-line", STOLEN, "k1", again=True)
    assert (again.status, again.reference) == (DONE, "S-0001")


def test_words_in_an_answer_are_not_obeyed_and_not_kept(bench: Bench) -> None:
    bench.fault("inject")
    result = dispute(bench.connected())
    assert result.status is DONE
    assert INJECTION not in str(result.data)
    assert bench.suspensions == []
    assert not (bench.folder / "deleted").exists()


# -- what may leave -----------------------------------------------------------------------------


def test_what_is_not_declared_cannot_be_called(bench: Bench) -> None:
    connected = bench.connected()
    for name in ("delete_everything", "delete-everything", "dispute_invoice", ""):
        with pytest.raises(Invalid, match="no operation"):
            connected.call(name, {}, "k")


@pytest.mark.parametrize(
    "fields",
    [
        {"customer": "C-1001"},
        {**DISPUTED, "approved": True},
        {**DISPUTED, "amount": "250"},
        {**DISPUTED, "amount": 250},
        {**DISPUTED, "invoice": "../../customers"},
        {**DISPUTED, "note": "line\nbreak"},
    ],
)
def test_fields_that_are_not_as_declared_do_not_leave(http_bench: Bench, fields: Any) -> None:
    result = http_bench.connected().call("dispute-invoice", fields, "k")
    assert result.status is FAILED
    assert http_bench.handle.books.all("SELECT * FROM requests") == []


@pytest.mark.parametrize("key", ["", "a b", "k" * 81, "clé", "-k"])
def test_a_key_that_is_no_code_does_not_leave(http_bench: Bench, key: str) -> None:
    assert dispute(http_bench.connected(), key).status is FAILED
    assert http_bench.disputes == []
