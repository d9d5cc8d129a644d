"""Courtesies are told from questions that begin with one."""

from __future__ import annotations

import pytest

from nawba.assistant.smalltalk import SmallTalk, courtesies, small_talk


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bonjour !", SmallTalk.HELLO),
        ("salut, ça va ?", SmallTalk.HELLO),
        ("السلام عليكم ورحمة الله وبركاته", SmallTalk.HELLO),
        ("salam 3likom", SmallTalk.HELLO),
        ("good morning", SmallTalk.HELLO),
        ("merci beaucoup", SmallTalk.THANKS),
        ("شكرا جزيلا", SmallTalk.THANKS),
        ("thanks a lot", SmallTalk.THANKS),
        ("thanks, bye", SmallTalk.BYE),
        ("au revoir", SmallTalk.BYE),
        ("مع السلامة", SmallTalk.BYE),
        ("oui", SmallTalk.YES),
        ("ok", SmallTalk.YES),
        ("نعم", SmallTalk.YES),
        ("واخا", SmallTalk.YES),
        ("non pas vraiment", SmallTalk.NO),
        ("لا", SmallTalk.NO),
        ("non merci", SmallTalk.THANKS),
        ("", None),
        ("???", None),
        ("bonjour ma box ne marche plus", None),
        ("merci de me dire où est mon colis", None),
        ("hello where is my order", None),
        ("مرحبا أين طلبي", None),
        ("ça marche pas", None),
        ("help", None),
        ("bonjour " * 20, None),
    ],
)
def test_small_talk(text: str, kind: SmallTalk | None) -> None:
    assert small_talk(text) is kind


def test_no_thanks_is_both() -> None:
    assert courtesies("non merci") == (SmallTalk.THANKS, SmallTalk.NO)
