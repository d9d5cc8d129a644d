"""The administration routes: a centre from nothing, two at once, back again, and who may what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

import sessions
from nawba.domain.centre_files import write_files
from nawba.domain.centre_kinds import KINDS
from nawba.store import open_store
from nawba.store.migrate import migrate
from nawba.store.rows import read_centre
from web.conftest import Web, eventually, serving

SARA = "administrator:sara"
HOURS = [{"days": ["tue", "mon"], "start": "08:00", "end": "18:00"}]

NOUNS: list[tuple[str, dict[str, Any]]] = [
    ("skills", {"id": "fr", "name": "Français"}),
    ("skills", {"id": "ar", "name": "العربية"}),
    ("calendars", {
        "id": "ma", "name": "Maroc", "country": "MA",
        "days": [{"date": "2027-07-30", "name": "Trône"}, {"date": "2027-01-11", "name": "Manif."}],
    }),
    ("sites", {
        "id": "casa", "name": "Casablanca", "country": "MA", "timezone": "Africa/Casablanca",
        "hours": HOURS, "calendars": ["ma"],
    }),
    ("brands", {
        "id": "sahla", "name": "Sahla", "languages": ["fr", "ar"], "timezone": "Africa/Casablanca",
        "assistant_name": "Nour", "names": {"ar": "سهلة"},
    }),
    ("queues", {
        "id": "sahla-fr", "brand": "sahla", "name": "Français", "language": "fr",
        "requires": {"fr": 3}, "target": {"share": 0.8, "seconds": 20}, "entry": True,
        "later_targets": [{"since": "2027-01-01", "share": 0.85, "seconds": 15}],
    }),
    ("queues", {
        "id": "sahla-ar", "brand": "sahla", "name": "Arabe", "language": "ar",
        "requires": {"ar": 3}, "target": {"share": 0.8, "seconds": 20}, "entry": True,
        "calendars": ["ma"], "timezone": "Africa/Casablanca", "priority": 2, "reserved": 1,
        "relaxed": [{"after_seconds": 120, "requires": {}},
                    {"after_seconds": 60, "requires": {"ar": 2}}],
    }),
    ("advisers", {"id": "amina", "name": "Amina", "site": "casa", "skills": {"fr": 4, "ar": 5}}),
    ("brands", {
        "id": "waha", "name": "Waha", "languages": ["fr"], "timezone": "Africa/Casablanca",
        "assistant_name": "Awa",
    }),
    ("queues", {
        "id": "waha-fr", "brand": "waha", "name": "Français", "language": "fr",
        "requires": {"fr": 2}, "target": {"share": 0.9, "seconds": 30}, "entry": True,
    }),
    ("advisers", {"id": "bilal", "name": "Bilal", "site": "casa", "skills": {"fr": 3}}),
    ("advisers", {"id": "dina", "name": "Dina", "site": "casa", "skills": {"fr": 3, "ar": 3}}),
    ("advisers", {
        "id": "clara", "name": "Clara", "site": "casa", "skills": {"fr": 5}, "capacity": {"chat": 3}
    }),
    ("supervisors", {"id": "salma", "name": "Salma", "site": "casa"}),
    ("wrap_up_codes", {"id": "solved", "labels": {"fr": "Résolu"}}),
    ("wrap_up_codes", {"id": "call", "labels": {"fr": "À rappeler"}}),
    ("pause_reasons", {"id": "break", "labels": {"fr": "Pause"}}),
    ("canned_replies", {
        "id": "hello", "brand": "waha", "language": "fr", "shortcut": "bjr",
        "text": "Bonjour.\nOui ?",
    }),
    ("sampling", {"id": "some", "purpose": "listening", "share": 0.05}),
]  # fmt: skip


@pytest.fixture(scope="module")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, bytes]]:
    """A server whose centre was made by routes alone, and that centre as files."""
    with empty_server(tmp_path_factory.mktemp("admin")) as web:
        set_up(web)
        yield web, exported(web).content


@pytest.fixture
def web(set_up_once: tuple[Web, bytes]) -> Iterator[Web]:
    """The same for every test: what one changed is put back by its files."""
    web, files = set_up_once
    yield web
    send(web, "import?dry_run=false&retire_busy=true", files, "application/zip")


@contextmanager
def empty_server(folder: Path) -> Iterator[Web]:
    """A server on a store in which nothing is configured."""
    url = f"sqlite:///{folder}/empty.db"
    migrate(open_store(url))
    with serving(url, folder, empty=True) as web:
        yield web


def ask(web: Web, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    reply = web.staff(SARA, method, f"/api/admin/{path}", body)
    assert reply.status_code == status, reply.text
    return reply.json()


def make(web: Web, kind: str, document: dict[str, Any]) -> Any:
    return ask(web, "POST", kind, {"document": document}, 201)


def retire(web: Web, kind: str, id: str, more: str = "", status: int = 200) -> Any:
    revision = ask(web, "GET", f"{kind}/{id}")["revision"]
    return ask(web, "DELETE", f"{kind}/{id}?revision={revision}{more}", status=status)


def set_up(web: Web) -> None:
    for kind, document in NOUNS:
        make(web, kind, document)
    months = ask(web, "GET", "retention/retention")["document"] | {"recordings_months": 3}
    ask(web, "PUT", "retention/retention", {"document": months, "revision": 0})
    sahla = ask(web, "GET", "brands/sahla")  # in two steps: who may answer must be known first
    change = {"document": sahla["document"] | {"advisers": ["dina", "amina"]}, "revision": 1}
    assert ask(web, "PUT", "brands/sahla", change)["item"]["document"]["advisers"][0] == "amina"


def send(web: Web, path: str, content: bytes, media_type: str, status: int = 200) -> Any:
    assert web.store is not None
    headers = sessions.headers(web.store, SARA) | {"content-type": media_type}
    reply = web.client.post(f"/api/admin/{path}", content=content, headers=headers)
    assert reply.status_code == status, reply.text
    return reply.json()


def exported(web: Web) -> httpx.Response:
    reply = web.staff(SARA, "GET", "/api/admin/export")
    assert reply.status_code == 200, reply.text
    return reply


# -- from nothing ---------------------------------------------------------------------------


def test_a_centre_made_by_routes_and_one_made_by_files_are_the_same_files(
    web: Web, tmp_path: Path
) -> None:
    archive = exported(web)
    assert archive.headers["content-type"] == "application/zip"
    with empty_server(tmp_path) as second:
        shown = send(second, "import", archive.content, "application/zip")
        assert (shown["applied"], shown["lacks"]) == (False, [])
        assert len(shown["diff"]) == len(NOUNS) + 1
        done = send(second, "import?dry_run=false", archive.content, "application/zip")
        assert (done["applied"], done["diff"]) == (True, shown["diff"])
        assert exported(second).content == archive.content
        again = send(second, "import?dry_run=false", archive.content, "application/zip")
        assert (again["diff"], again["batch"]) == ([], None)
        assert second.store is not None
        assert web.store is not None
        with web.store.read() as one, second.store.read() as two:
            assert write_files(read_centre(one)) == write_files(read_centre(two))


def test_an_empty_centre_says_what_is_missing_until_nothing_is(tmp_path: Path) -> None:
    with empty_server(tmp_path) as web:
        first = ask(web, "GET", "lacks")
        told = [make(web, kind, document)["lacks"] for kind, document in NOUNS[:8]]
    assert [(lack["code"], lack["kind"]) for lack in first["lacks"]] == [
        ("none", "skills"), ("none", "sites"), ("none", "brands"), ("none", "queues"),
        ("none", "advisers"),
    ]  # fmt: skip
    assert first["counts"]["brands"] == 0
    assert [(lack["code"], lack["id"], lack.get("language")) for lack in told[4]] == [
        ("none", None, None), ("none", None, None), ("no_entry", "sahla", "fr"),
        ("no_entry", "sahla", "ar"),
    ]  # fmt: skip
    assert [(lack["code"], lack["id"]) for lack in told[6]] == [
        ("none", None), ("unserved", "sahla-fr"), ("unserved", "sahla-ar")
    ]  # fmt: skip
    assert told[7] == []


def test_a_change_is_known_to_the_running_house_at_once(web: Web) -> None:
    def colour() -> str | None:
        reply = web.client.get("/api/brands/sahla")
        return reply.json()["colour"] if reply.status_code == 200 else None

    assert eventually(colour) == "#0f5c7a"
    item = ask(web, "GET", "brands/sahla")
    changed = item["document"] | {"colour": "#ff0000"}
    ask(web, "PUT", "brands/sahla", {"document": changed, "revision": item["revision"]})
    eventually(lambda: True if colour() == "#ff0000" else None)


# -- two at once, and back -------------------------------------------------------------------


def test_two_administrators_do_not_overwrite_each_other(web: Web) -> None:
    item = ask(web, "GET", "queues/sahla-fr")
    faster = item["document"] | {"target": {"share": 0.8, "seconds": 10}}
    body = {"document": faster, "revision": item["revision"]}
    first = ask(web, "PUT", "queues/sahla-fr", body)
    assert first["item"]["revision"] == item["revision"] + 1
    slower = item["document"] | {"target": {"share": 0.8, "seconds": 90}}
    body = {"document": slower, "revision": item["revision"]}
    refused = ask(web, "PUT", "queues/sahla-fr", body, 409)
    assert refused["code"] == "stale"
    assert "sara" in refused["detail"]
    assert refused["current"] == first["item"]
    (change,) = refused["changes"]
    assert change["fields"] == [{"field": "target.seconds", "from": 20, "to": 10}]


def test_a_save_of_the_same_changes_nothing(web: Web) -> None:
    item = ask(web, "GET", "sites/casa")
    body = {"document": item["document"], "revision": item["revision"]}
    saved = ask(web, "PUT", "sites/casa", body)
    assert (saved["change"], saved["item"]) == (None, item)


def test_what_was_changed_is_put_back(web: Web) -> None:
    before = exported(web).content
    item = ask(web, "GET", "brands/waha")
    document = item["document"] | {"name": "Waha Pro"}
    saved = ask(web, "PUT", "brands/waha", {"document": document, "revision": item["revision"]})
    assert exported(web).content != before
    ask(web, "POST", f"changes/{saved['change']}/revert", {})
    assert exported(web).content == before
    listed = ask(web, "GET", "changes?kind=brands&id=waha")["changes"]
    assert [(one["what"], one["by"]) for one in listed[:2]] == [("changed", SARA)] * 2
    assert listed[0]["fields"] == [{"field": "name", "from": "Waha Pro", "to": "Waha"}]
    told = ask(web, "POST", f"changes/{saved['change']}/revert", {}, 409)
    assert told["code"] == "stale"


def test_a_new_noun_is_undone_by_retiring_it_and_a_retired_one_restored(web: Web) -> None:
    before = exported(web).content
    added = make(web, "skills", {"id": "es", "name": "Español"})
    ask(web, "POST", f"changes/{added['change']}/revert", {})
    assert exported(web).content == before
    item = ask(web, "GET", "skills/es")
    assert (item["retired"], item["revision"]) == (True, 2)
    taken = ask(web, "POST", "skills", {"document": {"id": "es", "name": "x"}}, 409)
    assert (taken["code"], taken["field"]) == ("conflict", "id")
    restored = ask(web, "POST", "skills/es/restore", {"revision": 2})
    assert restored["item"]["retired"] is False
    assert [one["id"] for one in ask(web, "GET", "skills")["items"]] == ["ar", "es", "fr"]


def test_a_whole_import_is_put_back_at_once(web: Web) -> None:
    before = exported(web).content
    text = "skills:\n- {id: fr, name: French}\n- {id: ar, name: Arabic}\n- {id: pt, name: P}\n"
    shown = send(web, "import", text.encode(), "application/yaml")
    assert [(one["id"], one["what"]) for one in shown["diff"]] == [
        ("ar", "changed"), ("fr", "changed"), ("pt", "added")
    ]  # fmt: skip
    done = send(web, "import?dry_run=false", text.encode(), "application/yaml")
    ask(web, "POST", f"changes/{done['batch']}/revert", {"batch": True})
    assert exported(web).content == before


def test_codes_are_kept_in_the_order_they_are_put(web: Web) -> None:
    before = exported(web).content
    listed = ask(web, "PUT", "wrap_up_codes/order", {"ids": ["call", "solved"]})
    assert [item["id"] for item in listed["items"]] == ["call", "solved"]
    assert ask(web, "PUT", "wrap_up_codes/order", {"ids": ["call"]}, 422)["field"] == "ids"
    assert ask(web, "PUT", "skills/order", {"ids": ["fr", "ar"]}, 422)["field"] == "kind"
    ask(web, "POST", f"changes/{listed['change']}/revert", {})
    assert exported(web).content == before


def test_many_are_changed_all_or_none(web: Web) -> None:
    items = ask(web, "GET", "advisers")["items"]
    wanted = [
        {"document": one["document"] | {"skills": {"fr": 5, "ar": 3}}, "revision": one["revision"]}
        for one in items
    ]
    wanted[-1]["document"] = wanted[-1]["document"] | {"site": "nowhere"}
    told = ask(web, "POST", "advisers/batch", {"items": wanted}, 422)
    assert [(one["id"], one["field"]) for one in told["faults"]] == [("dina", "site")]
    assert ask(web, "GET", "advisers")["items"] == items
    wanted[-1]["document"] = wanted[-1]["document"] | {"site": "casa"}
    saved = ask(web, "POST", "advisers/batch", {"items": wanted})
    assert len(saved["changes"]) == len(items)
    assert {one["document"]["skills"]["fr"] for one in saved["items"]} == {5}


# -- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "change", "field", "remedy"),
    [
        ("queues", {"requires": {"frr": 3}}, "requires.frr", "Did you mean 'fr'?"),
        ("queues", {"target": {"share": 80, "seconds": 20}}, "target.share", "0.8 means 80 %"),
        ("queues", {"calendars": ["mars"]}, "calendars[0]", "'ma'"),
        ("queues", {"later_targets": [{"since": "soon", "share": 1, "seconds": 1}]},
         "later_targets[0].since", "YYYY-MM-DD"),
        ("queues", {"relaxed": [{"after_seconds": 0, "requires": {"fr": 1}}]},
         "relaxed[0].after_seconds", "1 or more"),
        ("queues", {"reserved": 101}, "reserved", "up to 100"),
        ("brands", {"advisers": ["amin"]}, "advisers[0]", "Did you mean 'amina'?"),
        ("brands", {"advisers": ["dina", "dina"]}, "advisers[1]", "Keep one"),
        ("sites", {"hours": [{"days": ["mon"], "start": "8h", "end": "09:00"}]}, "hours[0].start",
         "08:30"),
        ("advisers", {"capacity": {"chat": 0}}, "capacity.chat", "1 or more"),
        ("advisers", {"capacity": {"chat": 10**9}}, "capacity.chat", "up to 100"),
        ("brands", {"name": "bell\x07"}, "name", "Remove it"),
        ("brands", {"holdout": 1}, "holdout", "holdout_share"),
        ("sampling", {"purpose": "x"}, "purpose", "listening"),
        ("sampling", {"share": float("1e400")}, "share", "0 to 1"),
        ("calendars", {"days": [{"date": "2027-02-30", "name": "x"}]}, "days[0].date",
         "YYYY-MM-DD"),
    ],
)  # fmt: skip
def test_a_fault_names_its_field_and_remedy(
    web: Web, kind: str, change: dict[str, Any], field: str, remedy: str
) -> None:
    item = ask(web, "GET", kind)["items"][0]
    body = {"document": item["document"] | change, "revision": item["revision"]}
    assert web.store is not None
    reply = web.client.put(
        f"/api/admin/{kind}/{item['id']}",
        content=json.dumps(body),
        headers=sessions.headers(web.store, SARA) | {"content-type": "application/json"},
    )
    assert reply.status_code == 422, reply.text
    told = reply.json()
    assert (told["code"], told["field"]) == ("document", field)
    (fault,) = told["faults"]
    assert (fault["kind"], fault["id"], fault["field"]) == (kind, item["id"], field)
    assert remedy in fault["remedy"]
    assert ask(web, "GET", f"{kind}/{item['id']}") == item


def test_what_others_need_is_not_retired(web: Web) -> None:
    told = retire(web, "skills", "ar", status=409)
    assert told["code"] == "in_use"
    assert {(one["kind"], one["id"]) for one in told["used_by"]} == {
        ("queues", "sahla-ar"), ("advisers", "amina"), ("advisers", "dina")
    }  # fmt: skip
    assert "advisers amina" in told["detail"]
    item = ask(web, "GET", "brands/sahla")
    body = {"document": item["document"] | {"languages": ["fr"]}, "revision": item["revision"]}
    assert ask(web, "PUT", "brands/sahla", body, 409)["used_by"][0]["id"] == "sahla-ar"
    assert retire(web, "retention", "retention", status=422)["field"] == "kind"
    assert ask(web, "DELETE", "skills/nobody?revision=1", status=404)["code"] == "not_found"
    assert ask(web, "GET", "colours", status=404)["field"] == "kind"


def test_a_queue_in_which_somebody_waits_is_retired_only_on_purpose(web: Web) -> None:
    eventually(lambda: True if web.client.get("/api/brands/sahla").status_code == 200 else None)
    customer = web.customer("fr", "sahla")
    customer.say("je voudrais parler à quelqu'un svp")
    customer.in_state("waiting")
    told = retire(web, "queues", "sahla-fr", status=409)
    assert (told["code"], told["contacts"]) == ("busy", 1)
    assert "sahla-fr has 1" in told["detail"]
    gone = retire(web, "queues", "sahla-fr", "&retire_busy=true")
    assert gone["item"]["retired"] is True
    assert [lack["code"] for lack in gone["lacks"]] == ["no_entry"]
    customer.post("end")


# -- who may what ------------------------------------------------------------------------------


def test_supervisors_and_planners_read_and_only_administrators_change(web: Web) -> None:
    body = {"document": {"id": "x", "name": "X"}}
    for who, reads in (("supervisor:salma", 200), ("planner:pia", 200), ("adviser:amina", 403)):
        for path in ("schema", "lacks", "skills", "changes", "advisers.csv"):
            assert web.staff(who, "GET", f"/api/admin/{path}").status_code == reads, (who, path)
        assert web.staff(who, "POST", "/api/admin/skills", body).status_code == 403


def test_an_administrator_of_one_brand_and_site_changes_only_what_is_theirs(web: Web) -> None:
    make(web, "sites", {"id": "dakar", "name": "D", "country": "SN", "timezone": "Africa/Dakar"})
    make(web, "advisers", {"id": "moussa", "name": "M", "site": "dakar", "skills": {"fr": 3}})
    assert web.store is not None
    mine = sessions.headers(web.store, "administrator:nora", brands=["waha"], sites=["dakar"])

    def try_(method: str, path: str, body: Any = None) -> httpx.Response:
        return web.client.request(method, f"/api/admin/{path}", json=body, headers=mine)

    def put(kind: str, id: str, **change: Any) -> int:
        item = ask(web, "GET", f"{kind}/{id}")
        body = {"document": item["document"] | change, "revision": item["revision"]}
        return try_("PUT", f"{kind}/{id}", body).status_code

    assert [one["id"] for one in try_("GET", "queues").json()["items"]] == ["waha-fr"]
    assert [one["id"] for one in try_("GET", "advisers").json()["items"]] == ["moussa"]
    assert try_("GET", "queues/sahla-fr").status_code == 404
    assert put("queues", "waha-fr", name="Waha") == 200
    assert put("queues", "sahla-fr", name="Sahla") == 403
    assert put("advisers", "moussa", name="Moussa") == 200
    assert put("advisers", "amina", name="A") == 403
    assert put("advisers", "moussa", site="casa") == 403
    assert put("skills", "fr", name="F") == 403
    assert put("brands", "waha", name="W") == 403
    assert try_("GET", "export").status_code == 403
    assert try_("POST", "import").status_code == 403
    kinds = {one["id"] for one in try_("GET", "changes?kind=advisers").json()["changes"]}
    assert kinds == {"moussa"}
    assert "amina" not in try_("GET", "advisers.csv").text


# -- tables and proposals ----------------------------------------------------------------------


def test_advisers_travel_as_a_table(web: Web) -> None:
    before = exported(web).content
    table = web.staff(SARA, "GET", "/api/admin/advisers.csv")
    assert table.content.startswith("\ufeffid;name;site;skills;capacity\r\n".encode())
    assert "amina;Amina;casa;ar:5 fr:4;chat:2" in table.text
    same = send(web, "advisers.csv?dry_run=false", table.content, "text/csv")
    assert same["diff"] == []
    assert exported(web).content == before
    more = "id,name,site,skills\nzoe,Zoé,casa,fr:3\namina,Amina B.,casa,fr:4 ar:4\n"
    shown = send(web, "advisers.csv", more.encode(), "text/csv")
    assert [(one["id"], one["what"]) for one in shown["diff"]] == [
        ("amina", "changed"), ("zoe", "added")
    ]  # fmt: skip
    assert exported(web).content == before
    done = send(web, "advisers.csv?dry_run=false", more.encode(), "text/csv")
    assert done["applied"] is True
    assert ask(web, "GET", "advisers/zoe")["document"]["capacity"] == {"chat": 2}
    assert ask(web, "GET", "advisers/clara")["retired"] is False


def test_a_table_with_faults_changes_nothing_and_names_each_line(web: Web) -> None:
    table = "id;name;site;skills\nzoe;Zoé;casa;fr\nyves;Yves;casa;fr:9\n\nx y;X;nowhere;fr:1\n"
    told = send(web, "advisers.csv?dry_run=false", table.encode(), "text/csv", 422)
    assert [(one["line"], one["field"]) for one in told["faults"]] == [
        (2, "skills"), (3, "skills.fr"), (5, "id"), (5, "site")
    ]  # fmt: skip
    assert [one["id"] for one in ask(web, "GET", "advisers")["items"]][-1] == "dina"
    assert "not UTF-8" in send(web, "advisers.csv", b"id\n\xff", "text/csv", 422)["detail"]


def test_a_damaged_archive_is_told(web: Web) -> None:
    archive = exported(web).content
    for body in (archive[:50], archive[:-30], b"PK\x03\x04" + b"x" * 100):
        assert send(web, "import", body, "application/zip", 422)["code"] == "invalid"
    told = send(web, "import", b"brands: {", "application/yaml", 422)
    assert told["faults"][0]["file"] == "centre.yaml"


def test_public_holidays_are_proposed_and_not_saved(web: Web) -> None:
    days = ask(web, "GET", "holidays?country=MA&year=2027&language=fr")["days"]
    assert {"date": "2027-07-30", "name": "Fête du Trône"} in days
    assert days == sorted(days, key=lambda day: day["date"])
    listed = ask(web, "GET", "calendars")["items"]
    assert [len(one["document"]["days"]) for one in listed] == [2]
    assert ask(web, "GET", "holidays?country=XX&year=2027", status=422)["field"] == "country"


def test_every_kind_has_a_schema_that_names_its_fields(web: Web) -> None:
    schema = ask(web, "GET", "schema")
    assert [one["kind"] for one in schema["kinds"]] == list(KINDS)
    assert schema["may"] == {"configure": True}
    queues = next(one["schema"] for one in schema["kinds"] if one["kind"] == "queues")
    assert {"requires", "later_targets", "calendars"} <= queues["properties"].keys()
