"""A supervisor lets another policy decide: every process follows, and the wallboard says so."""

from __future__ import annotations

from web.conftest import Web, eventually

LONGEST = "longest_wait_first"


def test_a_supervisor_chooses_a_policy_and_everybody_sees_it(web: Web) -> None:
    first = web.staff("supervisor:salma", "GET", "/api/dispatch/policy").json()
    assert (first["policy"], first["since"], first["mode"]) == (LONGEST, None, 0)
    about = {one["policy"]: one for one in first["policies"]}
    assert "Gurvich & Whitt" in about["queue_ratio"]["source"]
    assert about["queue_ratio"]["proven"].startswith("Proven there")
    assert about["queue_ratio"]["heuristic"].startswith("Heuristic here")
    body = {"policy": "ratio_then_salvage", "reason": "Dakar is late"}
    chosen = web.staff("supervisor:salma", "POST", "/api/dispatch/policy", body)
    assert chosen.status_code == 200, chosen.text
    assert chosen.json()["choices"][0]["reason"] == "Dakar is late"

    def shown() -> object:
        board = web.staff("administrator:root", "GET", "/api/wallboard").json()["dispatch"]
        return board if board["policy"] == "ratio_then_salvage" else None

    assert eventually(shown)["chosen_by"] == "Salma Berrada"
    customer = web.customer()
    customer.say("je voudrais parler à quelqu'un")
    web.available("amina")
    web.accepted(customer, "amina")
    web.staff("supervisor:salma", "POST", "/api/dispatch/policy", {"policy": LONGEST})


def test_what_cannot_be_chosen_is_refused_with_the_reason(web: Web) -> None:
    def choose(who: str, policy: str) -> tuple[int, str]:
        reply = web.staff(who, "POST", "/api/dispatch/policy", {"policy": policy})
        return reply.status_code, reply.json()["detail"]

    assert choose("adviser:amina", "queue_ratio")[0] == 403
    status, told = choose("supervisor:salma", "nothing_at_all")
    assert (status, "wait_over_target" in told) == (404, True)
    status, told = choose("supervisor:salma", "cmu_theta")
    assert (status, "too few contacts" in told) == (409, True)
