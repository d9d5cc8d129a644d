"""Approved articles and passages: read from files, found for a customer's words.

In: folders of Markdown files, ``Article`` and ``Passage`` values, an ``Embed`` port, questions or
whole conversations in any language. Out: lists of articles or all faults at once; ``Found``
articles with a score and a margin; ``Ranked`` passages; Darija said again in standard Arabic.
Nothing here writes to the store: publishing is an action, and the index follows the events.
Callers: ``web`` and ``demo`` build and update the index; ``assistant`` sees only ``Found`` values
and ``darija``; ``bench`` measures.
"""

from nawba.knowledge.index import STRICT_THRESHOLD, ArticleIndex
from nawba.knowledge.library import read_folder

__all__ = ["STRICT_THRESHOLD", "ArticleIndex", "read_folder"]
