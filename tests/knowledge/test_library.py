"""A folder of articles is taken whole, or every fault of every file is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from nawba.domain.documents import write_article
from nawba.domain.errors import DocumentError, Invalid, NotFound
from nawba.domain.words import Article
from nawba.knowledge.library import read_folder

DEMO = Path(__file__).parents[2] / "src/nawba/demo/company/articles"
ARTICLE = Article("payer", "sahla", "fr", "Comment payer ?", "Par carte.", ("Je veux payer",))


def write(folder: Path, name: str, article: Article = ARTICLE) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_article(article), "utf-8")
    return path


def test_articles_come_in_the_order_of_their_paths(tmp_path: Path):
    write(tmp_path, "b/one.md", Article("un", "b", "fr", "Un ?", "Corps."))
    write(tmp_path, "a/payer.fr.md")
    (tmp_path / "a" / "notes.txt").write_text("not an article")
    write(tmp_path, "_drafts/broken.md").write_text("not yet")
    write(tmp_path, ".hidden.md").write_text("not at all")
    told: list[tuple[int, int]] = []
    articles = read_folder(tmp_path, lambda done, of: told.append((done, of)))
    assert [article.id for article in articles] == ["payer", "un"]
    assert told == [(1, 2), (2, 2)]


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path):
    write(tmp_path, "good.md")
    write(tmp_path, "a/bad.md").write_text("---\nid: x\nbrand: b\n---\nBody\n")
    write(tmp_path, "b/worse.md").write_text("No front matter")
    write(tmp_path, "latin.md").write_bytes("---\nid: é\n---\n".encode("latin-1"))
    write(tmp_path, "huge.md").write_text("x" * 1_000_001)
    with pytest.raises(DocumentError) as caught:
        read_folder(tmp_path)
    told = {(fault.file, fault.line, fault.field) for fault in caught.value.faults}
    assert told == {
        ("a/bad.md", 2, "language"),
        ("a/bad.md", 2, "title"),
        ("b/worse.md", 1, ""),
        ("latin.md", 2, ""),
        ("huge.md", 1, ""),
    }


def test_the_same_article_twice_is_a_fault(tmp_path: Path):
    write(tmp_path, "a.md")
    write(tmp_path, "b.md")
    with pytest.raises(DocumentError, match=r"b\.md:2: id: 'payer' in 'fr' is also in a\.md"):
        read_folder(tmp_path)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path):
    write(tmp_path, "good.md")
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(DocumentError, match="cannot be read"):
        read_folder(tmp_path)


def test_a_wrong_folder_is_told(tmp_path: Path):
    with pytest.raises(NotFound, match="nowhere"):
        read_folder(tmp_path / "nowhere")
    with pytest.raises(Invalid, match="holds no article"):
        read_folder(tmp_path)


def test_the_demo_company_has_its_articles_in_three_languages():
    articles = read_folder(DEMO)
    languages: dict[tuple[str, str], set[str]] = {}
    for article in articles:
        languages.setdefault((article.brand, article.id), set()).add(article.language)
    assert len(languages) >= 60
    assert {key for key, spoken in languages.items() if spoken != {"fr", "ar", "en"}} == set()
