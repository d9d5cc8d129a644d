"""The reason of every turn in one sentence, for whoever was not there."""

from __future__ import annotations

import pytest

from nawba.assistant.acts import Answer, HandOver, Reply, Say, Solved, Turn, Withhold
from nawba.assistant.explaining import _UNASKED, RECORDED, explain, why, why_asked
from nawba.assistant.wording import REASONS as CHECKS
from nawba.domain.decisions import Asked, Came, Decision, Did, Retrieved
from nawba.domain.ports import Found
from nawba.domain.versions import Limit
from nawba.domain.words import Article
from nawba.models.write_faults import REASONS

ARTICLE = Article("puk", "sahla", "fr", "PUK", "Huit chiffres.", version=3)
ANSWER = Answer(ARTICLE, 0.9, ARTICLE.body)


def turn(*found: Found, detected: str | None = None) -> Turn:
    return Turn("q", "m_1", "fr", ("fr", "ar"), "Sahla", "Sami", 0.7, found=found,
                detected=detected)  # fmt: skip


def explained(*acts: object, found: tuple[Found, ...] = (Found(ARTICLE, 0.9, 0.4),)) -> Decision:
    reply = Reply(acts)  # type: ignore[arg-type]
    return explain(turn(*found), reply, Limit(0.7, "sim"), 5, 3.14159)


@pytest.mark.parametrize(
    ("acts", "did", "reason"),
    [
        ((ANSWER, Say("?")), Did.ANSWERED, None),
        ((Withhold("too_short"), Say("?")), Did.WITHHELD, "too_short"),
        ((Withhold("ambiguous"), Say("!"), HandOver("ambiguous")), Did.HANDED_OVER, "ambiguous"),
        ((Say("!"), HandOver("person_requested", True)), Did.HANDED_OVER, "person_requested"),
        ((Say("bye"), Solved()), Did.SOLVED, None),
        ((Say("hello"),), Did.SAID, None),
        ((), Did.SILENT, None),
    ],
)
def test_what_was_done_is_told_apart(
    acts: tuple[object, ...], did: Did, reason: str | None
) -> None:
    decision = explained(*acts)
    assert (decision.did, decision.reason) == (did, reason)
    assert why(decision)


def test_what_held_is_recorded_as_it_was() -> None:
    decision = explained(ANSWER)
    assert decision.retrieved == (Retrieved("puk", 3, "fr", 0.9, 0.4),)
    assert (decision.group, decision.threshold, decision.version) == ("sim", 0.7, 5)
    assert decision.milliseconds == 3.14


def test_where_nothing_was_looked_for_no_threshold_is_claimed() -> None:
    decision = explained(Say("hello"), found=())
    assert (decision.group, decision.threshold, decision.retrieved) == (None, None, ())


def test_only_the_first_articles_are_kept() -> None:
    many = tuple(Found(ARTICLE, 0.9 - place / 100) for place in range(9))
    assert len(explained(ANSWER, found=many).retrieved) == RECORDED


def test_the_language_is_the_one_that_was_searched() -> None:
    reply = Reply((ANSWER,))
    for detected, searched in (("ar", "ar"), ("en", "fr"), (None, "fr")):
        told = explain(turn(detected=detected), reply, Limit(0.7), None, 1.0)
        assert told.language == searched


def test_a_comparison_is_told_with_both_numbers() -> None:
    assert "0.900 reached the threshold 0.700 for the group sim" in why(explained(ANSWER))
    low = explained(Withhold("below_threshold"), found=(Found(ARTICLE, 0.5),))
    assert "scored 0.500 and stayed below the threshold 0.700" in why(low)
    nothing = explain(turn(Found(ARTICLE, 0.9)), Reply((Withhold("assist_only"),)),
                      Limit(None, "sim"), 5, 1.0)  # fmt: skip
    assert "too few cases prove that questions of the group sim" in why(nothing)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Asked(Came.WORDED, sentences=2), "supports every sentence."),
        (Asked(Came.VERBATIM, "time_out"), "without a language model: no whole answer in time."),
        (Asked(Came.VERBATIM, "late"), "the customer had waited too long already"),
        (Asked(Came.REFUSED, "unsupported", ("wrong_unit", "promises"), 3),
         "of 3 sentences one or more failed: a number with another unit, or per something else; "
         "it promises something."),
        (Asked(Came.PROPOSED, flow="dispute"), "(dispute)."),
        (Asked(Came.NOTHING, "not_quoted", flow="dispute"), "that the customer had not written."),
    ],
)  # fmt: skip
def test_what_a_model_had_to_do_with_it_is_told(asked: Asked, told: str) -> None:
    assert told in why_asked(asked)
    assert why_asked(asked).count(".") == 1


def test_every_code_is_told_in_words() -> None:
    for code in (*REASONS, *_UNASKED):
        if code != "ok":
            assert f": {code}." not in why_asked(Asked(Came.VERBATIM, code))
    for code in CHECKS:
        assert f"{code}." not in why_asked(Asked(Came.REFUSED, "unsupported", (code,), 1))
