"""The tables of accounts, sessions, links, keys and the log of access.

No secret stands in them: passwords as argon2id, tokens as SHA-256 (they are long and random). The
log of access is numbered without holes and the database refuses to change a row of it.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from nawba.store.tables import UtcTime, metadata

NONE = sa.JSON(none_as_null=True)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("name", Text, nullable=False),
    Column("login", String(200), nullable=False, unique=True),
    Column("email", String(200), unique=True),
    Column("roles", sa.JSON, nullable=False),
    Column("brands", NONE),
    Column("sites", NONE),
    Column("language", String(8)),
    Column("disabled", sa.Boolean, nullable=False, default=False),
    Column("password", Text),
    Column("revision", Integer, nullable=False),
    Column("made_at", UtcTime, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("how", String(20), nullable=False),
    Column("began_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False, index=True),
    Column("browser", Text, nullable=False),
    Column("address", String(80), nullable=False),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("account", ForeignKey("accounts.id"), index=True),
    Column("made_by", String(120), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    CheckConstraint("kind IN ('first', 'invitation', 'reset')", name="kind"),
    CheckConstraint("(kind = 'first') = (account IS NULL)", name="first_has_no_account"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("subject", String(80), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", UtcTime, nullable=False, index=True),
    Column("until", UtcTime),
)

outside_subjects = Table(
    "outside_subjects",
    metadata,
    Column("issuer", String(300), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("account", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("linked_at", UtcTime, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("prefix", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("roles", sa.JSON, nullable=False),
    Column("actions", NONE),
    Column("brands", NONE),
    Column("sites", NONE),
    Column("made_by", String(120), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("used_at", UtcTime),
    Column("revoked_at", UtcTime),
)

access_log = Table(
    "access_log",
    metadata,
    Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("account", String(80)),
    Column("role", String(20), nullable=False),
    Column("action", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("resource", String(200), nullable=False),
    Column("brand", String(80)),
    Column("outcome", String(20), nullable=False),
    Column("address", String(80)),
)
Index("ix_access_log_at", access_log.c.at)
Index("ix_access_log_account", access_log.c.account, access_log.c.number)
Index("ix_access_log_resource", access_log.c.resource, access_log.c.number)
