"""Public holidays of a country and year, proposed for a calendar; a person ticks those that hold.

From the library ``holidays`` (MIT). Days that follow the moon are its estimates, and say so.
"""

from __future__ import annotations

from nawba.domain.calendars import Holiday
from nawba.domain.errors import Invalid

YEARS = range(2000, 2101)


def public_holidays(country: str, year: int, language: str) -> list[Holiday]:
    """The days in their order, named in ``language`` where the library knows it, else as it can.

    Raises Invalid for a country or year that it does not know.
    """
    import holidays  # 8 MB of rules that nothing else needs

    if year not in YEARS:
        raise Invalid(f"Choose a year from {YEARS[0]} to {YEARS[-1]}.", field="year")
    if country not in holidays.list_supported_countries():
        raise Invalid(
            f"No public holidays of '{country}' are known. Write the days yourself.",
            field="country",
        )
    spoken = holidays.country_holidays(country, years=year).supported_languages
    wanted = next((one for one in spoken if one.partition("_")[0] == language), None)
    wanted = wanted or next((one for one in spoken if one.startswith("en")), None)
    found = holidays.country_holidays(country, years=year, language=wanted)
    return [Holiday(day.isoformat(), name) for day, name in sorted(found.items())]
