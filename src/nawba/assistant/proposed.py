"""A flow that was proposed to a customer at a model's word: asked about, and begun on their yes.

Nothing of it is kept but codes and places: which flow, and where in which message a value stands.
The customer reads the values back before they say yes, and the flow reads them anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nawba.assistant import flows
from nawba.assistant.acts import Act, Reply, Say, Withhold
from nawba.assistant.flow_turns import Heard
from nawba.assistant.flows.hearing import says_yes
from nawba.assistant.normalise import fold
from nawba.assistant.texts import say
from nawba.domain.decisions import Came, Decided, Quote
from nawba.domain.words import Message, Party


@dataclass(frozen=True)
class Proposed:
    """``flow`` with what the customer had said when it was proposed, number and text of each
    message, and the words among them that they were told for each field.
    """

    flow: str
    messages: Sequence[tuple[int, str]]
    given: Mapping[str, str]

    def is_confirmed(self, book: flows.FlowBook, text: str) -> bool:
        """Whether ``text`` is an explicit yes, or the flow's button in any language. Pure."""
        flow = book.flow.get(self.flow)
        if flow is None:
            return False
        said = fold(text).strip(" .!")
        return says_yes(text) or said in {fold(title).strip(" .!") for title in flow.title.values()}

    def heard(self, heard: Heard) -> Heard:
        """``heard`` with what was said before the yes: the flow begins with both."""
        return replace(heard, messages=(*self.messages, *heard.messages), given=self.given)


def last_proposed(decided: Sequence[Decided], messages: Sequence[Message]) -> Proposed | None:
    """The flow that the assistant's last turn proposed, if it did. Pure."""
    number = {message.id: message.number for message in messages}
    last = max(decided, key=lambda one: number.get(one.message, 0), default=None)
    asked = last.decision.asked if last else None
    if last is None or asked is None or asked.came is not Came.PROPOSED or not asked.flow:
        return None
    texts = {message.number: message.text for message in messages}
    given = {q.field: texts.get(q.message, "")[q.start : q.end] for q in asked.quotes}
    return Proposed(asked.flow, _said_before(last.message, messages), given)


def was_proposed(decided: Sequence[Decided]) -> bool:
    """Whether a flow was proposed before in the contact: once is enough."""
    asked = (one.decision.asked for one in decided)
    return any(one is not None and one.came is Came.PROPOSED for one in asked)


def _said_before(message: str, messages: Sequence[Message]) -> list[tuple[int, str]]:
    """What the customer had said, unanswered, up to ``message``."""
    places = [place for place, one in enumerate(messages) if one.id == message]
    said: list[tuple[int, str]] = []
    for one in reversed(messages[: places[0] + 1] if places else ()):
        if one.author is not Party.CUSTOMER:
            break
        said.insert(0, (one.number, one.text))
    return said


def propose_flow(
    reply: Reply, setting: flows.Setting, flow: str, held: Mapping[str, flows.Held]
) -> Reply:
    """``reply``, which gave up, with a question about ``flow`` in the place of the hand-over."""
    kept: list[Act] = []
    for act in reply.acts:
        kept.append(act)
        if isinstance(act, Withhold):
            break
    title = setting.book.flow[flow].title[setting.language]
    told = [f"{name} : {shown}" for name, shown in flows.show_given(setting, flow, held)]
    key = "flow_proposed_with" if told else "flow_proposed"
    text = say(key, setting.language, setting.fallback, flow=title, fields="\n".join(told))
    person = say("choice_person", setting.language, setting.fallback)
    return Reply((*kept, Say(text, (title, person))))


def quotes_of(
    found: Mapping[str, tuple[int, int, int]], messages: Sequence[Message]
) -> tuple[Quote, ...]:
    """``found`` (place in ``messages``, start, end by field) as what may be kept."""
    return tuple(
        Quote(name, messages[place].number, start, end)
        for name, (place, start, end) in found.items()
    )
