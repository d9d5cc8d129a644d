"""Approved articles and passages: read from files, found for a customer's words.

In: folders of Markdown files, articles and passages, an ``Embed`` port, questions, conversations.
Out: articles or all faults at once; ``Found`` and ``Ranked`` ones with scores; Darija as Arabic.
Nothing here writes to the store: publishing is an action, and the index follows the events.
Callers: ``web`` and ``demo`` update the index; ``assistant`` reads it; ``bench`` measures.
"""

from nawba.knowledge.index import STRICT_THRESHOLD, ArticleIndex
from nawba.knowledge.library import read_folder

__all__ = ["STRICT_THRESHOLD", "ArticleIndex", "read_folder"]
