"""A folder of text résumés, some broken, for tests of the intake."""

from __future__ import annotations

from pathlib import Path

JOB = """id = "casa"
title = { fr = "Conseiller", en = "Adviser" }
positions = 20

[[criterion]]
id = "french"
kind = "language"
need = "must"
language = "fr"
level = "B2"

[[criterion]]
id = "nights"
kind = "shift"
need = "nice"
shifts = ["night"]
"""

_NAMES = ("Salma", "Omar", "Nadia", "Youssef", "Imane", "Karim", "Leila", "Hamza", "Sofia", "Anas")
_FAMILIES = ("Bennani", "Alaoui", "Tazi", "Idrissi", "Fassi", "Amrani", "Berrada", "Chraibi")
_LEVELS = ("A2", "B1", "B2", "C1", "C2")


def resume(number: int, level: str = "", name: str = "", email: str = "") -> str:
    """A résumé of a person of their own; ``level`` is that of their French."""
    name = name or f"{_NAMES[number % 10]} {_FAMILIES[number % 8]}"
    level = level or _LEVELS[number % 5]
    email = email or f"person{number}@example.com"
    return (
        f"{name}\nCustomer adviser\n{email}\n\nExperience\n"
        f"Customer adviser, Brightline Ltd\nJan 20{10 + number % 9} - Mar 2020\n"
        f"Answered {number + 20} calls a day\n\nLanguages\nFrench ({level})\nEnglish (B1)\n"
    )


def fill(folder: Path, count: int, broken: int = 0) -> Path:
    """``count`` résumés, of which the last ``broken`` cannot be read."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path = folder / f"{number:04}.txt"
        if number < count - broken:
            path.write_text(resume(number), "utf-8")
        elif number % 2:
            path.write_bytes(b"%PDF-1.7 \x00\xff" + str(number).encode())
        else:
            path.write_bytes(b"")
    return folder
