"""What a customer said of being listened to stands in their contact once it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from nawba.actions.register import set_purpose
from nawba.domain.purposes import Purpose
from nawba.domain.words import ADMINISTRATOR
from web.conftest import Customer, serving

DAY = date(2020, 1, 1)
LISTENING = Purpose("listening", "consent", "D-1", "12 months", since=DAY, notice=DAY)


def test_asked_only_where_somebody_listens_and_when_it_is_over(tmp_path: Path) -> None:
    def told(customer: Customer) -> object:
        return customer.look()["contact"]["listening"]

    with serving(f"sqlite:///{tmp_path}/web.db", tmp_path) as web:
        assert web.store is not None
        customer = web.customer()
        customer.post("end")
        assert told(customer) is None
        kept = set_purpose(web.store, ADMINISTRATOR, LISTENING)
        assert told(customer) == {"asked": True, "given": None}
        assert told(web.customer()) is None
        for given in (True, False):
            customer.post("consent", {"purpose": "listening", "given": given})
            assert told(customer) == {"asked": True, "given": given}
        set_purpose(web.store, ADMINISTRATOR, replace(kept, basis="legitimate_interest"))
        assert told(customer) == {"asked": False, "given": False}
