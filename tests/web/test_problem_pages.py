"""The ``type`` of a problem is an address: a page that says what it means, in one's language."""

from __future__ import annotations

import re

import pytest

from nawba.domain.problem_texts import _catalogue, title_of
from web.conftest import Web

KINDS = sorted(_catalogue("en")["kinds"])


def test_the_type_of_a_refusal_leads_to_its_meaning(web: Web) -> None:
    french = {"accept-language": "fr-FR"}
    refused = web.client.get("/api/brands/nowhere", headers=french).json()
    page = web.client.get(refused["type"], headers=french)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert refused["title"] in page.text
    assert "<code>not_found</code>" in page.text


@pytest.mark.parametrize(
    ("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")], ids=["fr", "ar", "en"]
)
def test_every_kind_has_its_page_in_every_language(web: Web, language: str, direction: str) -> None:
    for code in KINDS:
        path = f"/problems/{code.replace('_', '-')}"
        page = web.client.get(path, headers={"accept-language": language})
        assert page.headers["content-language"] == language
        assert f'<html lang="{language}" dir="{direction}">' in page.text
        assert title_of(code, language).replace("'", "&#x27;") in page.text


def test_the_page_speaks_the_language_of_who_is_signed_in(web: Web) -> None:
    who = "editor:salma"
    web.staff(who, "PUT", "/api/session/language", {"language": "ar"})
    page = web.staff(who, "GET", "/problems/stale")
    web.staff(who, "PUT", "/api/session/language", {"language": None})
    assert page.headers["content-language"] == "ar"


def test_it_needs_nothing_that_the_content_policy_forbids(web: Web) -> None:
    page = web.client.get("/problems/invalid")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert not re.search(r"<script|<style| style=| on\w+=", page.text)
    (sheet,) = re.findall(r'rel="stylesheet" href="([^"]+)"', page.text)
    assert web.client.get(sheet).headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("kind", ["nothing", "not_found", "error", "%3Cscript%3E"])
def test_what_is_no_kind_has_no_page(web: Web, kind: str) -> None:
    reply = web.client.get(f"/problems/{kind}")
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
