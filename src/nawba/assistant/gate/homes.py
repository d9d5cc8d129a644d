"""In which group an article stands that was written after the groups were.

An article that closes a gap has no case yet, so a group of its own could prove nothing and it would
never be served. It stands with the articles that its questions would have found without it: what
is then proven of the group is proven with the new article in it, by the same cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from nawba.assistant.cases import Case
from nawba.assistant.gate.material import Groups
from nawba.domain.ports import Search
from nawba.domain.words import Article

Today = Callable[[str], date]
"""From a brand to the day it is there."""

_LOOKED_AT = 5  # articles beside the new one


def with_homes(
    groups: Groups, articles: Sequence[Article], gaps: Sequence[Case], search: Search, today: Today
) -> Groups:
    """``groups``, with each article that ``gaps`` teach and that no group names in the likeliest.

    A brand without groups stays without: there each article is a group of its own.
    """
    taught = {(one.brand, one.intent) for one in gaps}
    found = {brand: dict(of) for brand, of in groups.items()}
    for brand, article in sorted({(one.brand, one.id) for one in articles}):
        if (brand, article) in taught and brand in found and article not in groups[brand]:
            own = [one for one in articles if (one.brand, one.id) == (brand, article)]
            home = _home(own, groups[brand], search, today)
            if home is not None:
                found[brand][article] = home
    return found


def _home(
    own: Sequence[Article], group_of: Mapping[str, str], search: Search, today: Today
) -> str | None:
    """The group of the article that most of the questions find beside the new one."""
    votes: Counter[str] = Counter()
    for one in own:
        day = today(one.brand)
        for text in (one.title, *one.questions):
            found = search(text, one.brand, one.language, _LOOKED_AT, today=day)
            grouped = [group_of[near.article.id] for near in found if near.article.id in group_of]
            votes.update(grouped[:1])
    return min(votes, key=lambda group: (-votes[group], group), default=None)
