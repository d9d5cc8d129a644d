"""The shapes of answers and the words about them, for the description of the API: data alone."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
Place = tuple[str, str]

TAGS = {
    "customer": "What a customer's page does, with the token of its contact.",
    "contacts": "Contacts, for advisers, supervisors and integrators.",
    "desk": "An adviser's presence and what they hold.",
    "offers": "Contacts proposed to one adviser.",
    "operations": "Calls to a brand's own systems, and the yes or no of people.",
    "assistant": "Versions of the assistant, its gate, and what it may answer.",
    "articles": "Approved knowledge.",
    "history": "Contacts and intervals of any stretch of time.",
    "webhooks": "Events sent to other systems.",
    "centre": "The centre as it is configured and as it is now.",
}

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
MOMENT: Schema = {"type": "string", "format": "date-time"}
TEXTS: Schema = {"type": "array", "items": TEXT}
OBJECT: Schema = {"type": "object"}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _shape(*optional: str, **fields: Schema) -> Schema:
    """An object with ``fields``, all there always but the ``optional`` ones."""
    required = [name for name in fields if name not in optional]
    return {"type": "object", "properties": fields, "required": required}


def _page(of: str) -> Schema:
    return _shape(rows={"type": "array", "items": _ref(of)}, next=_or_null(TEXT))


MAYBE = _or_null(TEXT)
WHEN = _or_null(MOMENT)

SCHEMAS: dict[str, Schema] = {
    "Problem": _shape(
        type=TEXT,
        title=TEXT,
        status={"type": "integer"},
        detail=TEXT,
        code=TEXT,
        field=MAYBE,
        retryable=FLAG,
    ),
    "Health": _shape(status=TEXT, version=TEXT, database=TEXT, cursor=TEXT, warm=FLAG),
    "Brand": _shape(id=TEXT, name=TEXT, colour=TEXT, languages=TEXTS, assistant_name=TEXT),
    "Message": _shape(
        id=TEXT,
        number=COUNT,
        author=TEXT,
        author_id=TEXT,
        kind=TEXT,
        text=TEXT,
        at=MOMENT,
        client_id=TEXT,
        sources={"type": "array", "items": OBJECT},
        choices=TEXTS,
        attachments={"type": "array", "items": _ref("Attachment")},
    ),
    "Attachment": _shape(id=TEXT, name=TEXT, media_type=TEXT, size=COUNT),
    "CustomerView": _shape(
        contact=OBJECT, messages={"type": "array", "items": _ref("Message")}, cursor=TEXT
    ),
    "Opened": _shape(token=TEXT, view=_ref("CustomerView")),
    "ListedContact": _shape(
        id=TEXT,
        brand=TEXT,
        channel=TEXT,
        language=TEXT,
        arm={"enum": ["assistant", "holdout"]},
        state={"enum": ["assistant", "waiting", "held", "wrap_up", "closed"]},
        queue=MAYBE,
        site=MAYBE,
        lead=_or_null(OBJECT),
        opened_at=MOMENT,
        answered_at=WHEN,
        closed_at=WHEN,
        close_reason=MAYBE,
        outcome=MAYBE,
        wrap_up_code=MAYBE,
        rating=_or_null({"type": "integer", "minimum": 1, "maximum": 5}),
        solved=_or_null(FLAG),
    ),
    "ContactPage": _page("ListedContact"),
    "HistoryPage": _shape(
        rows={"type": "array", "items": _ref("ListedContact")},
        next=MAYBE,
        total=COUNT,
        intervals={"type": "array", "items": OBJECT},
    ),
    "Presence": _shape(state=TEXT, reason=MAYBE, since=WHEN),
    "Webhook": _shape(
        "secret",
        id=TEXT,
        url=TEXT,
        description=TEXT,
        events=TEXTS,
        brands=_or_null(TEXTS),
        is_on=FLAG,
        off_reason=_or_null({"enum": ["gone", "failing", "by_hand"]}),
        waiting=COUNT,
        failures=COUNT,
        failing_since=WHEN,
        succeeded_at=WHEN,
        created_at=MOMENT,
        created_by=TEXT,
        secret=TEXT,
    ),
    "Webhooks": _shape(rows={"type": "array", "items": _ref("Webhook")}, events=TEXTS),
    "Delivery": _shape(
        id=TEXT,
        type=TEXT,
        contact=MAYBE,
        brand=MAYBE,
        event_at=MOMENT,
        state={"enum": ["waiting", "done", "given_up"]},
        attempts=COUNT,
        tried_at=WHEN,
        due_at=WHEN,
        status=_or_null({"type": "integer"}),
        error=MAYBE,
    ),
    "DeliveryPage": _page("Delivery"),
    "Replayed": _shape(queued=COUNT),
    "Pinged": _shape(delivery=TEXT),
}

SHAPES: dict[Place, tuple[str, str | Schema | None]] = {
    ("get", "/api/health"): ("How the server does.", "Health"),
    ("get", "/api/brands/{brand}"): ("The brand.", "Brand"),
    ("post", "/api/contacts"): ("The contact's token, and what the customer sees.", "Opened"),
    ("get", "/api/contacts"): ("One page of contacts.", "ContactPage"),
    ("get", "/api/contacts/me"): ("What the customer sees.", "CustomerView"),
    ("post", "/api/contacts/me/messages"): ("The message as it is kept.", "Message"),
    ("post", "/api/contacts/me/attachments"): ("The file as it is kept.", "Attachment"),
    ("post", "/api/contacts/{contact}/messages"): ("The message as it is kept.", "Message"),
    ("post", "/api/contacts/{contact}/attachments"): ("The file as it is kept.", "Attachment"),
    ("post", "/api/desk/presence"): ("The presence from now on.", "Presence"),
    ("post", "/api/desk/heartbeat"): ("The presence as the house sees it.", "Presence"),
    ("get", "/api/history"): ("Contacts and intervals.", "HistoryPage"),
    ("get", "/api/history.csv"): ("Contacts as CSV.", None),
    ("get", "/api/intervals.csv"): ("Intervals as CSV.", None),
    ("get", "/api/attachments/{attachment}"): ("The file.", None),
    ("get", "/api/stream"): ("Events as they happen (text/event-stream).", None),
    ("get", "/api/contacts/me/stream"): ("The conversation as it happens.", None),
    ("get", "/api/webhooks"): ("All subscriptions.", "Webhooks"),
    ("post", "/api/webhooks"): ("The subscription, with its secret.", "Webhook"),
    ("get", "/api/webhooks/{webhook}"): ("The subscription.", "Webhook"),
    ("put", "/api/webhooks/{webhook}"): ("The subscription as it is now.", "Webhook"),
    ("get", "/api/webhooks/{webhook}/deliveries"): ("One page of deliveries.", "DeliveryPage"),
    ("post", "/api/webhooks/{webhook}/replay"): ("How many are sent again.", "Replayed"),
    ("post", "/api/webhooks/{webhook}/test"): ("The delivery of the test.", "Pinged"),
}

SUMMARIES: dict[Place, str] = {
    ("get", "/api/contacts/me"): "The contact as its customer sees it",
    ("post", "/api/contacts/me/messages"): "Say something",
    ("post", "/api/contacts/me/attachments"): "Upload a file for the next message",
    ("post", "/api/contacts/me/language"): "Ask to be answered in another language",
    ("put", "/api/contacts/me/details"): "Tell name, e-mail, phone or reference",
    ("put", "/api/contacts/me/brief"): "Mend what the adviser will be told",
    ("post", "/api/contacts/me/typing"): "Tell that the customer is writing",
    ("post", "/api/contacts/me/end"): "End the conversation",
    ("post", "/api/contacts/me/rating"): "Rate the conversation",
    ("get", "/api/wallboard"): "Every queue, site, adviser and open contact at one moment",
    ("post", "/api/desk/presence"): "Become available, paused or offline",
    ("post", "/api/offers/{offer}/accept"): "Take the contact",
    ("post", "/api/offers/{offer}/refuse"): "Decline; the contact keeps its age",
    ("get", "/api/contacts/{contact}"): "Everything of a contact",
    ("post", "/api/contacts/{contact}/messages"): "Say something, or write a private note",
    ("post", "/api/contacts/{contact}/attachments"): "Upload a file for the next message",
    ("post", "/api/contacts/{contact}/typing"): "Tell the customer that somebody is writing",
    ("post", "/api/contacts/{contact}/transfer"): "Transfer to a queue or an adviser",
    ("post", "/api/contacts/{contact}/end"): "End the conversation and start wrap-up",
    ("post", "/api/contacts/{contact}/wrap-up"): "Close with a code and a summary",
    ("post", "/api/contacts/{contact}/watch"): "Read along, which is logged",
    ("post", "/api/contacts/{contact}/join"): "Enter beside whoever leads",
    ("post", "/api/contacts/{contact}/leave"): "Leave a contact that was joined",
    ("post", "/api/contacts/{contact}/take-over"): "Take the lead",
    ("get", "/api/articles/{brand}/{article}"): "An article, current or in a version",
    ("get", "/api/intervals.csv"): "The intervals as CSV",
}

EXAMPLES: dict[Place, Schema] = {
    ("post", "/api/contacts"): {
        "brand": "sahla",
        "client_id": "9f3c1d2e-7a55-4f0e-8f6b-0d6f6f6b7c11",
        "language": "fr",
    },
    ("post", "/api/contacts/me/messages"): {
        "client_id": "m-1",
        "text": "Mon téléphone demande le code PUK",
    },
    ("put", "/api/contacts/me/details"): {"name": "Samira Alaoui", "phone": "0600000101"},
    ("post", "/api/contacts/me/rating"): {"solved": True, "rating": 5, "comment": ""},
    ("post", "/api/contacts/{contact}/messages"): {"client_id": "n-1", "text": "Bonjour !"},
    ("post", "/api/contacts/{contact}/transfer"): {"queue": "sahla-technical", "note": "PUK"},
    ("post", "/api/contacts/{contact}/wrap-up"): {"code": "solved", "summary": "PUK dicté"},
    ("post", "/api/desk/presence"): {"state": "available"},
    ("post", "/api/webhooks"): {
        "url": "https://crm.example/nawba",
        "events": ["contact_opened", "contact_closed"],
        "brands": ["sahla"],
    },
    ("post", "/api/webhooks/{webhook}/replay"): {"since": "2026-03-01T00:00:00Z"},
}
