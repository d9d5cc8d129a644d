"""Which passwords are taken: long ones, not the login, not the worst ones everybody knows.

Length counts, composition rules do not help (NIST SP 800-63B, 5.1.1.2).
"""

from __future__ import annotations

import unicodedata

from nawba.domain.errors import Invalid

LEAST, MOST = 12, 256

_WORDS = """
    123456789012 1234567890123 12345678901234 123456123456 123123123123 111111111111 000000000000
    987654321098 password1234 password12345 password123456 passwordpassword motdepasse12
    motdepasse123 motdepasse1234 motdepassemotdepasse azertyuiop12 azertyuiop123 azertyuiopqs
    azertyuiopqsdf qwertyuiop12 qwertyuiop123 qwertyuiopas qwertyuiop1234 qwerty123456
    azerty123456 administrator administrateur adminadminadmin admin1234567 admin12345678
    nawbanawba12 nawba1234567 nawbanawbanawba iloveyou1234 letmeinletmein welcome12345
    welcome123456 bienvenue123 bienvenue1234 changeme1234 changemechangeme soleil123456
    loulou123456 marseille1234 casablanca12 casablanca123 casablanca1234 maroc1234567 maroc123456789
    abcdefghijkl abcdefgh1234 abcd12345678 abc123456789 a123456789012 aaaaaaaaaaaa 1q2w3e4r5t6y
    1qaz2wsx3edc zaq12wsxcde3 qazwsxedcrfv trustno1trustno1 superman1234 football1234 princess1234
    sunshine1234 dragon123456 monkey123456 callcenter12 callcenter123 centreappel12
"""
_WORST = frozenset(_WORDS.split())


def plain(text: str) -> str:
    """``text`` in one way of writing, so that a password typed elsewhere is the same one."""
    return unicodedata.normalize("NFKC", text)


def check_password(password: str, login: str, *, field: str = "password") -> None:
    """Raise Invalid, saying how to choose another, unless ``password`` will do for ``login``."""
    text = plain(password)
    if len(text) < LEAST:
        raise Invalid(f"Choose a password of at least {LEAST} characters.", field=field)
    if len(text) > MOST:
        raise Invalid(f"A password has at most {MOST} characters.", field=field)
    folded = text.casefold()
    if _is_of(folded, login.casefold()):
        raise Invalid("Choose a password that is not made of your login.", field=field)
    if folded in _WORST or len(set(folded)) < 4:
        raise Invalid(
            "This password is among the first that are tried. Choose another.", field=field
        )


def _is_of(password: str, login: str) -> bool:
    """Whether little is left of ``password`` without the login."""
    names = {login, login.partition("@")[0]}
    return any(len(name) > 3 and len(password.replace(name, "")) < 6 for name in names)
