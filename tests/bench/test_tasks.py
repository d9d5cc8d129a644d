"""Service tasks: the files, the scripted customer, how a play is judged, the figures."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from nawba.bench.retail.desk import Reply
from nawba.bench.retail.shop import Shop
from nawba.bench.tasks import measure_tasks
from nawba.bench.tasks.customer import Customer
from nawba.bench.tasks.measure import kind_of, pass_k
from nawba.bench.tasks.play import PERSON, RIGHT, WRONG, expected, judge, play
from nawba.bench.tasks.script import Script, first_person, write_script
from nawba.bench.tasks.task_files import Task, check_policy, read_database, read_tasks
from nawba.cli.app import app
from nawba.domain.errors import DocumentError, Invalid
from retail_set import (
    CARD,
    DELIVERED,
    GIFT,
    MIXED,
    PENDING,
    SINGLE,
    cancelled,
    database,
    files,
    returned,
    shop_database,
    task,
)

RETURN = task("1", "You want to return the reading lamp.", returned(DELIVERED, "1000000001"))
TWO = task(
    "2",
    "You want to cancel the mug you just ordered. You also want to return the rain coat, and use "
    "your gift card for the refund.",
    cancelled(SINGLE),
    returned(MIXED, "3000000001", to=GIFT),
)
UNREAD = task(
    "3", "You want to return what your sister likes.", returned(MIXED, "3000000001", to=GIFT)
)
BARRED = task("4", "Return the lamp. If it is black, exchange it.", returned(DELIVERED, "x"))
OTHER = task("5", "You want to return the reading lamp.", returned(DELIVERED, "2000000001"))
ASKS = task("6", "You want to know how many lamps there are.")


def read(tmp_path: Path, *tasks: dict[str, Any]) -> list[Task]:
    return read_tasks(files(tmp_path, [*tasks])[0])


def script(tmp_path: Path, reason: str, **more: str) -> Script:
    (one,) = read(tmp_path, task("1", reason, **more))
    return write_script(one)


@pytest.mark.parametrize("packed", [False, True])
def test_figures_of_a_small_set(tmp_path: Path, packed: bool) -> None:
    paths = files(tmp_path, [RETURN, TWO, UNREAD, BARRED, OTHER], packed)
    measured = measure_tasks(*paths)
    figures = measured.figures
    assert (figures.tasks, figures.scriptable, figures.trials, figures.plays) == (5, 4, 4, 16)
    assert (figures.right, figures.handed_over, figures.wrong) == (0.5, 0.25, 0.25)
    assert (figures.pass_1, figures.pass_4) == (0.5, 0.5)
    assert (figures.pass_1_of_all, figures.pass_4_of_all) == (0.4, 0.4)
    assert figures.not_scriptable == {"condition": 1}
    assert figures.by["return"] == {
        "tasks": 4, "plays": 12, "right": 4, "handed_over": 4, "wrong": 4,
    }  # fmt: skip
    assert figures.by["several kinds"]["right"] == 4
    why = {one.task: one.why for one in measured.outcomes if one.end == WRONG}
    assert "return_delivered_order_items(#W1000001, ['1000000001']" in why["5"]
    assert measured.barred == {"4": "condition"}


def test_the_same_seed_plays_the_same_and_trials_differ(tmp_path: Path) -> None:
    (one,) = read(tmp_path, TWO)
    told = write_script(one)
    plays = [play(shop_database(), one, told, trial, 7).lines for trial in range(4)]
    again = [play(shop_database(), one, told, trial, 7).lines for trial in range(4)]
    assert plays == again
    assert len(set(plays)) == 4
    assert plays[0][0] == (
        "customer: I want to cancel the mug I just ordered. I also want to return the rain coat, "
        "and use my gift card for the refund."
    )


def test_fewer_trials_than_four_have_no_pass_4(tmp_path: Path) -> None:
    figures = measure_tasks(*files(tmp_path, [RETURN]), trials=2).figures
    assert (figures.pass_1, figures.pass_4) == (1.0, None)
    none = measure_tasks(*files(tmp_path, [BARRED])).figures
    assert (none.pass_1, none.right, none.pass_1_of_all) == (None, None, 0.0)


def test_pass_k_is_the_chance_that_k_plays_are_all_right() -> None:
    assert pass_k([4, 2, 0], 4, 1) == 0.5
    assert pass_k([4, 2, 0], 4, 2) == pytest.approx((1 + 1 / 6) / 3, abs=1e-4)
    assert pass_k([4, 3], 4, 4) == 0.5
    assert pass_k([4], 4, 4, of=2) == 0.5
    assert pass_k([], 4, 1) is None


def test_kinds_of_tasks(tmp_path: Path) -> None:
    kinds = [kind_of(one) for one in read(tmp_path, RETURN, TWO, ASKS)]
    assert kinds == ["return", "several kinds", "nothing"]


Change = Callable[[Shop], object]


def nothing(shop: Shop) -> None:
    pass


def lamp(shop: Shop) -> object:
    name, given = returned(DELIVERED, "1000000001")
    return shop.change(name, **given)


def mug(shop: Shop) -> object:
    name, given = cancelled(SINGLE)
    return shop.change(name, **given)


@pytest.mark.parametrize(
    ("of", "change", "person", "end"),
    [
        (RETURN, lamp, False, RIGHT),
        (RETURN, lamp, True, RIGHT),
        (RETURN, nothing, True, PERSON),
        (RETURN, nothing, False, WRONG),
        (RETURN, mug, True, WRONG),
        (TWO, mug, True, PERSON),  # half of it, and a person has the rest
        (TWO, mug, False, WRONG),
        (ASKS, nothing, False, RIGHT),
        (ASKS, nothing, True, PERSON),
        (ASKS, lamp, True, WRONG),
        (task("7", "Help!", ("transfer_to_human_agents", {"summary": ""})), nothing, True, RIGHT),
    ],
)
def test_how_a_play_is_judged(
    tmp_path: Path, of: dict[str, Any], change: Change, person: bool, end: str
) -> None:
    (one,) = read(tmp_path, of)
    shop = Shop(shop_database())
    change(shop)
    assert judge(one, shop, expected(shop.base, one), person, True)[0] == end


def test_a_step_that_the_rules_refuse_is_no_part_of_what_is_expected(tmp_path: Path) -> None:
    (one,) = read(tmp_path, task("1", "Cancel.", cancelled(DELIVERED), cancelled(PENDING)))
    assert list(expected(shop_database(), one).orders) == [PENDING]


def test_the_customer_speaks_in_the_first_person() -> None:
    assert first_person("You want your lamp, you're sad.") == "I want my lamp, I'm sad."
    assert first_person("Ask the agent to help you.") == "Ask you to help me."


def test_who_a_customer_is(tmp_path: Path) -> None:
    told = script(tmp_path, "x", known="You are sara_lind_1 living in zipcode 80201.")
    assert (told.name, told.zip, told.emails) == ("Sara Lind", "80201", ())
    told = script(tmp_path, "x", known="You name is Sara Lind and your email is a@b.com.")
    assert (told.name, told.emails) == ("Sara Lind", ("a@b.com",))
    assert script(tmp_path, "x", known="You are Sara.").barred == "no way to identify"


def test_what_was_told_for_later_is_said_when_asked(tmp_path: Path) -> None:
    told = script(
        tmp_path,
        "You want to return the mug. If the agent asks for which mug, it is the small one. "
        "If that is not possible, you want to cancel it. You want the refund to PayPal.",
        then="If asked for the reason, say you ordered it by mistake. You are polite.",
    )
    assert told.statements == ("I want to return the mug.", "I want the refund to PayPal.")
    assert told.answers == ("the small one",)
    assert told.fallbacks == ("I want to cancel it.",)
    assert (told.payment, told.mistaken, told.barred) == ("PayPal", True, "")


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("Return the lamp if it is black.", "condition"),
        ("Return the lamp. If the agent asks for confirmation, say only the mug.", "condition"),
        ("Return the lamp. Once the agent agrees, ask for more.", "steps that depend on"),
        ("Cancel it, but then you regret it.", "change of mind"),
        ("Insist on a refund.", "negotiation"),
        ("Refund to PayPal or to your gift card.", "several ways to pay"),
    ],
)
def test_what_a_script_cannot_say(tmp_path: Path, reason: str, why: str) -> None:
    assert script(tmp_path, reason).barred.startswith(why)


def test_what_customers_keep_to_themselves_is_not_said(tmp_path: Path) -> None:
    told = script(
        tmp_path,
        "Change it to your home address (you do not want to reveal it). You do not want to mention "
        "your age if asked. Make sure you mention both at once.",
    )
    assert told.statements == ("Change it to my home address .",)
    assert told.barred == ""


def test_answers_to_what_the_desk_asks() -> None:
    told = Script(("I want this.",), "Sara Lind", "80201", ("a@b.com",), (PENDING,), "gift card")
    customer = Customer(told, 0, Random(1))
    assert customer.open() == "I want this."
    asked = {
        "Is there anything else?": "No.",
        "what is your e-mail address?": "a@b.com",
        "What is your e-mail address? ": "Skip",
        "What are your first and last name?": "Sara Lind",
        "And your zip code?": "80201",
        "Why is it to be cancelled?": "No longer needed",
        "Which items are to be returned?": f"Order {PENDING}",
        "Which items are to be changed?": "I don't know.",
        "Is this right? I send nothing without your yes.": "yes",
        "Do you like lamps?": "I don't know.",
    }
    assert {question: customer.answer(Reply((question,))) for question in asked} == asked
    ways = ("PayPal (3333)", "gift card (2222)")
    assert customer.answer(Reply(("Where is the refund to go?",), ways)) == ways[1]
    assert customer.answer(Reply(("Where is the refund to go?",), ways[:1])).startswith("My gift")


def test_faults_of_tasks_name_the_task(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    wrong = [RETURN, {"id": "2"}, task("3", "x", ("fly", {})), task("4", "x") | {"id": "4"}]
    wrong[3]["user_scenario"]["instructions"]["domain"] = "airline"
    path.write_text(json.dumps([*wrong, 5, RETURN]))
    with pytest.raises(DocumentError) as caught:
        read_tasks(path)
    told = [str(fault) for fault in caught.value.faults]
    assert len(told) == 5
    assert "tasks[1]" in told[0]
    assert "user_scenario" in told[0]
    assert "'fly'" in told[1]
    assert "airline" in told[2]
    assert "of another task" in told[4]


@pytest.mark.parametrize(
    ("content", "problem"),
    [("{}", "no list|not a list"), ("[", "not JSON"), ("[]", "holds no task")],
)
def test_files_that_hold_no_tasks(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "tasks.json"
    path.write_text(content)
    with pytest.raises(Invalid, match=problem):
        read_tasks(path)
    packed = tmp_path / "tasks.gz"
    packed.write_bytes(gzip.compress(b"[]" * 99)[:-9])
    with pytest.raises(DocumentError, match="damaged"):
        read_tasks(packed)


def test_faults_of_a_database_name_the_record(tmp_path: Path) -> None:
    path = tmp_path / "db.json"
    broken = database()
    del broken["orders"][PENDING]
    broken["orders"][DELIVERED]["items"][0]["product_id"] = "9"
    path.write_text(json.dumps(broken))
    with pytest.raises(DocumentError, match=f"(?s)unknown order {PENDING}.*{DELIVERED}"):
        read_database(path)
    del broken["orders"][MIXED]["items"]
    path.write_text(json.dumps(broken | {"users": {}}))
    with pytest.raises(DocumentError, match=r"(?s)users.*missing.*has no items"):
        read_database(path)
    path.write_text("[]")
    with pytest.raises(DocumentError, match="not a database"):
        read_database(path)


def test_another_policy_or_none(tmp_path: Path) -> None:
    path = tmp_path / "policy.md"
    with pytest.raises(Invalid, match="is not there"):
        check_policy(path)
    path.write_text("# Airline policy")
    with pytest.raises(Invalid, match="Cancel pending order"):
        check_policy(path)


def run(tmp_path: Path, *more: str) -> Any:
    tasks, policy, db = files(tmp_path, [RETURN, UNREAD, BARRED, OTHER])
    given = ["--tasks", str(tasks), "--policy", str(policy), "--db", str(db), "--trials", "1"]
    return CliRunner().invoke(app, ["bench", "tasks", *given, *more])


def test_the_command_prints_one_object(tmp_path: Path) -> None:
    told = json.loads(run(tmp_path, "--json", "--explain").stdout)
    assert (told["tasks"], told["scriptable"], told["wrong"]) == (4, 3, 0.3333)
    assert [one["end"] for one in told["explained"]] == ["wrong", "handed_over", "not_scriptable"]


def test_the_command_tells_kinds_and_what_was_not_played(tmp_path: Path) -> None:
    result = run(tmp_path, "--explain")
    assert "what the reference changes" in result.stdout
    assert "task 5, trial 1: wrong: changed otherwise" in result.stdout
    assert "1 of 4 tasks are not scriptable" in " ".join(result.stderr.split())


def test_the_command_ends_plainly_without_its_files(tmp_path: Path) -> None:
    given = ["--tasks", "none.json", "--policy", "none.md", "--db", "none.json"]
    result = CliRunner().invoke(app, ["bench", "tasks", *given])
    assert result.exit_code == 2
    assert "none.md is not there" in " ".join(result.output.split())
    assert CARD not in result.output
