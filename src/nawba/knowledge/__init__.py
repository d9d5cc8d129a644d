"""Approved articles: read from files, found for a customer's words.

In: folders of Markdown files, ``Article`` values, an ``Embed`` port, questions in any language.
Out: lists of articles or all faults at once; ``Found`` articles with a score and a margin.
Nothing here writes to the store: publishing is an action, and the index follows the events.
Callers: ``web`` and ``demo`` build and update the index; ``assistant`` sees only ``Found`` values.
"""

from nawba.knowledge.index import STRICT_THRESHOLD, ArticleIndex
from nawba.knowledge.library import read_folder

__all__ = ["STRICT_THRESHOLD", "ArticleIndex", "read_folder"]
