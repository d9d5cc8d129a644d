"""From a turn and the reply to it to the record of why: what was found, what held, what was done.

``RECORDED`` is how many of the articles found are kept: enough to see what stood beside the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from nawba.assistant.acts import Answer, Clarify, HandOver, Part, Reply, Solved, Turn, Withhold
from nawba.assistant.wording import REASONS as CHECKS
from nawba.domain.decisions import (
    NONE,
    Asked,
    Basis,
    Came,
    Decision,
    Did,
    PartDecision,
    Reading,
    Retrieved,
)
from nawba.domain.turns import Outcome
from nawba.domain.versions import Limit
from nawba.domain.words import Message, Party
from nawba.models.write_faults import REASONS as FAULTS

RECORDED = 5
READ = 3

_DID = (
    (HandOver, Did.HANDED_OVER),
    (Withhold, Did.WITHHELD),
    (Answer, Did.ANSWERED),
    (Solved, Did.SOLVED),
)


def explain(
    turn: Turn, reply: Reply, limit: Limit, version: int | None, milliseconds: float
) -> Decision:
    """The record of one turn; holds ids and numbers only."""
    decision = _decision(turn, (_did(reply), _reason(reply)), limit, version, milliseconds)
    asked = next((act.articles for act in reply.acts if isinstance(act, Clarify)), ())
    return replace(decision, choices=asked, chosen=_chosen(reply), parts=_parts(turn, reply))


def explain_flow(
    turn: Turn, outcome: Outcome, limit: Limit, version: int | None, milliseconds: float
) -> Decision:
    """The record of a turn that a flow took."""
    if outcome.hand_over is not None:
        made = Did.HANDED_OVER, outcome.hand_over.reason
    else:
        made = Did.SAID if outcome.answered is None else Did.ANSWERED, "flow"
    return _decision(turn, made, limit, version, milliseconds)


def _decision(
    turn: Turn,
    made: tuple[Did, str | None],
    limit: Limit,
    version: int | None,
    milliseconds: float,
) -> Decision:
    did, reason = made
    spoken = turn.detected if turn.detected in turn.allowed else None
    return Decision(
        did=did,
        language=spoken or turn.language,
        reason=reason,
        retrieved=_retrieved(turn),
        readings=_readings(turn),
        group=limit.group if turn.found else None,
        threshold=limit.threshold if turn.found else None,
        version=version,
        milliseconds=round(milliseconds, 2),
    )


def _readings(turn: Turn) -> tuple[Reading, ...]:
    """The likeliest shares, that of no article among them: what is left of the certainty."""
    if not turn.found:
        return ()
    likely = [Reading(one.article.id, round(one.score, 6)) for one in turn.found]
    left = round(max(0.0, 1 - sum(one.score for one in turn.found)), 6)
    ranked = sorted([*likely, Reading(NONE, left)], key=lambda one: one.score, reverse=True)
    return tuple(ranked[:READ])


def words_of_turn(messages: Sequence[Message], last: str) -> str:
    """What the customer said in the turn that replied to the message ``last``.

    Several messages in a row are one turn; the parts of a decision are places in these words.
    """
    place = next((at for at, one in enumerate(messages) if one.id == last), -1)
    before = messages[place::-1] if place >= 0 else ()
    said = takewhile(lambda one: one.author is not Party.ASSISTANT, before)
    told = [one.text for one in said if one.author is Party.CUSTOMER]
    return "\n".join(reversed(told)).strip()


def _did(reply: Reply) -> Did:
    """What became of the message; of one that was answered in part, what became of the rest."""
    if not reply.acts:
        return Did.SILENT
    kinds = (did for act, did in _DID if any(isinstance(one, act) for one in reply.acts))
    return next(kinds, Did.SAID)


def _reason(reply: Reply) -> str | None:
    said = [one.reason for one in reply.acts if isinstance(one, Withhold | HandOver)]
    other = [one.basis.value for one in _answers(reply) if one.basis is not Basis.SCORE]
    return next(iter(said + other), None)


def _answers(reply: Reply) -> list[Answer]:
    return [one for one in reply.acts if isinstance(one, Answer)]


def _chosen(reply: Reply) -> str | None:
    chosen = [one for one in _answers(reply) if one.basis is Basis.CHOSEN]
    return chosen[0].article.id if chosen else None


def _parts(turn: Turn, reply: Reply) -> tuple[PartDecision, ...]:
    """What became of each question; none when the message was read as a whole."""
    served = {one.article.id for one in _answers(reply) if one.basis is Basis.PART}
    return tuple(_part(one, served, _did(reply)) for one in turn.parts) if served else ()


def _part(part: Part, served: set[str], rest: Did) -> PartDecision:
    best = part.found[0] if part.found else None
    is_met = best is not None and best.article.id in served
    place = (part.span.start, part.span.end, Did.ANSWERED if is_met else rest)
    if best is None:
        return PartDecision(*place, threshold=part.threshold)
    return PartDecision(*place, best.article.id, round(best.score, 6), part.threshold)


def _retrieved(turn: Turn) -> tuple[Retrieved, ...]:
    return tuple(
        Retrieved(
            one.article.id,
            one.article.version,
            one.article.language,
            round(one.score, 6),
            round(one.margin, 6),
        )
        for one in turn.found[:RECORDED]
    )


_BECAUSE = {
    "nothing_found": "no approved article was found for it",
    "ambiguous": "several articles fitted equally well",
    "repeated": "the same article had been served already and was not enough",
    "too_short": "the message was too short to be a question",
    "not_helped": "the customer said that it did not help",
    "attachment": "a file came, which the assistant cannot read",
    "holdout": "this contact was drawn to meet no assistant, for comparison",
    "person_requested": "the customer asked for a person",
    "flow": "a procedure was under way",
    "close_readings": "several articles were likely together and none alone, so the customer was "
    "asked which was meant",
    "none_fits": "asked which was meant, the customer said that none of the articles was",
    "part_unsure": "a part of the message was answered, and for the rest no answer was sure enough",
    "upset": "the customer is unhappy, in their own words, and asked nothing else",
    "danger": "the words speak of danger to somebody",
}
_OUTSIDE = "this is outside what the threshold was proven on"


def why(decision: Decision) -> str:
    """One English sentence for whoever was not there: what was done, and for which reason."""
    done = _DONE[decision.did]
    if decision.chosen is not None:
        return f"{done} with article {decision.chosen}, chosen by the customer; {_OUTSIDE}."
    if decision.did is Did.ANSWERED and decision.parts:
        return f"{done} {len(decision.parts)} questions of one message apart; {_OUTSIDE}."
    if decision.did is Did.ANSWERED and decision.retrieved:
        return f"{done} with {_named(decision.retrieved[0])}: {_compared(decision)}."
    if decision.reason in ("below_threshold", "assist_only"):
        return f"{done}: {_compared(decision)}{_likelier(decision)}."
    if decision.reason is None:
        return f"{done}."
    return f"{done}: {_BECAUSE.get(decision.reason, decision.reason.replace('_', ' '))}."


_DONE = {
    Did.ANSWERED: "Answered",
    Did.WITHHELD: "Gave no answer and asked back",
    Did.HANDED_OVER: "Handed over to a person",
    Did.SAID: "Said what courtesy or procedure asked for; no answer was at stake",
    Did.SOLVED: "Closed the question as settled",
    Did.SILENT: "Stayed silent",
}


def why_asked(asked: Asked) -> str:
    """One English sentence on what a language model had to do with a turn."""
    done, flow = _CAME[asked.came], f" ({asked.flow})" if asked.flow else ""
    if asked.failed:
        failed = "; ".join(CHECKS.get(one, one) for one in asked.failed)
        reason = f": of {asked.sentences} sentences one or more failed: {failed}"
    else:
        told = _UNASKED.get(asked.reason) or FAULTS.get(asked.reason, asked.reason)
        reason = "" if asked.reason == "ok" else f": {told}"
    return f"{done}{flow}{reason}."


_CAME = {
    Came.WORDED: "A language model worded the answer; the article supports every sentence",
    Came.VERBATIM: "The answer stands as the article says it, without a language model",
    Came.REFUSED: "A language model's words were refused and the article's own sent",
    Came.PROPOSED: "A language model found a flow, which the customer was asked about",
    Came.NOTHING: "A language model found no flow to ask about",
}
_UNASKED = {
    "late": "the customer had waited too long already, so it was not asked",
    "busy": "too many turns were waiting for it, so it was not asked",
    "not_whole": "the answer was to a choice or to a part of the message, so it was not asked",
    "order_in_article": "the article speaks to whoever words it, so it was not asked",
    "unchecked_language": "words in this language cannot be checked, so it was not asked",
    "no_passages": "there was nothing to word, so it was not asked",
    "not_worded": "it proposed something else",
    "no_flow": "it proposed something else",
    "not_quoted": "it gave a value that the customer had not written",
    "does_not_fit": "it gave a value that does not fit its field",
}


def _likelier(decision: Decision) -> str:
    """That no article answers it, where this is the first reading."""
    first = next(iter(decision.readings), None)
    if first is None or first.intent != NONE:
        return ""
    return f"; that no article answers it is likelier ({first.score:.3f})"


def _named(one: Retrieved) -> str:
    return f"article {one.article} (version {one.version}, {one.language})"


def _compared(decision: Decision) -> str:
    if not decision.retrieved:
        return "no approved article was found for it"
    best = decision.retrieved[0]
    group = f" for the group {decision.group}" if decision.group else ""
    if decision.threshold is None:
        return (
            f"too few cases prove that questions of the group {decision.group} may be answered, "
            f"whatever the score ({_named(best)} scored {best.score:.3f})"
        )
    side = "reached" if best.score >= decision.threshold else "stayed below"
    return (
        f"its score {best.score:.3f} {side} the threshold {decision.threshold:.3f}{group}"
        if decision.did is Did.ANSWERED
        else f"the best, {_named(best)}, scored {best.score:.3f} and {side} the threshold "
        f"{decision.threshold:.3f}{group}"
    )
