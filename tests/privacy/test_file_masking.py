"""A file of text is kept without card numbers and codes, whatever kind of text it is."""

from __future__ import annotations

import pytest

from nawba.domain.errors import TooLarge
from nawba.privacy.file_masking import mask_file

CARD = "4970 1012 3456 7893"


@pytest.mark.parametrize(
    "text",
    [
        f"Bonjour,\nma carte {CARD}\nmerci",
        'id,numero,cvv\n1,4970101234567893,"cvv 737"\n',
        '{"pay": {"card": "4970101234567893", "cvv": "737"}}',
        "<p>Carte : <b>4970-1012-3456-7893</b></p>",
        "Subject: paiement\nFrom: a@example.com\n\nvisa 4970101234567893 cvv 737\n",
        "بطاقتي ٤٩٧٠ ١٠١٢ ٣٤٥٦ ٧٨٩٣ شكرا",
    ],
)
def test_cards_in_text_are_masked_and_the_rest_stays(text: str) -> None:
    masked = mask_file(text.encode(), "text/plain").decode()
    assert masked != text
    for gone in ("1012", "١٠١٢", "737"):
        assert gone not in masked
    assert masked[:7] == text[:7]
    assert masked.splitlines()[0][:7] == text.splitlines()[0][:7]


def test_a_long_file_is_looked_at_where_it_matters() -> None:
    lines = ["une ligne de journal sans rien\n"] * 40_000
    lines[30_000] = f"paiement avec {CARD} refusé\n"
    masked = mask_file("".join(lines).encode(), "text/plain").decode().splitlines(keepends=True)
    assert [at for at, line in enumerate(masked) if line != lines[at]] == [30_000]
    assert "1012" not in masked[30_000]


def test_without_a_card_the_file_is_the_same_to_the_byte() -> None:
    content = "commande 123456789012\r\nsuivi 3SABCD0000000\r\n\ttéléphone 06 12 34 56 78".encode()
    assert mask_file(content, "text/plain") is content


def test_a_list_of_cards_is_refused() -> None:
    with pytest.raises(TooLarge, match="too many long numbers"):
        mask_file(f"{CARD}\n".encode() * 10_000, "text/plain")


@pytest.mark.parametrize("kind", ["image/png", "application/pdf"])
def test_what_is_no_text_is_left_alone(kind: str) -> None:
    content = b"\x89PNG " + CARD.encode()
    assert mask_file(content, kind) is content
