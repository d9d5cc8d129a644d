"""Made-up values, valid where a check digit says so, written or as they are dictated."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from random import Random

from nawba.bench.personal.spell import below_hundred, dictated

_PHONES = {
    "fr": ("06########", "07########", "01########", "+336########", "+2126########",
           "+22177#######", "+22507########", "+2376########"),
    "ar": ("06########", "07########", "05########", "+2126########", "+216########"),
    "en": ("+447#########", "+1617#######", "07#########", "020########", "+3519########",
           "+346########"),
}  # fmt: skip
_GROUPS = {10: (2, 2, 2, 2, 2), 11: (5, 3, 3), 8: (2, 3, 3), 9: (3, 3, 3)}
_IBANS = {"fr": ("FR", 23), "ar": ("MA", 24), "en": ("GB", 18)}
_AT = {"fr": "arobase", "en": "at", "ar": "آت"}
_DOT = {"fr": "point", "en": "dot", "ar": "نقطة"}


def made_up(kind: str, language: str, spoken: bool, rng: Random) -> str:
    """A value of ``kind`` as it stands in a template, for ``language``."""
    return _MAKERS[kind](language, spoken, rng)


def _digits(count: int, rng: Random) -> str:
    return "".join(str(rng.randrange(10)) for _ in range(count))


def _grouped(digits: str, sizes: tuple[int, ...], mark: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return mark.join([*parts, digits[at:]] if digits[at:] else parts)


def _card(language: str, spoken: bool, rng: Random) -> str:
    head = rng.choice(("4", "51", "53", "4970", "55", "37"))
    body = head + _digits((14 if head == "37" else 15) - len(head), rng)
    total = sum(sum(divmod(2 * int(c), 10)) if n % 2 == 0 else int(c)
                for n, c in enumerate(reversed(body)))  # fmt: skip
    digits = body + str(-total % 10)
    if spoken:
        return dictated(digits, language, rng)
    sizes = (4, 6, 5) if len(digits) == 15 else (4, 4, 4, 4)
    return _western_or_not(_grouped(digits, sizes, rng.choice(("", " ", "-"))), language, rng)


def _western_or_not(text: str, language: str, rng: Random) -> str:
    if language == "ar" and rng.random() < 0.3:
        return text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    return text


def _cvv(language: str, spoken: bool, rng: Random) -> str:
    digits = _digits(3, rng)
    return dictated(digits, language, rng) if spoken else digits


def _iban(language: str, spoken: bool, rng: Random) -> str:
    country, length = _IBANS[language]
    bank = "BARC" if country == "GB" else ""
    body = bank + _digits(length - len(bank), rng)
    number = int("".join(str(int(c, 36)) for c in f"{body}{country}00"))
    whole = f"{country}{98 - number % 97:02}{body}"
    if not spoken:
        return _grouped(whole, (4,) * 6, rng.choice(("", " "))).strip()
    letters = {c: " ".join(c) for c in ("FR", "MA", "GB", "BARC")}
    said = [letters[country], dictated(whole[2:4], language, rng)]
    rest = whole[4:].removeprefix(bank)
    return " ".join([*said, letters[bank], dictated(rest, language, rng)] if bank
                    else [*said, dictated(rest, language, rng)])  # fmt: skip


def _phone(language: str, spoken: bool, rng: Random) -> str:
    shape = rng.choice(_PHONES[language])
    digits = "".join(str(rng.randrange(10)) if c == "#" else c for c in shape)
    if spoken:
        plus = "plus " if digits[0] == "+" else ""
        return plus + dictated(digits.removeprefix("+"), language, rng)
    if digits[0] == "+":
        code = 2 if digits[1:3] in ("33", "44", "34") else 1 if digits[1] == "1" else 3
        mark = rng.choice(("", " "))
        return digits[: code + 1] + mark + _by_mark(digits[code + 1 :], mark)
    return _western_or_not(_by_mark(digits, rng.choice(("", " ", ".", "-"))), language, rng)


def _by_mark(digits: str, mark: str) -> str:
    return _grouped(digits, _GROUPS.get(len(digits), (3, 3)), mark)


def _email(language: str, spoken: bool, rng: Random) -> str:
    source = "fr" if language == "ar" else language
    first, family = (rng.choice(_people(source)[part].split()) for part in ("first", "family"))
    plain = [_ascii(first), _ascii(family)]
    mark, number = rng.choice((".", "_", "")), rng.choice(("", "", _digits(2, rng)))
    host, tld = rng.choice(("gmail", "hotmail", "orange", "exemple")), rng.choice(("com", "fr"))
    if not spoken:
        return f"{mark.join(plain)}{number}@{host}.{tld}"
    dot, at = _DOT[language], _AT[language]
    joint = {".": f" {dot} ", "_": " underscore ", "": ""}[mark]
    said = f" {dictated(number, language, rng)}" if number else ""
    return f"{joint.join(plain)}{said} {at} {host} {dot} {tld}"


def _ascii(name: str) -> str:
    marks = str.maketrans("éèêëïîàâçôûü", "eeeeiiaacouu")
    return "".join(c for c in name.lower().translate(marks) if c.isalpha())


def _cin(language: str, spoken: bool, rng: Random) -> str:
    letters = rng.choice(("AB", "BE", "J", "EE", "K", "BK", "D"))
    digits = _digits(6, rng)
    if spoken:
        return f"{' '.join(letters)} {dictated(digits, language, rng)}"
    return letters + rng.choice(("", " ")) + digits


def _nir(language: str, spoken: bool, rng: Random) -> str:
    month, place = f"{rng.randint(1, 12):02}", f"{rng.randint(1, 95):02}"
    body = rng.choice("12") + _digits(2, rng) + month + place + _digits(6, rng)
    digits = body + f"{97 - int(body) % 97:02}"
    if spoken:
        return dictated(digits, language, rng)
    return _grouped(digits, (1, 2, 2, 2, 3, 3, 2), rng.choice(("", " ")))


def _ssn(language: str, spoken: bool, rng: Random) -> str:
    digits = _digits(9, rng)
    return dictated(digits, language, rng) if spoken else _grouped(digits, (3, 2, 4), "-")


def _nino(language: str, spoken: bool, rng: Random) -> str:
    digits = _digits(6, rng)
    if spoken:
        return f"Q R {dictated(digits, language, rng)} {rng.choice('ABCD')}"
    return f"QR{digits}{rng.choice('ABCD')}"


def _passport(language: str, spoken: bool, rng: Random) -> str:
    digits = _digits(7, rng)
    return f"X Y {dictated(digits, language, rng)}" if spoken else f"XY{digits}"


def _person(language: str, spoken: bool, rng: Random) -> str:
    parts = [rng.choice(_people(language)[part].split()) for part in ("first", "family")]
    name = " ".join(parts).replace("_", " ")
    if spoken and language != "ar" and rng.random() < 0.3:
        return " ".join(char for char in parts[1].upper() if char.isalpha())
    return name


def _address(language: str, spoken: bool, rng: Random) -> str:
    street = rng.choice(_people(language)["street"].split("|"))
    city = rng.choice(_people(language)["city"].split("|"))
    number = rng.randint(1, 99)
    said = below_hundred(number, language) if spoken else str(number)
    if language == "ar":
        return f"{street} رقم {said} {city}" if rng.random() < 0.5 else f"{said} {street}، {city}"
    return f"{said} {street}, {city}" if rng.random() < 0.8 else f"{said} {street}"


def _order(language: str, spoken: bool, rng: Random) -> str:
    if spoken:
        return dictated(_digits(rng.choice((6, 8)), rng), language, rng)
    return rng.choice(("", "FA-", "CMD")) + _digits(rng.choice((6, 8, 10, 12)), rng)


def _amount(language: str, spoken: bool, rng: Random) -> str:
    unit = {"fr": "euros", "en": "pounds", "ar": "درهم"}[language]
    if spoken:
        return f"{below_hundred(rng.randint(11, 99), language)} {unit}"
    return f"{rng.randint(1, 9)} {rng.randint(100, 999)},{rng.randint(10, 99)} {unit}"


def _date(language: str, spoken: bool, rng: Random) -> str:
    return f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/{rng.randint(2019, 2026)}"


_MAKERS = {
    "CARD": _card, "CVV": _cvv, "IBAN": _iban, "PHONE": _phone, "EMAIL": _email, "CIN": _cin,
    "NIR": _nir, "SSN": _ssn, "NINO": _nino, "PASSPORT": _passport, "PERSON": _person,
    "ADDRESS": _address, "order": _order, "amount": _amount, "date": _date,
}  # fmt: skip


@cache
def _people(language: str) -> dict[str, str]:
    text = files("nawba.bench.personal").joinpath("people.toml").read_text("utf-8")
    return dict(tomllib.loads(text)[language])
