"""The shapes of the assistant: what it decided and why, its versions, gate and risk."""

from __future__ import annotations

from nawba.web.shapes.parts import (
    COUNT,
    FLAG,
    MAYBE,
    MAYBE_COUNT,
    MAYBE_NUMBER,
    MOMENT,
    NUMBER,
    SECONDS,
    SHARE,
    TEXT,
    TEXTS,
    Answers,
    Schema,
    listed,
    one_of,
    or_null,
    ref,
    shape,
)

DID = one_of("answered", "withheld", "handed_over", "said", "solved", "silent")

_LINE: dict[str, Schema] = {
    "number": COUNT,
    "id": TEXT,
    "published_at": MOMENT,
    "published_by": TEXT,
    "is_current": FLAG,
    "articles": COUNT,
    "flows": COUNT,
    "answering": COUNT,
    "thresholds": COUNT,
}
_OUTCOME: dict[str, Schema] = {
    "published": FLAG,
    "version": MAYBE_COUNT,
    "report": or_null(ref("GateReport")),
}

SCHEMAS: dict[str, Schema] = {
    "Decision": shape(
        message=TEXT,
        at=MOMENT,
        why=TEXT,
        why_asked=MAYBE,
        did=DID,
        language=TEXT,
        reason=MAYBE,
        retrieved=listed(
            shape(article=TEXT, version=COUNT, language=TEXT, score=NUMBER, margin=NUMBER)
        ),
        readings=listed("Reading"),
        group=MAYBE,
        threshold=MAYBE_NUMBER,
        version=MAYBE_COUNT,
        milliseconds=SECONDS,
        choices=TEXTS,
        chosen=MAYBE,
        parts=listed(
            shape(
                start=COUNT,
                end=COUNT,
                did=DID,
                article=MAYBE,
                score=MAYBE_NUMBER,
                threshold=MAYBE_NUMBER,
            )
        ),
        asked=or_null(ref("Asked")),
    ),
    "Reading": shape(intent=TEXT, score=NUMBER),
    "Asked": shape(
        came=one_of("worded", "verbatim", "refused", "proposed", "nothing"),
        reason=TEXT,
        failed=TEXTS,
        sentences=COUNT,
        milliseconds=SECONDS,
        flow=MAYBE,
        quotes=listed(shape(field=TEXT, message=COUNT, start=COUNT, end=COUNT)),
    ),
    "Threshold": shape(
        brand=TEXT,
        language=TEXT,
        group=TEXT,
        risk=SHARE,
        oos_share=SHARE,
        threshold=MAYBE_NUMBER,
        bound=MAYBE_NUMBER,
        verdict=TEXT,
        cases=COUNT,
        asked=COUNT,
        answered=COUNT,
        wrong=COUNT,
        oos_cases=COUNT,
        oos_answered=COUNT,
        missing=COUNT,
        missing_oos=COUNT,
        covers=TEXT,
        budget=COUNT,
        coverage=SHARE,
    ),
    "GateCheck": shape(
        name=TEXT,
        tried=COUNT,
        failed=COUNT,
        passed=FLAG,
        examples=TEXTS,
        remedy=TEXT,
        notes=TEXTS,
    ),
    "GateReport": shape(
        document=TEXT, passed=FLAG, seconds=SECONDS, checks=listed("GateCheck"), text=TEXT
    ),
    "VersionLine": shape(**_LINE),
    "Versions": shape(current=MAYBE_COUNT, versions=listed("VersionLine")),
    "VersionChange": shape(kind=TEXT, name=TEXT, was=MAYBE, now=MAYBE),
    "Version": shape(
        **_LINE,
        report=ref("GateReport"),
        rows=listed("Threshold"),
        changes=listed("VersionChange"),
    ),
    "GateProgress": shape(running=FLAG, step=TEXT, place=COUNT, steps=COUNT, done=COUNT, of=COUNT),
    "Published": shape(**_OUTCOME),
    "RiskPoint": shape(
        risk=SHARE,
        coverage=SHARE,
        wrong_upper=or_null(SHARE),
        missing=COUNT,
        groups=listed("Threshold"),
    ),
    "Coverage": shape(
        version=COUNT,
        brand=TEXT,
        language=TEXT,
        risk=SHARE,
        oos_share=SHARE,
        points=listed("RiskPoint"),
    ),
    "MovedRisk": shape(
        **_OUTCOME,
        preview=listed(shape(language=TEXT, now=ref("RiskPoint"), then=ref("RiskPoint"))),
    ),
}

ANSWERS: Answers = {
    ("get", "/api/contacts/{contact}/decisions"): ("Turn by turn.", listed("Decision")),
    ("get", "/api/assistant/versions"): ("All versions, the latest first.", "Versions"),
    ("get", "/api/assistant/versions/{number}"): ("The version.", "Version"),
    ("get", "/api/assistant/diff"): ("What changes.", listed("VersionChange")),
    ("get", "/api/assistant/gate"): ("How far the gate is.", "GateProgress"),
    ("post", "/api/assistant/publish"): ("What came out of the gate.", "Published"),
    ("post", "/api/assistant/rollback"): ("The version that answers now.", "VersionLine"),
    ("get", "/api/assistant/coverage"): ("Coverage at each risk.", "Coverage"),
    ("post", "/api/assistant/risk"): ("What it changes, or changed.", "MovedRisk"),
}
