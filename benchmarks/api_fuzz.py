"""Send what the description of the API allows to every route in every role, and count what breaks.

    .venv/bin/python benchmarks/api_fuzz.py --examples 50 --json

The same test runs with few examples in ``tests/web/test_api_schema.py``; this is for a longer look.
Prints the cases sent, the answers by status, the five-hundreds, and the answers that are not as the
description says: both are wanted to be 0.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import response_schema_conformance

import sessions
from nawba.settings import Settings
from nawba.web import create_app
from web import described
from web.conftest import Customer, Web, serving

ROLES = (
    "adviser:amina", "supervisor:salma", "administrator:salma", "editor:salma", "quality:salma",
    "planner:salma", "recruiter:salma", "client:meriem", "customer",
)  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--examples", type=int, default=20, help="per route and role")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--json", action="store_true", help="print one object")
    wanted = arguments.parse_args()
    warnings.filterwarnings("ignore")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="nawba-fuzz-") as folder:
        more = {"requests_per_account": 0, "requests_per_customer": 0}
        with serving(f"sqlite:///{folder}/web.db", Path(folder), **more) as web:
            facts = fuzz(web, wanted.examples, wanted.seed)
    facts["seconds"] = round(time.monotonic() - began, 1)
    print(json.dumps(facts) if wanted.json else "\n".join(f"{k}: {v}" for k, v in facts.items()))
    raise SystemExit(1 if facts["five_hundreds"] or facts["not_as_described"] else 0)


def fuzz(web: Web, examples: int, number: int) -> dict[str, Any]:
    schema = schemathesis.openapi.from_dict(create_app(Settings()).openapi())
    schema.config.generation.update(with_security_parameters=False)  # callers show their own
    statuses: Counter[int] = Counter()
    checked, broken, other = 0, [], []
    operations = [one.ok() for one in schema.get_all_operations()]
    walked = [one for one in operations if not one.path.endswith("/stream")]
    for operation in walked:
        for role in ROLES:
            for case in cases_of(operation, examples, number):
                reply = answer(web, role, case)
                statuses[reply.status_code] += 1
                where = f"{case.method} {case.path} as {role}"
                if reply.status_code >= 500:
                    broken.append(f"{where}: {reply.text[:200]}")
                faults = unlike_description(case, reply)
                checked += faults is not None
                other += [f"{where}: {one}" for one in faults or ()]
    return {
        "cases": statuses.total(),
        "routes": len(walked),
        "roles": len(ROLES),
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        "five_hundreds": len(broken),
        "broken": sorted(set(broken))[:20],
        "answers_with_a_schema": checked,
        "not_as_described": len(other),
        "undescribed": sorted(set(other))[:20],
    }


def unlike_description(case: Any, reply: Any) -> list[str] | None:
    """In what ``reply`` differs from its schema, with nothing more than it names; None: no JSON."""
    media_type = reply.headers.get("content-type", [""])[0]
    if "json" not in media_type or not reply.content:
        return None
    try:
        case.validate_response(reply, checks=[response_schema_conformance])
    except FailureGroup as failed:
        return [str(one)[:300] for one in failed.exceptions]
    if reply.status_code >= 300:
        return []
    operation = case.operation.method.lower(), case.operation.path
    return described.faults_of(operation, reply.status_code, reply.json())


def cases_of(operation: Any, examples: int, number: int) -> list[Any]:
    """Made-up requests to ``operation``, the same for the same ``number``."""
    made: list[Any] = []

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def make(case: Any) -> None:
        made.append(case)

    make()
    return made


def answer(web: Web, role: str, case: Any) -> Any:
    """Send ``case`` on a contact that is there, since what lies behind is worth reaching."""
    customer = web.customer()
    known = {"contact": customer.id, "brand": "atlas"}
    own = {name: known[name] for name in case.path_parameters or {} if name in known}
    case.path_parameters = {**(case.path_parameters or {}), **own}
    reply = case.call(base_url=web.base, headers=headers_of(web, role, customer), timeout=120)
    customer.post("end")
    return reply


def headers_of(web: Web, role: str, customer: Customer) -> dict[str, str]:
    """A session of its own each time: some of the requests before have signed everybody out."""
    if role == "customer":
        return customer.headers
    assert web.store is not None
    brands = ("atlas",) if role.startswith("client:") else None
    return sessions.headers(web.store, role, brands=brands, fresh=True)


if __name__ == "__main__":
    main()
