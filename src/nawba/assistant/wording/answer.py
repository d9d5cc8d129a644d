"""An answer in a model's words, or the reason why the approved words stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nawba.assistant.normalise import strip_invisible
from nawba.assistant.wording.check import Check, check_answer
from nawba.assistant.wording.lexicon import LANGUAGES
from nawba.assistant.wording.orders import gives_orders
from nawba.domain.ports import Write
from nawba.domain.words import CustomerDetails, Source
from nawba.domain.writing import Allowed, Passage, WordAnswer, WriteRequest


@dataclass(frozen=True)
class Worded:
    """An answer in a model's words, all of which passed; ``sources`` in the order of citation."""

    text: str
    sources: tuple[Source, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Attempt:
    """What came of asking for words: ``worded`` or why not, with every verdict for ``explain``.

    ``reason``: ``ok``, ``unchecked_language``, ``no_passages``, ``order_in_article`` (a passage
    speaks to the model), ``not_worded`` (it proposed something else), ``unsupported`` (a sentence
    failed), or that of the proposal.
    """

    worded: Worded | None
    reason: str
    checks: tuple[Check, ...] = ()


def word_answer(
    write: Write,
    question: str,
    passages: Sequence[Passage],
    language: str,
    details: CustomerDetails | None = None,
) -> Worded | None:
    """An answer to ``question`` in a model's words, every sentence supported by ``passages``.

    None when the approved words should stand: no model, no time, or one sentence that is not
    supported. ``details`` are redacted from the question, never sent.
    """
    return attempt_wording(write, question, passages, language, details).worded


def attempt_wording(
    write: Write,
    question: str,
    passages: Sequence[Passage],
    language: str,
    details: CustomerDetails | None = None,
) -> Attempt:
    """As ``word_answer``, with the reason and the verdicts."""
    if language not in LANGUAGES:
        return Attempt(None, "unchecked_language")
    if not passages:
        return Attempt(None, "no_passages")
    if any(gives_orders(f"{one.title}\n{one.text}") for one in passages):
        return Attempt(None, "order_in_article")
    request = WriteRequest(
        (question,), language, Allowed(word=True), tuple(passages), details or CustomerDetails()
    )
    proposal = write.propose(request)
    if not isinstance(proposal.command, WordAnswer):
        return Attempt(None, proposal.reason if proposal.command is None else "not_worded")
    return _judge(proposal.command, passages, language)


def _judge(answer: WordAnswer, passages: Sequence[Passage], language: str) -> Attempt:
    checks = check_answer(answer.sentences, passages, language)
    if not all(check.ok for check in checks):
        return Attempt(None, "unsupported", checks)
    text = " ".join(_shown(sentence.text) for sentence in answer.sentences)
    cited = [name for sentence in answer.sentences for name in sentence.cites]
    by_id = {passage.id: passage.source for passage in passages}
    sources = tuple(dict.fromkeys(source for name in cited if (source := by_id[name])))
    return Attempt(Worded(text, sources, checks), "ok", checks)


def _shown(text: str) -> str:
    return " ".join(strip_invisible(text).split())
