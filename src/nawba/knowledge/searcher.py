"""Makes searches over articles: their vectors are kept on disk, those of customers' words never."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nawba.domain.ports import Embed
from nawba.domain.words import Article
from nawba.knowledge.index import ArticleIndex
from nawba.models.embed import open_embedder
from nawba.models.kept import KeptEmbedder
from nawba.models.registry import weight


@dataclass(frozen=True)
class Searcher:
    """``index`` any articles: today's, a version's, a draft's. ``kept`` can be saved."""

    embed: Embed
    kept: KeptEmbedder

    def index(self, articles: Sequence[Article]) -> ArticleIndex:
        return replace(ArticleIndex.build(articles, self.kept), embed=self.embed)


def open_searcher(models_folder: Path | None, cache_folder: Path) -> Searcher:
    """Weights of ``models_folder``, else the packaged ones; vectors in ``cache_folder``."""
    embed = open_embedder(models_folder)
    weights = weight("use-multilingual-v3").files[0].sha256
    return Searcher(embed, KeptEmbedder(embed, cache_folder / "articles.npz", weights))
