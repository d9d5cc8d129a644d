"""What the description says about routes: their groups, summaries and examples of bodies."""

from __future__ import annotations

from nawba.web.shapes.parts import Place, Schema

TAGS = {
    "customer": "What a customer's page does, with the token of its contact.",
    "contacts": "Contacts, for advisers, supervisors and integrators.",
    "desk": "An adviser's presence and what they hold.",
    "offers": "Contacts proposed to one adviser.",
    "operations": "Calls to a brand's own systems, and the yes or no of people.",
    "assistant": "Versions of the assistant, its gate, and what it may answer.",
    "articles": "Approved knowledge.",
    "history": "Contacts and intervals of any stretch of time.",
    "redispatch": "Measures for a while: a site goes dark, a queue is opened to more people.",
    "listening": "Recorded contacts: intake, what was found, reviews, causes.",
    "hiring": "Jobs, candidates' documents, applications, and what candidates say of them.",
    "candidate": "What a candidate sees of themselves, by the secret of their link.",
    "webhooks": "Events sent to other systems.",
    "centre": "The centre as it is configured and as it is now.",
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
    ("get", "/api/dispatch/policy"): "Which policy decides, and which there are",
    ("post", "/api/dispatch/policy"): "Let another policy decide",
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
    ("post", "/api/dispatch/policy"): {"policy": "wait_over_target", "reason": "Monday morning"},
    ("post", "/api/desk/presence"): {"state": "available"},
    ("post", "/api/redispatch/preview"): {
        "change": {"kind": "site_dark", "site": "dakar", "held": "return"},
        "minutes": 60,
    },
    ("post", "/api/redispatch"): {
        "change": {"kind": "widen_queue", "queue": "sahla-fr", "levels": 1},
        "minutes": 30,
        "reason": "Dakar lost power",
        "client_id": "r-1",
    },
    ("post", "/api/webhooks"): {
        "url": "https://crm.example/nawba",
        "events": ["contact_opened", "contact_closed"],
        "brands": ["sahla"],
    },
    ("post", "/api/webhooks/{webhook}/replay"): {"since": "2026-03-01T00:00:00Z"},
}
