"""A log with all its traps is read rightly; a centre whose rules are known is found again."""

from __future__ import annotations

import gzip
import heapq
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from nawba.bench.arrivals import ArrivalsFigures, measure_arrivals, read_calls
from nawba.bench.arrivals.figures import predicted
from nawba.cli.app import app
from nawba.domain.errors import Invalid

HEADING = ("vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,"
           "q_exit,q_time,outcome,ser_start,ser_exit,ser_time,server")  # fmt: skip
QUEUED = "AA,1,7,2,PS,990201,8:00:00,8:00:09,9,8:00:09,8:00:39,30,AGENT,8:00:38,8:03:00,142,ANA"
AT_ONCE = "AA,2,0,0,NW,990201,8:01:00,8:01:09,9,0:00:00,0:00:00,0,AGENT,8:01:08,8:02:00,52,BEN"
LEFT = "AA,3,8,1,PS,990201,8:02:00,8:02:09,9,8:02:09,8:03:09,60,HANG,0:00:00,0:00:00,0,NO_SERVER"
MACHINE = "AA,4,0,0,PS,990201,8:03:00,8:03:30,30,0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,0,NO_SERVER"
PHANTOM = (
    "AA,5,9,2,PS,990201,8:04:00,8:04:09,9,8:04:09,8:04:39,30,PHANTOM,8:04:38,8:05:00,22,NO_SERVER"
)
NOBODY = "AA,6,0,0,PS,990201,8:05:00,8:05:09,9,0:00:00,0:00:00,0,AGENT,8:05:08,8:05:13,5,NO_SERVER"
SET_BACK = "AA,7,9,2,PS,990201,8:06:00,8:05:09,-51,8:05:09,8:06:09,60,AGENT,8:06:08,8:07:00,52,ANA"
NOT_KEPT = "AA,8,9,2,PS,990201,8:08:00,8:08:05,5,8:08:05,8:08:15,10,AGENT,0:00:00,0:00:00,0,ANA"
MIDNIGHT = (
    "AA,9,9,2,PS,990201,23:59:30,23:59:50,20,23:59:50,0:00:20,30,AGENT,0:00:20,0:02:20,120,ANA"
)
BACKWARDS = QUEUED.replace("8:00:39", "8:00:04")
ALL = [QUEUED, AT_ONCE, LEFT, MACHINE, PHANTOM, NOBODY, SET_BACK, NOT_KEPT, MIDNIGHT, BACKWARDS]


def written(folder: Path, *rows: str, heading: str = HEADING) -> Path:
    with gzip.open(folder / "calls.csv.gz", "wt") as file:
        file.write("\n".join([heading, *rows]) + "\n")
    return folder


def test_every_trap_of_the_log_is_known(tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text("date,slot,calls\n1999-01-01,1,2\n")
    calls = read_calls(written(tmp_path, *ALL))
    assert list(calls.left_out.values()) == [1, 1, 1, 1]
    found = {
        float(asked): (float(wait), bool(queued), bool(answered))
        for asked, wait, queued, answered in zip(
            calls.asked - 8 * 3600, calls.wait, calls.queued, calls.answered, strict=True
        )
    }
    assert found == {
        9: (30, True, True),
        69: (0, False, True),
        129: (60, True, False),
        309: (60, True, True),  # the clock was set back while the machine spoke
        485: (10, True, True),
        57590: (30, True, True),  # asked before midnight, answered after
    }
    assert calls.advisers == ("ANA", "BEN")
    handling = calls.ended - calls.began
    assert handling[~np.isnan(handling)].tolist() == [142, 52, 52, 120]
    assert np.isnan(handling).sum() == 2  # who left, and whose handling was not written down


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("8:00:39", "8:61:39"), "line 3: q_exit '8:61:39' is no time of day. Write it as"),
        (("990201", "990231"), "line 3: date '990231' is no date"),
        (("AGENT", "AGNET"), "line 3: outcome 'AGNET' is none of AGENT, HANG, PHANTOM"),
        ((",PS,", ","), "line 3: 16 cells for 17 columns"),
    ],
    ids=["time", "date", "outcome", "cells"],
)
def test_a_faulty_line_is_named(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    with pytest.raises(Invalid, match=r"calls\.csv\.gz, ") as caught:
        read_calls(written(tmp_path, AT_ONCE, QUEUED.replace(*change)))
    assert says in caught.value.message


@pytest.mark.parametrize("mark", ["\t", " "], ids=["tabs", "spaces"])
def test_other_marks_do_as_well_as_commas(tmp_path: Path, mark: str) -> None:
    text = "\n".join([HEADING, *ALL]).replace(",", mark) + "\n\n"
    (tmp_path / "calls.txt").write_text(text, encoding="utf-8-sig")
    assert len(read_calls(tmp_path).day) == 6


def test_what_is_no_log_of_calls_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="holds no log of calls"):
        read_calls(written(tmp_path, "1,2", heading="a,b"))
    with pytest.raises(Invalid, match="no two days"):
        measure_arrivals(written(tmp_path, *ALL), 2, 1, lambda done, total: None)
    whole = (tmp_path / "calls.csv.gz").read_bytes()
    (tmp_path / "calls.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Invalid, match="no whole gzip file"):
        read_calls(tmp_path)


def test_without_data_nothing_is_measured_and_that_is_said(tmp_path: Path) -> None:
    for arguments in ([], ["--data", str(tmp_path / "gone")]):
        result = CliRunner().invoke(app, ["bench", "arrivals", "--json", *arguments])
        assert result.exit_code == 0
        assert "SKIPPED" in json.loads(result.stdout)["skipped"]


def test_two_quiet_days_are_told_in_a_table(tmp_path: Path) -> None:
    """Nobody waited and nobody left: nothing is known of patience or order, and nothing breaks."""
    days = [AT_ONCE.replace("8:0", f"{hour}:{tens}").replace("990201", date)
            for date in ("990201", "990202") for hour in (8, 9, 10) for tens in (1, 2, 3, 4, 5)
            for _ in range(4)]  # fmt: skip
    result = CliRunner().invoke(app, ["bench", "arrivals", "--data", str(written(tmp_path, *days))])
    assert result.exit_code == 0, result.output
    assert "120 contacts from 1999-02-01 to 1999-02-02; 2 days simulated 39 times" in result.output
    [row] = [line for line in result.output.splitlines() if line.startswith("9 ")]
    assert "20 | " in row
    assert "erlang_a" in result.output


def test_of_forty_values_the_next_is_expected_between_the_outermost() -> None:
    assert predicted(np.arange(39.0)) == (0, 38)
    assert predicted(np.append(np.arange(79.0), np.nan)) == (1, 77)


HEAD_START, OPEN, CLOSE, STAFF = 90.0, 8 * 3600, 13 * 3600, 5
RATE, TALK, PATIENCE, READY = 100 / 3600, 160.0, 240.0, 5.0


def a_day(date: str, random: np.random.Generator) -> Iterator[str]:
    """One day of five advisers alike. Those of priority 2 have a head start of 90 s."""
    came = OPEN + np.cumsum(random.exponential(1 / RATE, 900))
    waiting: list[tuple[float, int]] = []
    free = [(float(OPEN), f"ADVISER{at}") for at in range(STAFF)]
    heapq.heapify(free)
    contacts = [(float(at), int(random.random() < 0.5) + 1, random.exponential(PATIENCE))
                for at in came[came < CLOSE]]  # fmt: skip
    after = 0
    while after < len(contacts) or waiting:
        ready, who = free[0]
        while after < len(contacts) and (not waiting or contacts[after][0] <= ready):
            at, priority, _ = contacts[after]
            heapq.heappush(waiting, (at - HEAD_START * priority, after))
            after += 1
            if at > ready:
                break
        _, one = heapq.heappop(waiting)
        at, priority, patience = contacts[one]
        if ready - at > patience:
            yield a_row(date, priority, at, at + patience, None, "NO_SERVER")
            continue
        begins, talks = max(ready, at), random.exponential(TALK)
        heapq.heapreplace(free, (begins + talks + READY, who))
        yield a_row(date, priority, at, begins, begins + talks, who)


def a_row(date: str, priority: int, at: float, until: float, ends: float | None, who: str) -> str:
    queued = int(until) > int(at)
    known = priority if queued else 0  # as in the log: who did not queue has no priority
    queue = (_clock(at), _clock(until)) if queued else ("0:00:00", "0:00:00")
    served = ("0:00:00", "0:00:00") if ends is None else (_clock(until), _clock(ends))
    cells: list[Any] = ["AA", 1, 1, known, "PS", date, _clock(at - 9), _clock(at), 9, *queue, 0]
    return ",".join(map(str, [*cells, "HANG" if ends is None else "AGENT", *served, 0, who]))


def _clock(second: float) -> str:
    whole = int(second)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> ArrivalsFigures:
    random = np.random.default_rng(11)
    rows = [row for day in range(1, 6) for row in a_day(f"9903{day:02}", random)]
    folder = written(tmp_path_factory.mktemp("log"), *rows)
    return measure_arrivals(folder, 13, 1, lambda done, total: None)


def test_the_rules_of_a_centre_are_found_again(figures: ArrivalsFigures) -> None:
    fitted = figures.fitted
    assert figures.days_simulated == 5
    start = fitted["head_start"]
    assert start["PS/2"] - start["PS/1"] == pytest.approx(HEAD_START, abs=20)
    assert fitted["choices_by_head_start"] > 0.95 > fitted["choices_by_wait_alone"]
    assert fitted["handling_mean"]["PS"] == pytest.approx(TALK, rel=0.1)
    assert fitted["ready_mean"] == pytest.approx(READY, abs=2)
    assert fitted["patience_median"]["PS/1"] == pytest.approx(PATIENCE * np.log(2), rel=0.3)
    # Who idles before the first contact or after the last is missed: never more than there were.
    assert all(STAFF - 0.6 < row["staff"] <= STAFF for row in figures.hours if row["hour"] < 13)


def test_a_centre_simulated_as_fitted_is_as_it_was(figures: ArrivalsFigures) -> None:
    assert figures.errors["offered"]["wape"] < 0.02
    for name in ("mean_wait", "mean_wait_answered", "abandonment", "waited_over_20"):
        assert figures.errors[name]["wape"] < 0.35, name
    assert figures.errors_by_day_and_hour["mean_wait"]["covered"] > 0.6
    assert figures.peers["erlang_a"]["errors"]["mean_wait"]["wape"] < 0.5
