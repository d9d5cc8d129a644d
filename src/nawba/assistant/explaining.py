"""From a turn and the reply to it to the record of why: what was found, what held, what was done.

``RECORDED`` is how many of the articles found are kept: enough to see what stood beside the first.
"""

from __future__ import annotations

from nawba.assistant.acts import Answer, HandOver, Reply, Solved, Turn, Withhold
from nawba.assistant.wording import REASONS as CHECKS
from nawba.domain.decisions import Asked, Came, Decision, Did, Retrieved
from nawba.domain.turns import Outcome
from nawba.domain.versions import Limit
from nawba.models.write_faults import REASONS as FAULTS

RECORDED = 5

_DID = (
    (Answer, Did.ANSWERED),
    (HandOver, Did.HANDED_OVER),
    (Withhold, Did.WITHHELD),
    (Solved, Did.SOLVED),
)


def explain(
    turn: Turn, reply: Reply, limit: Limit, version: int | None, milliseconds: float
) -> Decision:
    """The record of one turn; holds ids and numbers only."""
    return _decision(turn, (_did(reply), _reason(reply)), limit, version, milliseconds)


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
        group=limit.group if turn.found else None,
        threshold=limit.threshold if turn.found else None,
        version=version,
        milliseconds=round(milliseconds, 2),
    )


def _did(reply: Reply) -> Did:
    if not reply.acts:
        return Did.SILENT
    kinds = (did for act, did in _DID if any(isinstance(one, act) for one in reply.acts))
    return next(kinds, Did.SAID)


def _reason(reply: Reply) -> str | None:
    said = [one for one in reply.acts if isinstance(one, Withhold | HandOver)]
    return said[0].reason if said else None


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
}


def why(decision: Decision) -> str:
    """One English sentence for whoever was not there: what was done, and for which reason."""
    done = _DONE[decision.did]
    if decision.did is Did.ANSWERED and decision.retrieved:
        return f"{done} with {_named(decision.retrieved[0])}: {_compared(decision)}."
    if decision.reason in ("below_threshold", "assist_only"):
        return f"{done}: {_compared(decision)}."
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
    "several_answers": "there was more than one answer, so it was not asked",
    "order_in_article": "the article speaks to whoever words it, so it was not asked",
    "unchecked_language": "words in this language cannot be checked, so it was not asked",
    "no_passages": "there was nothing to word, so it was not asked",
    "not_worded": "it proposed something else",
    "no_flow": "it proposed something else",
    "not_quoted": "it gave a value that the customer had not written",
    "does_not_fit": "it gave a value that does not fit its field",
}


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
