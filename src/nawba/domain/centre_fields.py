"""What each field of the centre means, in one line: the heads of its files and its document."""

from __future__ import annotations

ABOUT = {
    "skills": "What a contact needs and an adviser has. Languages are skills.",
    "sites": "Places with advisers.",
    "brands": "Client companies whose customers are answered.",
    "queues": "Contacts of one brand waiting for the same skills under the same target.",
    "advisers": "The people who answer.",
    "supervisors": "The people who run the day.",
    "calendars": "Holidays: a queue is closed on the days of the calendars it names.",
    "wrap_up_codes": "How a contact ended, chosen at its wrap-up. In the order in which they show.",
    "pause_reasons": "Why an adviser takes no contacts. In the order in which they show.",
    "canned_replies": "Texts that advisers insert by a shortcut.",
    "sampling": "Which share of the contacts is looked at again, by purpose and queue.",
    "retention": "After how many months what is kept of a contact is erased, by kind.",
}

_HOURS = 'list of {days: [mon, tue], start: "08:00", end: "18:00"}; none: always open'
_ID = "short name that never changes: letters, digits, dot, dash, underscore"

FIELDS = {
    "skills": {"id": _ID, "name": "name shown"},
    "sites": {
        "id": _ID,
        "name": "name shown",
        "country": "two letters of ISO 3166, such as MA",
        "timezone": "IANA name, such as Africa/Casablanca",
        "hours": _HOURS + " (for people to read: whoever is available works)",
        "calendars": "ids of the calendars followed",
    },
    "brands": {
        "id": _ID,
        "name": "name shown",
        "languages": "ar, ary, en, es, fr, pt; the first is spoken until the customer's is known",
        "timezone": "IANA name",
        "assistant_name": "what the assistant is called",
        "colour": 'of the chat, such as "#0f5c7a"',
        "holdout_share": "share of contacts that meet no assistant, 0 to 0.5",
        "inactivity_warning_seconds": "silence before the customer is asked",
        "inactivity_close_seconds": "silence after that before the contact is closed",
        "names": "name in other languages: {ar: …}",
        "assistant_names": "the assistant's name in other languages: {ar: …}",
        "advisers": "ids of those who may answer for it; none: everybody with the skills",
    },
    "queues": {
        "id": _ID,
        "brand": "id of a brand",
        "name": "name shown",
        "language": "one of the brand's languages",
        "requires": "skills and least levels, 1 to 5: {fr: 3}",
        "target": "{share: 0.8, seconds: 20} means 80 % answered within 20 s",
        "entry": "true on the one queue per language that new hand-overs join",
        "wrap_up_seconds": "time for the wrap-up",
        "timezone": "IANA name, of its hours, holidays and days",
        "hours": _HOURS,
        "calendars": "ids of the calendars on whose days it is closed",
        "later_targets": "targets agreed from a day on: {since: 2027-01-01, share: …, seconds: …}",
        "priority": "higher goes first, for the policy static_priority",
        "relaxed": "who else may answer after a wait: {after_seconds: 60, requires: {fr: 2}}",
        "reserved": "places that every pool serving it keeps free for it",
        "same_adviser_seconds": "how long who comes back waits for the same adviser; 0: not at all",
    },
    "advisers": {
        "id": _ID,
        "name": "name shown to customers and colleagues",
        "site": "id of a site",
        "skills": "skills and levels, 1 to 5: {fr: 4}",
        "capacity": "contacts at once, by channel: {chat: 2}",
    },
    "supervisors": {"id": _ID, "name": "name shown", "site": "id of a site"},
    "calendars": {
        "id": _ID,
        "name": "name shown",
        "country": "two letters of ISO 3166, for a country's public holidays",
        "days": "list of {date: 2027-01-11, name: …}",
    },
    "wrap_up_codes": {"id": _ID, "labels": "text by language: {fr: …, ar: …}"},
    "pause_reasons": {"id": _ID, "labels": "text by language: {fr: …, ar: …}"},
    "canned_replies": {
        "id": _ID,
        "brand": "id of a brand",
        "language": "one of the brand's languages",
        "shortcut": "what the adviser types",
        "text": "what is inserted",
    },
    "sampling": {
        "id": _ID,
        "purpose": "listening, scoring or training",
        "share": "0 to 1: 0.05 means 5 %, drawn at random",
        "queue": "id of a queue; without it: all queues that have no rule of their own",
    },
    "retention": {
        "conversations_months": "messages, files, briefs, details, wrap-ups, what flows held",
        "recordings_months": "audio of calls",
        "analysis_months": "how messages were read, findings",
        "training_months": "questions kept for gaps and examples",
        "access_log_months": "who saw, changed, exported, erased what; 6 at least",
        "scoring_log_months": "scores of advisers and candidates; 6 at least",
        "candidates_months": "CVs",
    },
}
