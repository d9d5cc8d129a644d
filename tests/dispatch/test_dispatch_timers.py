"""Timers and ranks against the plainest thing that could do the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nawba.dispatch.ranks import Rank
from nawba.dispatch.timers import Timers

NAMES = st.sampled_from("abcdef")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), NAMES, st.integers(0, 20)),
        st.tuples(st.just("drop"), NAMES, st.just(0)),
        st.tuples(st.just("due"), st.just(""), st.integers(0, 20)),
    ),
    max_size=60,
)


@given(STEPS)
def test_timers_are_a_dictionary_of_moments(steps: list[tuple[str, str, int]]) -> None:
    timers, plain = Timers(), dict[str, float]()
    for what, name, at in steps:
        if what == "set":
            timers.set(name, at)
            plain[name] = at
        elif what == "drop":
            timers.drop(name)
            plain.pop(name, None)
        else:
            due = {one for one, moment in plain.items() if moment <= at}
            assert set(timers.due(at)) == due
            for one in due:
                del plain[one]
        assert timers.next() == min(plain.values(), default=None)


def test_what_was_dropped_is_not_kept_by_who_never_asks() -> None:
    timers = Timers()
    for number in range(10_000):
        timers.set(number, number)
        timers.drop(number)
    assert len(timers._heap) < 200


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=200))
def test_a_rank_is_a_sorted_list(steps: list[tuple[bool, int]]) -> None:
    rank: Rank[tuple[int]] = Rank()
    plain: list[tuple[int]] = []
    for is_new, number in steps:
        if is_new and (number,) not in plain:
            plain = sorted([*plain, (number,)])
            assert rank.add((number,)) == (plain[0] == (number,))
        elif not is_new and (number,) in plain:
            assert rank.remove((number,)) == (plain[0] == (number,))
            plain.remove((number,))
        assert list(rank) == plain
        assert rank.first() == (plain[0] if plain else None)
        assert [rank.find(one) for one in plain] == list(range(len(plain)))
