"""Courtesies: a greeting, thanks or goodbye is answered without searching any article.

A line is small talk only if *every* word of it is a courtesy, so that "bonjour, ma box ne marche
plus" stays a question.
"""

from __future__ import annotations

from enum import StrEnum

from nawba.assistant.normalise import fold, words


class SmallTalk(StrEnum):
    HELLO = "hello"
    THANKS = "thanks"
    BYE = "bye"
    YES = "yes"
    NO = "no"


def _lexicon(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in words(line))


_WORDS: dict[SmallTalk, frozenset[str]] = {
    SmallTalk.BYE: _lexicon(
        "aurevoir revoir bientot adieu ciao bye goodbye goodnight see you tchao adios chau hasta",
        "luego tchau adeus ate logo مع السلامة وداعا اللقاء بسلامة bslama beslama",
    ),
    SmallTalk.THANKS: _lexicon(
        "merci mrc mci remercie thanks thank thx ty appreciated gracias obrigado obrigada",
        "شكرا أشكرك مشكور مشكورة ممتن بارك chokran choukran shukran chukran mersi barak",
    ),
    SmallTalk.HELLO: _lexicon(
        "bonjour bjr bonsoir bsr salut slt coucou cc hello hi hey hola buenas buenos ola bom boa",
        "مرحبا أهلا السلام سلام صباح مساء الخير النور لاباس salam slm salamo labas ahlan",
    ),
    SmallTalk.NO: _lexicon("non no nope nao لا لالا lala nn pas vraiment not really", "ليس تماما"),
    SmallTalk.YES: _lexicon(
        "oui ouais yes yeah yep si sim ok okay daccord parfait super great perfect نعم أجل تمام",
        "واخا ايه اه wakha ah iyeh regle resolu solved fixed bien cool nickel impeccable vale",
    ),
}
_FILLERS = _lexicon(
    "a au tout tous toute le la les de du et y you so very much good great nice day evening soiree",
    "journee bonne morning afternoon beaucoup bien mille infiniment d accord c est ça va comment",
    "vous tu monsieur madame mr mme there all is are how it that s votre pour your the for help",
    "aide dias tardes noches dia tarde noite muchas mucho muito por con que tal tudo bem noches",
    "عليكم و ورحمة الله وبركاته جزيلا لك لكم كثيرا على في أمان إلى بك يا بزاف الله فيك يعطيك الصحة",
    "3likom alikom 3likoum alaykoum bzf bzaf bezaf khoya fik lah elah likom lik cest ca marche",
)
_ORDER = (SmallTalk.BYE, SmallTalk.THANKS, SmallTalk.HELLO, SmallTalk.NO, SmallTalk.YES)
_MOST_WORDS = 8


def small_talk(text: str) -> SmallTalk | None:
    """The courtesy that ``text`` is, or None if it says anything more."""
    said = words(text)
    if not said or len(said) > _MOST_WORDS or "?" in fold(text).strip("? ") or not _only(said):
        return None
    return next((kind for kind in _ORDER if _WORDS[kind].intersection(said)), None)


def _only(said: list[str]) -> bool:
    return all(word in _FILLERS or any(word in known for known in _WORDS.values()) for word in said)
