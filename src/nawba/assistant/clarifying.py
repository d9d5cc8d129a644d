"""Asks which was meant when a few readings are close, and understands what the customer picks.

The readings' scores are shares of one whole (see ``knowledge.index``), so their sum is how likely
it is that the right article is among them: the customer is asked when that is likely, and nobody
is asked who would probably have to say "none of these". What is picked is served because the
customer picked it: it is outside what the thresholds were proven on, and recorded as such.

Never asked: when nothing proves the group (assist-only: a click proves no more than a score), when
the customer is upset, twice in a row, or about an article that was served already.
"""

from __future__ import annotations

from collections.abc import Sequence

from nawba.assistant.acts import Act, Answer, Clarify, Pick, Say, Turn, Withhold
from nawba.assistant.judging import doubt
from nawba.assistant.lexicon import words_of
from nawba.assistant.normalise import fold, words
from nawba.assistant.person_request import wants_person
from nawba.assistant.saying import begin, choices, chose, hand_over, say, was_offered
from nawba.assistant.texts import in_every_language
from nawba.assistant.upset import distress
from nawba.domain.decisions import Basis
from nawba.domain.ports import Found
from nawba.knowledge.tokens import tokens

MOST_CHOICES = 3
LEAST_SHARE = 0.1
"""A reading less likely than this is not worth a button."""
TOGETHER = 0.7
"""Least sum of the shares of those offered; see docs/decisions/012 for what it was chosen on."""

CLOSE = ("below_threshold", "ambiguous")
_ORDINALS = ("first", "second", "third")


def close_readings(
    found: Sequence[Found],
    provable: frozenset[str],
    without: Sequence[str] = (),
    together: float = TOGETHER,
) -> tuple[Found, ...]:
    """The two or three of ``found`` worth asking about; none when it is not.

    ``provable`` are ids whose group may be answered at all; ``without`` are those served already.
    The best reading must be among the choices: a question that leaves it out misleads.
    """
    usable = {one.article.title: one for one in reversed(found[:MOST_CHOICES])
              if one.score >= LEAST_SHARE and one.article.id in provable
              and one.article.id not in without}  # fmt: skip
    offered = sorted(usable.values(), key=lambda one: -one.score)
    is_close = len(offered) > 1 and offered[0] == found[0]
    return tuple(offered) if is_close and sum(one.score for one in offered) >= together else ()


def clarify(turn: Turn) -> tuple[Act, ...]:
    """Ask which was meant, if the readings of the whole message are close."""
    if doubt(turn) not in CLOSE or not may_ask(turn):
        return ()
    offered = close_readings(turn.found, turn.provable, turn.facts.answered_articles)
    return (*begin(turn), *ask(turn, offered, say(turn, "clarify"))) if offered else ()


def may_ask(turn: Turn) -> bool:
    """Not twice in a row, and not of somebody who is upset."""
    return not was_asked(turn) and distress(turn.text) is None


def ask(turn: Turn, offered: Sequence[Found], words: str) -> tuple[Act, ...]:
    titles = tuple(one.article.title for one in offered)
    buttons = titles + choices(turn, "choice_none", "choice_person")
    which = Clarify(tuple(one.article.id for one in offered))
    return Withhold("close_readings", offered[0].score), which, Say(words, buttons)


def was_asked(turn: Turn) -> bool:
    return was_offered(turn, "choice_none")


def serve_pick(turn: Turn) -> tuple[Act, ...]:
    """The article that the customer picked, word for word; "none of these": a person."""
    if was_asked(turn) and (chose(turn, "choice_none") or _is_none(turn.text)):
        return hand_over(turn, "none_fits", "none_fits_handover", turn.about)
    if turn.pick is None or turn.has_attachments:
        return ()
    found = turn.pick.found
    if found is None or found.article.id in turn.facts.answered_articles:
        return hand_over(turn, "nothing_found", "unsure_handover", turn.about)
    helped = ("choice_solved", "choice_not_solved", "choice_person")
    question = Say(say(turn, "did_this_help"), choices(turn, *helped))
    return Answer(found.article, found.score, found.article.body, Basis.CHOSEN), question


def picked(text: str, offered: Sequence[str]) -> str | None:
    """The title in ``offered`` (the choices under the last words) that ``text`` picks, or None.

    By a click, its number, "the second", or words that plainly name one title and no other. A
    person asked for is no title, even if one speaks of advisers; a click on that one is.
    """
    end = next((at for at, one in enumerate(offered) if one in in_every_language("choice_none")), 0)
    titles = list(offered[:end])
    if not titles:
        return None
    said = fold(text).strip(" .!")
    exact = [title for title in titles if fold(title).strip(" .!") == said]
    if wants_person(text) and not exact:
        return None
    return next(iter(exact or _numbered(text, titles) or _named(text, titles)), None)


def resolve(title: str, readings: Sequence[Sequence[Found]]) -> Pick:
    """``title`` with the article of that title in ``readings``, if it may still be served."""
    found = [one for reading in readings for one in reading if one.article.title == title]
    return Pick(title, max(found, key=lambda one: one.score, default=None))


def _numbered(text: str, titles: list[str]) -> list[str]:
    said = [word for word in words(text) if word not in words_of("picks", "filler")]
    if len(said) != 1:
        return []
    places = {word: at for at, role in enumerate(_ORDINALS) for word in words_of("picks", role)}
    places |= {word: len(titles) - 1 for word in words_of("picks", "last")}
    at = int(said[0]) - 1 if said[0].isdigit() else places.get(said[0], -1)
    return titles[at : at + 1] if at >= 0 else []


def _named(text: str, titles: list[str]) -> list[str]:
    """The one title that holds every telling word of ``text``."""
    said = set(tokens(text)) - words_of("picks", "filler")
    holding = [title for title in titles if said and said <= set(tokens(title))]
    return holding if len(holding) == 1 else []


def _is_none(text: str) -> bool:
    said, none = set(words(text)), words_of("picks", "none")
    return bool(said & none) and said <= none | words_of("picks", "filler")
