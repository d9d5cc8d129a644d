"""Hears the customer: an answer, a correction, a question of theirs, a stop, or none of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nawba.assistant.flows.acts import Digress, Words
from nawba.assistant.flows.candidates import Candidate
from nawba.assistant.flows.filling import (
    answers,
    corrections,
    is_named,
    is_sure,
    prefill,
    violation,
)
from nawba.assistant.flows.hearing import (
    asks,
    begins_with_no,
    has_cue,
    is_courtesy,
    says_cancel,
    says_later,
    says_no,
    says_skip,
    says_yes,
    tidy,
)
from nawba.assistant.flows.model import Ask, Confirm
from nawba.assistant.flows.resuming import pause
from nawba.assistant.flows.run import Run
from nawba.assistant.flows.state import Held, digest
from nawba.assistant.flows.walking import ask, call_of, choices, end, read_back, stop, walk
from nawba.assistant.normalise import words as words_of
from nawba.assistant.person_request import wants_person
from nawba.assistant.texts import in_every_language

_MOST_MISSES = 3


def hear(run: Run, words: Words) -> None:
    """What the customer wrote, given what the flow waits for."""
    words = replace(words, text=tidy(words.text))
    if wants_person(words.text) or _is_choice(words.text, "choice_person"):
        stop(run, "person_requested")
    elif run.state.waiting == "result":
        run.tell("flow_wait")
    elif says_cancel(words.text) or _is_choice(words.text, "flow_choice_cancel"):
        run.tell("flow_cancelled")
        end(run, by_customer=True)
    elif says_later(words.text):
        pause(run)
    else:
        _HEARD[run.state.waiting](run, words)


def _is_choice(text: str, key: str) -> bool:
    """Whether ``text`` is the button ``key``, in whatever language it was shown."""
    return words_of(text) in [words_of(label) for label in in_every_language(key)]


def _hear_answer(run: Run, words: Words) -> None:
    """To an open question: a correction if it says so, else an answer, else what it may be."""
    name, text = run.asked, words.text
    if has_cue(text) and _correct(run, text, free=True):
        return
    if words.article and asks(text) and not is_sure(run, name, text):
        _digress(run, words.article)
        return
    if not run.flow.fields[name].required and _skips(text):
        _accept(run, name, Held(None))
        return
    found = answers(run, name, text)
    if len(found) == 1:
        _take_answer(run, name, found[0], words)
    elif found:
        run.say(run.text("flow_which"), *(_shown(run, name, one) for one in found))
    elif not _correct(run, text, free=False):
        _hear_other(run, words)


def _skips(text: str) -> bool:
    return says_skip(text) or says_no(text)


def _shown(run: Run, name: str, one: Candidate) -> str:
    return run.shown(run.flow, name, Held(one.value, one.shown))


def _take_answer(run: Run, name: str, found: Candidate, words: Words) -> None:
    told = violation(run, name, found.value)
    if told is not None:
        run.say(told)
        _miss(run, told=True)
        return
    if words.article and asks(words.text):
        run.acts.append(Digress(words.article))
    _note_others(run, words.text, name, found)
    _accept(run, name, Held(found.value, found.shown))


def _accept(run: Run, name: str, held: Held) -> None:
    run.hold(name, held)
    run.state = replace(run.state, misses=0)
    run.go(run.flow.after(run.step))
    walk(run)


def _note_others(run: Run, text: str, besides: str = "", taken: Candidate | None = None) -> bool:
    """Fill what the customer said without being asked; whether there was anything."""
    found = prefill(run, text, besides, taken)
    for name, held in found.items():
        run.hold(name, held)
    return bool(found)


def _hear_other(run: Run, words: Words) -> None:
    """No answer: maybe another field's value, a question with an answer, a courtesy; or a miss."""
    if _note_others(run, words.text):
        run.tell("flow_noted")
        _ask_again(run)
    elif words.article:
        _digress(run, words.article)
    elif (asks(words.text) and _explain(run)) or is_courtesy(words.text):
        _ask_again(run)
    else:
        _miss(run)


def _explain(run: Run) -> bool:
    """Why the flow asks what it asks, if its writer said so."""
    step = run.step
    why = run.flow.fields[step.ask].why if isinstance(step, Ask) else {}
    if why:
        run.say(run.word(why))
    return bool(why)


def _digress(run: Run, article: str) -> None:
    """Answer from the article, then come back to what was open."""
    run.acts.append(Digress(article))
    run.tell("flow_back")
    _ask_again(run)


def _ask_again(run: Run) -> None:
    if run.state.waiting == "yes":
        step = run.step
        assert isinstance(step, Confirm), "a yes is waited for at a read-back"
        read_back(run, step)
    elif run.state.waiting == "change":
        _ask_change(run)
    else:
        ask(run, run.asked)


def _miss(run: Run, *, told: bool = False) -> None:
    """No answer that fits: once more, then with a person among the choices, then a person.

    ``told``: the customer knows already what was wrong with it.
    """
    misses = run.state.misses + 1
    run.state = replace(run.state, misses=misses)
    if misses >= _MOST_MISSES:
        stop(run, "not_understood")
        return
    if not told:
        run.tell("flow_not_understood")
    if misses > 1 and run.state.waiting == "answer":
        field = run.flow.fields[run.asked]
        person = run.text("choice_person")
        run.say(run.fill(field.ask), *choices(run, run.asked), person)
    else:
        _ask_again(run)


def _correct(run: Run, text: str, *, free: bool) -> bool:
    """Change what ``text`` corrects and walk the flow again; whether it corrected anything."""
    for depth in range(len(run.state.frames), 0, -1):
        below = Run(run.setting, replace(run.state, frames=run.state.frames[:depth]))
        if changes := corrections(below, text, free=free):
            break
    else:
        return False
    _fall_back(run, depth)
    _note_others(run, text)
    _apply(run, changes)
    run.restart()
    walk(run)
    return True


def _fall_back(run: Run, depth: int) -> None:
    """Leave the authentication flows above ``depth``; what was told there is kept for them."""
    left = [frame.fields for frame in run.state.frames[depth:]]
    spare = {name: held for fields in (run.state.spare, *left) for name, held in fields.items()}
    run.state = replace(run.state, frames=run.state.frames[:depth], spare=spare)


def _apply(run: Run, changes: Mapping[str, Held | None]) -> None:
    for name, held in changes.items():
        told = violation(run, name, held.value) if held and held.value is not None else None
        if held is None or told is not None:
            run.drop(name)
        else:
            run.hold(name, held)
            label = run.word(run.flow.fields[name].name)
            run.tell("flow_corrected", name=label, value=run.shown(run.flow, name, held))
        if told is not None:
            run.say(told)


def _hear_yes(run: Run, words: Words) -> None:
    """To a read-back: only an explicit yes sends anything."""
    text = words.text
    if says_yes(text):
        step = run.step
        assert isinstance(step, Confirm), "a yes is waited for at a read-back"
        call = call_of(run.flow.step[step.confirm])
        operation = run.setting.book.operation(call)
        sent = digest(operation.name, run.sent(operation, call.send))
        run.state = replace(run.state, accepted=sent, misses=0)
        run.go(step.confirm)
        walk(run)
    elif _correct(run, text, free=True):
        return
    elif says_no(text):
        run.state = replace(run.state, misses=0)
        _ask_change(run)
    elif words.article and asks(text):
        _digress(run, words.article)
    elif _reopen(run, text):
        return
    elif begins_with_no(text):
        _ask_change(run)
    else:
        _miss(run)


def _ask_change(run: Run) -> None:
    """Which of the told values is wrong?"""
    names = [run.word(run.flow.fields[name].name) for name in _changeable(run)]
    run.say(run.text("flow_what_to_change"), *names, run.text("flow_choice_cancel"))
    run.wait("change")


def _changeable(run: Run) -> list[str]:
    return [name for name, held in run.frame.fields.items() if held.value is not None]


def _hear_change(run: Run, words: Words) -> None:
    text = words.text
    if _correct(run, text, free=True) or _reopen(run, text):
        return
    if says_yes(text):  # nothing to change after all
        run.restart()
        walk(run)
    elif words.article and asks(text):
        _digress(run, words.article)
    else:
        _miss(run)


def _reopen(run: Run, text: str) -> bool:
    """Ask anew for the fields that ``text`` names, if it names any."""
    named = [name for name in _changeable(run) if is_named(run, name, text)]
    for name in named:
        run.drop(name)
    if named:
        run.restart()
        walk(run)
    return bool(named)


def _hear_return(run: Run, words: Words) -> None:
    """Back after a pause: what was told is kept, who it is must be shown again."""
    run.tell("flow_resumed")
    changes = corrections(run, words.text, free=False)
    _note_others(run, words.text)
    _apply(run, changes)
    run.restart()
    walk(run)


_HEARD = {
    "answer": _hear_answer,
    "yes": _hear_yes,
    "change": _hear_change,
    "return": _hear_return,
}
