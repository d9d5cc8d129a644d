"""``nawba hire``: candidates' documents read, and whether people are treated alike."""

from __future__ import annotations

import typer

from nawba.cli import hire_intake, hire_jobs
from nawba.cli.console import ManyFiles
from nawba.cli.hire_audit import audit
from nawba.cli.hire_read import read
from nawba.cli.hire_reserve import pack, reserve

app = typer.Typer(no_args_is_help=True, help="Candidates: what their documents say, and fairness.")


@app.callback()
def hire() -> None:
    """Candidates: what their documents say, and fairness."""


app.command("import")(hire_intake.import_candidates)
app.command("status")(hire_intake.status)
app.command("jobs")(hire_jobs.jobs)
app.command("list")(hire_jobs.list_applications)
app.command("show")(hire_jobs.show)
app.command("again")(hire_jobs.again)
app.command("close")(hire_jobs.close)
app.command("explain")(hire_jobs.explain_application)
app.command("erase")(hire_jobs.erase)
app.command("reserve", cls=ManyFiles)(reserve)
app.command("pack")(pack)
app.command("audit", cls=ManyFiles)(audit)
app.command("read")(read)
