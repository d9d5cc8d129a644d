"""What a kind of error means, for whoever opens the ``type`` of a problem document in a browser.

The words are those of ``docs/errors.md``, from the catalogues of ``domain/problem_texts``; a test
compares them. The page needs neither a script nor the built pages, so that it is there when they
are not.
"""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from nawba.domain.errors import NotFound
from nawba.domain.problem_texts import meaning_of, title_of
from nawba.web.problems import language_of

router = APIRouter(prefix="/problems", include_in_schema=False)

_PAGE = """\
<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Nawba</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/problems/page.css">
</head>
<body>
<main>
<p><code>{code}</code></p>
<h1>{title}</h1>
<p>{meaning}</p>
</main>
</body>
</html>
"""


@router.get("/page.css")
def style() -> Response:
    return Response(
        files("nawba.web").joinpath("problem_page.css").read_bytes(), 200, None, "text/css"
    )


@router.get("/{kind}")
async def show_problem(request: Request, kind: str) -> HTMLResponse:
    """The kind that ``type_of`` names so, in the language of whoever looks."""
    language, code = await language_of(request), kind.replace("-", "_")
    meaning = meaning_of(code, language)
    if meaning is None or kind != kind.replace("_", "-"):
        raise NotFound("There is no such page.")
    page = _PAGE.format(
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        code=code,
        title=escape(title_of(code, language)),
        meaning=_marked(meaning),
    )
    headers = {"content-language": language, "vary": "accept-language, cookie"}
    return HTMLResponse(page, headers=headers)


def _marked(text: str) -> str:
    """``text`` as HTML: what stands between backticks is code, left to right in any language."""
    return re.sub(r"`([^`]*)`", r'<code dir="ltr">\1</code>', escape(text))
