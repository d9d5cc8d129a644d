"""Résumés of people who do not exist, as JSON Resume documents (jsonresume.org/schema).

Their lives are those of the trade: contact centres, shops and hotels in Casablanca, Tunis, Dakar,
Lisbon or Nairobi, in French, English, Arabic, Spanish and Portuguese. Same seed, same résumés.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

TURNS = ("fr", "en", "ar", "fr", "en", "ar", "fr", "es", "en", "pt")
"""Languages in turn: three in ten French, three English, two Arabic, one each of others."""

_CODES = {"MA": "+212 6", "SN": "+221 77 ", "TN": "+216 2", "KE": "+254 7", "NG": "+234 80",
          "GB": "+44 7", "GH": "+233 24", "RW": "+250 78", "ZA": "+27 8", "IE": "+353 8",
          "JO": "+962 7", "EG": "+20 1", "LB": "+961 3", "ES": "+34 6", "CO": "+57 3",
          "PE": "+51 9", "PT": "+351 9", "CV": "+238 9", "AO": "+244 9"}  # fmt: skip


@dataclass(frozen=True)
class Resume:
    """``document`` is the JSON Resume; ``held_out``: nobody looked at it to write a rule."""

    name: str
    language: str
    held_out: bool
    document: Mapping[str, Any]


def make_resumes(count: int, seed: int = 1) -> list[Resume]:
    """``count`` résumés; every second one (the odd numbers) is held out, with words of its own."""
    return [_resume(number, random.Random(f"{seed}-{number}")) for number in range(count)]


def _resume(number: int, rng: random.Random) -> Resume:
    held_out = bool(number % 2)
    language = TURNS[number // 2 % len(TURNS)]
    life = _Life(_lives()[language], rng, int(held_out))
    return Resume(f"{number:04}-{language}", language, held_out, life.document())


@lru_cache(maxsize=1)
def _lives() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("nawba.bench.cv").joinpath("lives.toml").read_text("utf-8"))


class _Life:
    """Draws one person from the words of one language, of which it sees every second one."""

    def __init__(self, words: Mapping[str, list[str]], rng: random.Random, parity: int) -> None:
        self.rng = rng
        self.words = {key: list_[parity::2] or list_ for key, list_ in words.items()}

    def document(self) -> dict[str, Any]:
        return {
            "basics": self._basics(),
            "work": self._work(),
            "education": self._education(),
            "certificates": [self._certificate()] if self.rng.random() < 0.5 else [],
            "skills": [_group(words) for words in self._some("skill", 1, 3)],
            "languages": self._languages(),
            "interests": [{"name": one} for one in self._some("interest", 0, 2)],
        }

    def _one(self, key: str) -> str:
        return self.rng.choice(self.words[key])

    def _some(self, key: str, least: int, most: int) -> list[str]:
        known = self.words[key]
        return self.rng.sample(known, min(len(known), self.rng.randint(least, most)))

    def _basics(self) -> dict[str, Any]:
        name = f"{self._one('given')} {self._one('family')}"
        city, _, country = self._one("place").partition("|")
        address = f"{self.rng.randint(1, 180)} {self._one('street')}"
        post = str(self.rng.randint(10000, 90000))
        return {
            "name": name,
            "label": self._one("title"),
            "email": f"{self._handle()}@example.{self.rng.choice(['com', 'org', 'net'])}",
            "phone": self._phone(country),
            "summary": self._one("summary"),
            "location": {
                "address": address, "postalCode": post, "city": city, "countryCode": country
            },
            "profiles": self._profiles(),
        }  # fmt: skip

    def _handle(self) -> str:
        letters = "".join(self.rng.choice("abcdefgiklmnoprstuvz") for _ in range(7))
        return f"{letters[:3]}.{letters[3:]}{self.rng.randint(1, 99)}"

    def _phone(self, country: str) -> str:
        head = _CODES[country]
        digits = [self.rng.randint(0, 9) for _ in range(9 - len(head.split()[-1]))]
        return (
            head
            + "".join(f"{one}{' ' if at % 2 else ''}" for at, one in enumerate(digits)).rstrip()
        )

    def _profiles(self) -> list[dict[str, str]]:
        if self.rng.random() < 0.5:
            return []
        handle = self._handle().replace(".", "-")
        url = f"https://www.linkedin.com/in/{handle}"
        return [{"network": "LinkedIn", "username": handle, "url": url}]

    def _work(self) -> list[dict[str, Any]]:
        month = 12 * 2026 + self.rng.randint(0, 5)
        entries = []
        employers = self._some("employer", 2, 4)
        for place, employer in enumerate(employers):
            length, rest = self.rng.randint(3, 48), self.rng.choice([0, 0, 1, 2, 8])
            current = place == 0 and self.rng.random() < 0.5
            entries.append(self._job(employer, month - length, None if current else month))
            month -= length + rest
        return entries

    def _job(self, employer: str, start: int, end: int | None) -> dict[str, Any]:
        job: dict[str, Any] = {
            "name": employer,
            "company": employer,  # the name it had before schema 1.0, which many themes show
            "position": self._one("title"),
            "location": self._one("place").partition("|")[0],
            "startDate": self._date(start),
            "highlights": self._some("duty", 1, 3),
        }
        if end is not None:
            job["endDate"] = self._date(end)
        if self.rng.random() < 0.3:
            job["summary"] = self._one("duty")
        return job

    def _date(self, month: int) -> str:
        return f"{month // 12}-{month % 12 + 1:02}-{self.rng.randint(1, 28):02}"

    def _education(self) -> list[dict[str, str]]:
        year = self.rng.randint(2004, 2018)
        return [
            {
                "institution": school,
                "area": self._one("area"),
                "studyType": self._one("degree"),
                "startDate": f"{year - 3 * place - 3}-09-01",
                "endDate": f"{year - 3 * place}-06-30",
            }
            for place, school in enumerate(self._some("school", 1, 2))
        ]

    def _certificate(self) -> dict[str, str]:
        name, _, issuer = self._one("certificate").partition("|")
        date = f"{self.rng.randint(2012, 2025)}-{self.rng.randint(1, 12):02}-15"
        return {"name": name, "issuer": issuer, "date": date}

    def _languages(self) -> list[dict[str, str]]:
        spoken = self._some("language", 2, 4)
        return [
            {"language": one.partition(" ")[2], "fluency": self._one("fluency").partition(" ")[2]}
            for one in spoken
        ]


def _group(words: str) -> dict[str, Any]:
    name, _, rest = words.partition(": ")
    return {"name": name, "keywords": [one.strip() for one in rest.replace("،", ",").split(",")]}
