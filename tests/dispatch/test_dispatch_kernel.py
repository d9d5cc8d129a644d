"""The seam and what every policy must hold: eligible, pure, the same compiled and not."""

from __future__ import annotations

import copy
import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from nawba.dispatch import policies  # noqa: F401 - registers the house's own
from nawba.dispatch.burst import Room, admit, begin, room_for
from nawba.dispatch.choosing import by_rank, by_score
from nawba.dispatch.compiling import compiled, is_compiled
from nawba.dispatch.kernel import (
    KNOWN,
    Edge,
    Policy,
    Rules,
    State,
    blank,
    lay_out,
    listed,
    load_policies,
    policy_named,
    register,
)
from nawba.domain.errors import Invalid, NotFound

OURS = sorted(KNOWN)
HOUSE = 4, 3
NOW = 1000.0


@st.composite
def houses(draw: st.DrawFn) -> tuple[State, Rules]:
    """A house of 4 queues and 3 pools in any state, with reserves, ranks and relaxations."""
    queues, pools = HOUSE
    state = blank(queues, pools)
    for q in range(queues):
        state.length[q] = draw(st.integers(0, 4))
        state.oldest[q] = NOW - draw(st.integers(0, 60)) if state.length[q] else np.inf
        state.open[q] = draw(st.booleans())
    for p in range(pools):
        state.idle[p] = draw(st.integers(0, 3))
        state.longest_idle[p] = NOW - draw(st.integers(0, 60)) if state.idle[p] else np.inf
        state.load[p] = draw(st.integers(0, 2))
    state.mode[0] = draw(st.integers(0, 4))
    edges = [
        Edge(q, p, draw(st.sampled_from((0.0, 20.0))), draw(st.sampled_from((0.5, 1.0))), p, q)
        for q in range(queues)
        for p in range(pools)
        if draw(st.booleans())
    ]
    rules = lay_out(queues, pools, edges, reserve=[draw(st.integers(0, 1)) for _ in range(pools)])
    return state, rules


def allowed(queue: int, pool: int, state: State, rules: Rules) -> bool:
    """What the words of ``Rules`` say, written once more from the pool's side of the table."""
    if not (state.length[queue] and state.open[queue] and state.idle[pool]):
        return False
    for edge in range(rules.queue_start[pool], rules.queue_start[pool + 1]):
        if rules.queue_ids[edge] == queue:
            is_kept = rules.queue_rank[edge] > 0 and state.idle[pool] <= rules.reserve[pool]
            return bool(NOW - state.oldest[queue] >= rules.queue_after[edge] and not is_kept)
    return False


@pytest.mark.parametrize("name", OURS)
@given(house=houses())
@settings(deadline=None, max_examples=60)
def test_a_choice_is_allowed_and_writes_nothing(name: str, house: tuple[State, Rules]) -> None:
    state, rules = house
    policy, before = policy_named(name), copy.deepcopy(state)
    for pool in range(HOUSE[1]):
        queue = policy.queue_for(NOW, pool, state, rules)
        assert queue == -1 or not state.idle[pool] or allowed(queue, pool, state, rules)
    for queue in range(HOUSE[0]):
        pool = policy.pool_for(NOW, queue, state, rules)
        assert pool == -1 or allowed(queue, pool, state, rules)
    assert all(np.array_equal(a, b) for a, b in zip(before, state, strict=True))


@pytest.mark.parametrize("name", [one for one in OURS if one != "thresholded_sharing"])
@given(house=houses())
@settings(deadline=None, max_examples=60)
def test_nobody_is_left_waiting_beside_somebody_who_may(
    name: str, house: tuple[State, Rules]
) -> None:
    state, rules = house
    policy = policy_named(name)
    for queue in range(HOUSE[0]):
        anybody = any(allowed(queue, pool, state, rules) for pool in range(HOUSE[1]))
        assert (policy.pool_for(NOW, queue, state, rules) >= 0) == anybody


@pytest.mark.parametrize("name", OURS)
@given(house=houses())
@settings(deadline=None, max_examples=40)
def test_lists_and_arrays_decide_alike(name: str, house: tuple[State, Rules]) -> None:
    state, rules = house
    policy = policy_named(name)
    lists: tuple[State, Rules] = listed(state), listed(rules)
    for pool in range(HOUSE[1]):
        assert policy.queue_for(NOW, pool, *house) == policy.queue_for(NOW, pool, *lists)
    for queue in range(HOUSE[0]):
        assert policy.pool_for(NOW, queue, *house) == policy.pool_for(NOW, queue, *lists)


@given(house=houses())
@settings(deadline=None, max_examples=100)
def test_compiled_and_plain_decide_alike(house: tuple[State, Rules]) -> None:
    """Two policies stand for all: compiling each takes seconds on a small machine."""
    for name in ("ratio_then_salvage", "thresholded_sharing"):
        policy = policy_named(name)
        assert policy.switch is not None
        fast = compiled(policy.queue_for), compiled(policy.pool_for), compiled(policy.switch)
        assert all(is_compiled(one) for one in fast)
        for pool in range(HOUSE[1]):
            assert fast[0](NOW, pool, *house) == policy.queue_for(NOW, pool, *house)
        for queue in range(HOUSE[0]):
            assert fast[1](NOW, queue, *house) == policy.pool_for(NOW, queue, *house)
        assert fast[2](NOW, *house) == policy.switch(NOW, *house)


def test_importing_the_policies_does_not_import_numba() -> None:
    code = "import sys, nawba.dispatch.policies; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


def test_a_function_numba_cannot_compile_runs_as_python() -> None:
    def by_words(now: float, pool: int, state: State, rules: Rules) -> int:
        return int(json.dumps([pool])[1])

    assert compiled(by_words) is by_words
    assert not is_compiled(by_words)


def test_an_unknown_policy_names_those_that_exist() -> None:
    with pytest.raises(NotFound, match=r"cmu_theta, .*longest_wait_first"):
        policy_named("coin_toss")


def test_a_users_policy_is_registered_as_ours_are(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("policies")
    (folder / "my_own_policies.py").write_text(
        "from nawba.dispatch.choosing import by_rank, by_score\n"
        "from nawba.dispatch.kernel import Policy, register\n"
        "def shortest(now, queue, edge, state, rules):\n"
        "    return -float(state.length[queue])\n"
        "register(Policy('shortest_line', by_score(shortest), by_rank, 'For a test.', shortest))\n"
    )
    monkeypatch.syspath_prepend(str(folder))
    try:
        load_policies(["my_own_policies"])
        state, rules = blank(2, 1), lay_out(2, 1, [Edge(0, 0), Edge(1, 0)])
        state.length[:], state.oldest[:], state.idle[0] = (3, 2), (1.0, 2.0), 1
        assert policy_named("shortest_line").queue_for(NOW, 0, state, rules) == 1
    finally:
        KNOWN.pop("shortest_line", None)
        sys.modules.pop("my_own_policies", None)


def test_a_module_of_policies_that_is_not_there_is_named() -> None:
    with pytest.raises(Invalid, match="'no_such_module'"):
        load_policies(["no_such_module"])


def test_a_number_too_few_and_an_edge_outside_are_refused() -> None:
    with pytest.raises(Invalid, match="target needs one number for each of 2 queues"):
        lay_out(2, 1, [], target=[20.0])
    with pytest.raises(Invalid, match="No such queue or pool"):
        lay_out(1, 1, [Edge(0, 1)])


def test_registering_twice_keeps_the_last() -> None:
    first = Policy("for_a_test", by_score(lambda *_: 0.0), by_rank, "first")
    try:
        register(first)
        register(first._replace(about="second"))
        assert policy_named("for_a_test").about == "second"
    finally:
        KNOWN.pop("for_a_test")


# -- single policies --------------------------------------------------------------------


def two_lines(**numbers: list[float]) -> tuple[State, Rules]:
    """Two queues before one pool with a place: 5 wait since 990, and 2 since 985."""
    state = blank(2, 1)
    state.length[:], state.oldest[:], state.idle[0] = (5, 2), (990.0, 985.0), 1
    return state, lay_out(2, 1, [Edge(0, 0), Edge(1, 0)], **numbers)


@pytest.mark.parametrize(
    ("name", "numbers", "chosen"),
    [
        ("longest_wait_first", {}, 1),
        ("static_priority", {"priority": [2.0, 1.0]}, 0),
        ("queue_ratio", {}, 0),
        ("queue_ratio", {"queue_share": [9.0, 1.0]}, 1),
        ("wait_over_target", {"target": [10.0, 60.0]}, 0),
        ("generalised_cmu", {"weight": [2.0, 1.0]}, 0),
        ("cmu_theta", {"abandon_rate": [0.01, 0.02]}, 0),
        ("target_salvage", {"target": [12.0, 20.0]}, 0),
        ("target_salvage", {"target": [9.0, 20.0]}, 1),
        ("target_salvage", {"target": [9.0, 14.0]}, 0),
        ("ratio_then_salvage", {"target": [9.0, 20.0]}, 0),
    ],
)
def test_each_policy_by_its_own_rule(
    name: str, numbers: dict[str, list[float]], chosen: int
) -> None:
    assert policy_named(name).queue_for(NOW, 0, *two_lines(**numbers)) == chosen


def test_in_overload_what_can_be_kept_goes_first() -> None:
    state, rules = two_lines(target=[9.0, 20.0])
    state.mode[0] = 1
    assert policy_named("ratio_then_salvage").queue_for(NOW, 0, state, rules) == 1


def test_the_switch_holds_between_its_two_thresholds() -> None:
    switch = policy_named("ratio_then_salvage").switch
    assert switch is not None
    state, rules = two_lines(target=[20.0, 20.0])
    seen = []
    for oldest in (970.0, 960.0, 980.0, 989.0, 992.0, 980.0):
        state.oldest[:] = oldest
        state.mode[0] = switch(NOW, state, rules)
        seen.append(int(state.mode[0]))
    assert seen == [0, 1, 1, 1, 0, 0]


def sharing() -> tuple[State, Rules, Policy]:
    """Two queues, each with a pool of its own that may help the other."""
    edges = [Edge(0, 0), Edge(1, 0, 0, 0.8, 1, 1), Edge(1, 1), Edge(0, 1, 0, 0.8, 1, 1)]
    return blank(2, 2), lay_out(2, 2, edges), policy_named("thresholded_sharing")


def test_sharing_starts_past_the_threshold_one_way_and_ends_when_restored() -> None:
    state, rules, policy = sharing()
    assert policy.switch is not None
    state.oldest[:] = 990.0
    modes, helpers = [], []
    for first, second in ((10, 0), (11, 0), (5, 4), (4, 4), (0, 12), (0, 12)):
        state.length[:] = first, second
        state.mode[0] = policy.switch(NOW, state, rules)
        modes.append(int(state.mode[0]))
        state.idle[:] = 1
        helpers.append(policy.queue_for(NOW, 1, state, rules))
    assert modes == [0, 1, 1, 0, 2, 2]
    assert helpers == [-1, 0, 0, 1, 1, 1]


def test_in_normal_load_a_contact_waits_for_its_own_people() -> None:
    state, rules, policy = sharing()
    state.length[0], state.oldest[0], state.idle[1] = 1, 999.0, 1
    assert policy.pool_for(NOW, 0, state, rules) == -1
    state.mode[0] = 1
    assert policy.pool_for(NOW, 0, state, rules) == 1


def test_idle_places_are_kept_in_their_shares() -> None:
    state, rules = blank(1, 2), lay_out(1, 2, [Edge(0, 0), Edge(0, 1)], idle_share=[3.0, 1.0])
    state.length[0], state.oldest[0] = 1, 999.0
    state.idle[:], state.longest_idle[:] = (6, 4), (1.0, 2.0)
    assert policy_named("wait_over_target").pool_for(NOW, 0, state, rules) == 1
    state.idle[:] = 8, 2
    assert policy_named("wait_over_target").pool_for(NOW, 0, state, rules) == 0


# -- bursts -----------------------------------------------------------------------------


def shared(state: State, rules: Rules, policy: str = "longest_wait_first") -> Room:
    """How a burst shares out lines in which all have waited equally long; everybody has a seat."""
    room, score = room_for(rules), policy_named(policy).score
    assert score is not None
    begin(room)
    room.seats[:] = state.idle
    left = state._replace(length=np.array(state.length))
    while (queue := admit(NOW, score, left, rules, room)) >= 0:
        left.length[queue] -= 1
    return room


def test_a_burst_serves_as_many_as_can_be_served() -> None:
    """One at a time the older queue would take the two who alone can serve the other."""
    state = blank(2, 2)
    state.length[:], state.oldest[:], state.idle[:] = (2, 2), (900.0, 990.0), (2, 2)
    rules = lay_out(2, 2, [Edge(0, 0, pool_rank=0), Edge(0, 1, pool_rank=1), Edge(1, 0)])
    assert list(shared(state, rules).flow) == [0, 2, 2]  # (0, 0), (0, 1), (1, 0)


@given(house=houses(), policy=st.sampled_from([one for one in KNOWN if KNOWN[one].together]))
@settings(deadline=None, max_examples=60)
def test_a_burst_stays_within_lines_places_and_reserves(
    house: tuple[State, Rules], policy: str
) -> None:
    state, rules = house
    flow = shared(state, rules, policy).flow
    served, used = np.zeros(HOUSE[0], int), np.zeros(HOUSE[1], int)
    lent = np.zeros(HOUSE[1], int)
    for queue in range(HOUSE[0]):
        for edge in range(rules.pool_start[queue], rules.pool_start[queue + 1]):
            pool = rules.pool_ids[edge]
            assert flow[edge] == 0 or allowed(queue, pool, state, rules)
            served[queue] += flow[edge]
            used[pool] += flow[edge]
            lent[pool] += flow[edge] if queue else 0  # queue 0 has rank 0 in every pool
    assert all(served <= state.length)
    assert all(used <= state.idle)
    assert all(lent <= np.maximum(0, state.idle - np.asarray(rules.reserve)))
    plain = rules._replace(reserve=np.zeros_like(rules.reserve))
    assert shared(state, plain, policy).used.sum() == most_served(state, plain)


def most_served(state: State, rules: Rules) -> int:
    """The greatest flow between queues and pools, by a linear programme (the constraint matrix of
    a transport problem is totally unimodular)."""
    pairs = [
        (queue, pool)
        for queue in range(HOUSE[0])
        for pool in range(HOUSE[1])
        if allowed(queue, pool, state, rules)
    ]
    if not pairs:
        return 0
    limits = [*state.length, *state.idle]
    matrix = np.zeros((len(limits), len(pairs)))
    for column, (queue, pool) in enumerate(pairs):
        matrix[[queue, HOUSE[0] + pool], column] = 1
    found = linprog(-np.ones(len(pairs)), A_ub=matrix, b_ub=limits, method="highs")
    return round(-found.fun)


def by_own_array(now: float, pool: int, state: State, rules: Rules) -> int:
    lengths = np.zeros(len(state.length))
    for queue in range(len(state.length)):
        lengths[queue] = state.length[queue]
    return int(np.argmax(lengths))


def test_a_policy_may_make_arrays_of_its_own() -> None:
    fast = compiled(by_own_array)
    assert is_compiled(fast)
    state = blank(3, 1)
    state.length[2] = 4
    assert fast(0.0, 0, state, lay_out(3, 1, ())) == 2
