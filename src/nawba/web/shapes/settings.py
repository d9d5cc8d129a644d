"""The shapes of what administrators see: the centre's nouns, personal data, webhooks."""

from __future__ import annotations

from nawba.web.shapes.parts import (
    COUNT,
    COUNTS,
    FLAG,
    MAYBE,
    MAYBE_COUNT,
    MAYBE_DAY,
    MAYBE_WHOLE,
    MOMENT,
    TEXT,
    TEXTS,
    WHEN,
    WHOLE,
    Answers,
    Schema,
    anything,
    listed,
    named,
    one_of,
    or_null,
    page,
    ref,
    shape,
)

_DOCUMENT = anything("The noun's fields; `GET /api/admin/schema` has the form of each kind.")
_WHAT = one_of("added", "changed", "retired", "restored", "reordered")
_VALUE: Schema = {"description": "A field's value: any JSON."}
_FIELDS = listed(shape(field=TEXT, from_=_VALUE, to=_VALUE))
_CUSTOMER: dict[str, Schema] = {
    "id": TEXT,
    "brand": TEXT,
    "name": MAYBE,
    "email": MAYBE,
    "phone": MAYBE,
    "reference": MAYBE,
    "created_at": MOMENT,
}
_SAVED = {"lacks": listed("Lack")}

_CENTRE: dict[str, Schema] = {
    "Item": shape(kind=TEXT, id=TEXT, document=_DOCUMENT, revision=COUNT, retired=FLAG),
    "Lack": shape(
        "language",
        "count",
        "requires",
        "by_list_of",
        code=TEXT,
        kind=TEXT,
        id=MAYBE,
        text=TEXT,
        language=TEXT,
        count=COUNT,
        requires=named(WHOLE),
        by_list_of=TEXT,
    ),
    "CentreSchema": shape(
        kinds=listed(
            shape(
                kind=TEXT,
                single=FLAG,
                ordered=FLAG,
                required=FLAG,
                schema=anything("The form of the kind, as JSON Schema."),
            )
        ),
        languages=TEXTS,
        channels=TEXTS,
        purposes=TEXTS,
        may=shape(configure=FLAG),
        brands=or_null(TEXTS),
        sites=or_null(TEXTS),
    ),
    "Lacks": shape(counts=COUNTS, lacks=listed("Lack")),
    "Change": shape(
        n=COUNT,
        batch=COUNT,
        at=MOMENT,
        by=TEXT,
        kind=TEXT,
        id=TEXT,
        what=_WHAT,
        before=or_null(_DOCUMENT),
        after=or_null(_DOCUMENT),
        fields=_FIELDS,
    ),
    "Changes": shape(changes=listed("Change"), next=MAYBE_COUNT),
    "Items": shape("change", kind=TEXT, items=listed("Item"), change=MAYBE_COUNT),
    "Saved": shape(item=ref("Item"), change=MAYBE_COUNT, **_SAVED),
    "SavedMany": shape(items=listed("Item"), batch=MAYBE_COUNT, changes=listed(COUNT), **_SAVED),
    "Holidays": shape(country=TEXT, year=COUNT, days=listed(shape(date=TEXT, name=TEXT))),
    "Applied": shape(
        applied=FLAG,
        diff=listed(shape(kind=TEXT, id=TEXT, what=_WHAT, fields=_FIELDS)),
        lacks=listed("Lack"),
        batch=MAYBE_COUNT,
    ),
}

_PERSONAL: dict[str, Schema] = {
    "CustomerFound": shape(**_CUSTOMER, where=one_of("details", "words"), contacts=COUNT),
    "CustomersFound": shape(customers=listed("CustomerFound")),
    "Held": shape(
        **_CUSTOMER,
        counts=COUNTS,
        contacts=listed(
            shape(
                id=TEXT,
                state=TEXT,
                channel=TEXT,
                language=TEXT,
                opened_at=MOMENT,
                closed_at=WHEN,
                held=FLAG,
            )
        ),
        also=listed(shape(**_CUSTOMER)),
    ),
    "Erased": shape(erasures=TEXTS, contacts=COUNT, counts=COUNTS, bytes_gone=FLAG),
    "Erasures": shape(
        erasures=listed(shape(id=TEXT, at=MOMENT, by=TEXT, reason=TEXT, counts=COUNTS))
    ),
    "Holds": shape(holds=listed(shape(contact=TEXT, reason=TEXT, by=TEXT, since=MOMENT))),
    "Retention": shape(
        months=named(MAYBE_WHOLE),
        due=shape(contacts=COUNT, rows=COUNTS),
        oldest_closed_at=WHEN,
        last=or_null(shape(started_at=MOMENT, ended_at=WHEN, counts=COUNTS)),
    ),
    "Purpose": shape(
        id=TEXT,
        basis=TEXT,
        authorisation=TEXT,
        retention=TEXT,
        recipients=TEXTS,
        since=MAYBE_DAY,
        until=MAYBE_DAY,
        notice=MAYBE_DAY,
        revision=COUNT,
        in_force=FLAG,
        lacks=TEXTS,
    ),
    "Register": shape(bases=TEXTS, purposes=listed("Purpose")),
}

_WEBHOOKS: dict[str, Schema] = {
    "Webhook": shape(
        "secret",
        id=TEXT,
        url=TEXT,
        description=TEXT,
        events=TEXTS,
        brands=or_null(TEXTS),
        is_on=FLAG,
        off_reason=or_null(one_of("gone", "failing", "by_hand")),
        waiting=COUNT,
        failures=COUNT,
        failing_since=WHEN,
        succeeded_at=WHEN,
        created_at=MOMENT,
        created_by=TEXT,
        secret=TEXT,
    ),
    "Webhooks": shape(rows=listed("Webhook"), events=TEXTS),
    "Delivery": shape(
        id=TEXT,
        type=TEXT,
        contact=MAYBE,
        brand=MAYBE,
        event_at=MOMENT,
        state=one_of("waiting", "done", "given_up"),
        attempts=COUNT,
        tried_at=WHEN,
        due_at=WHEN,
        status=MAYBE_WHOLE,
        error=MAYBE,
    ),
    "DeliveryPage": page("Delivery"),
    "Replayed": shape(queued=COUNT),
    "Pinged": shape(delivery=TEXT),
}

SCHEMAS: dict[str, Schema] = {**_CENTRE, **_PERSONAL, **_WEBHOOKS}

ANSWERS: Answers = {
    ("get", "/api/admin/export"): ("The files, in a ZIP.", None),
    ("post", "/api/admin/import"): ("What it changes, or changed.", "Applied"),
    ("get", "/api/admin/advisers.csv"): ("The advisers as CSV.", None),
    ("post", "/api/admin/advisers.csv"): ("What it changes, or changed.", "Applied"),
    ("get", "/api/admin/schema"): ("The kinds and their forms.", "CentreSchema"),
    ("get", "/api/admin/lacks"): ("What is missing.", "Lacks"),
    ("get", "/api/admin/changes"): ("One page of changes.", "Changes"),
    ("post", "/api/admin/changes/{n}/revert"): ("What was put back.", "SavedMany"),
    ("get", "/api/admin/holidays"): ("The days.", "Holidays"),
    ("get", "/api/admin/{kind}"): ("All of the kind.", "Items"),
    ("post", "/api/admin/{kind}"): ("The noun as it is kept.", "Saved"),
    ("get", "/api/admin/{kind}/{id}"): ("The noun.", "Item"),
    ("put", "/api/admin/{kind}/{id}"): ("The noun as it is now.", "Saved"),
    ("delete", "/api/admin/{kind}/{id}"): ("The noun, retired.", "Saved"),
    ("post", "/api/admin/{kind}/batch"): ("The nouns as they are now.", "SavedMany"),
    ("put", "/api/admin/{kind}/order"): ("All of the kind, in order.", "Items"),
    ("post", "/api/admin/{kind}/{id}/restore"): ("The noun, back again.", "Saved"),
    ("get", "/api/privacy/customers"): ("The customers found.", "CustomersFound"),
    ("get", "/api/privacy/customers/{customer}"): ("What is held.", "Held"),
    ("get", "/api/privacy/customers/{customer}/export"): ("All that is held, in a ZIP.", None),
    ("post", "/api/privacy/customers/{customer}/erase"): ("What is gone.", "Erased"),
    ("get", "/api/privacy/erasures"): ("The proofs.", "Erasures"),
    ("get", "/api/privacy/holds"): ("The holds.", "Holds"),
    ("get", "/api/privacy/retention"): ("What is kept for how long.", "Retention"),
    ("post", "/api/privacy/retention/run"): ("What is kept, now.", "Retention"),
    ("get", "/api/privacy/register"): ("The register.", "Register"),
    ("put", "/api/privacy/register/{purpose}"): ("The entry as it is now.", "Purpose"),
    ("get", "/api/webhooks"): ("All subscriptions.", "Webhooks"),
    ("post", "/api/webhooks"): ("The subscription, with its secret.", "Webhook"),
    ("get", "/api/webhooks/{webhook}"): ("The subscription.", "Webhook"),
    ("put", "/api/webhooks/{webhook}"): ("The subscription as it is now.", "Webhook"),
    ("get", "/api/webhooks/{webhook}/deliveries"): ("One page of deliveries.", "DeliveryPage"),
    ("post", "/api/webhooks/{webhook}/replay"): ("How many are sent again.", "Replayed"),
    ("post", "/api/webhooks/{webhook}/test"): ("The delivery of the test.", "Pinged"),
}
