"""Names in the customer's script, and zones that know this year's rules."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from nawba.domain.words import Brand

SAHLA = Brand(
    "sahla", "Sahla", ("fr", "ar"), "Africa/Casablanca", "Nour",
    names={"ar": "سهلة"}, assistant_names={"ar": "نور"},
)  # fmt: skip


def test_a_brand_is_named_in_the_customers_script() -> None:
    assert (SAHLA.name_in("ar"), SAHLA.assistant_in("ar")) == ("سهلة", "نور")


def test_without_another_spelling_the_name_stands() -> None:
    assert (SAHLA.name_in("en"), SAHLA.assistant_in("en")) == ("Sahla", "Nour")


def test_zones_are_the_packages_and_not_the_machines() -> None:
    assert zoneinfo.TZPATH == ()
    winter = datetime(2026, 11, 22, 3, tzinfo=UTC).astimezone(ZoneInfo("Africa/Casablanca"))
    assert winter.utcoffset() == timedelta(0)
