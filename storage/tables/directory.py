"""Who works where under whom, what they may do, and where they can be reached."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, String, Table, text

from storage.tables.metadata import IDENTITY

units = Table(
    "units",
    IDENTITY,
    Column("code", String, primary_key=True),
    Column("parent_code", String, ForeignKey("units.code", deferrable=True, initially="DEFERRED")),
    Column("position", Integer, nullable=False),
    Column("level", String, nullable=False),
    Column("name_fi", String, nullable=False),
    Column("name_sv", String, nullable=False),
    Column("name_en", String, nullable=False),
    CheckConstraint("code <> parent_code", name="not_own_parent"),
)

persons = Table(
    "persons",
    IDENTITY,
    Column("person", String, primary_key=True),
    Column(
        "unit_code", String, ForeignKey("units.code", deferrable=True, initially="DEFERRED"), nullable=False
    ),
    Column("language", String),
    CheckConstraint("language IN ('fi', 'sv', 'en')", name="known_language"),
)

supervisions = Table(
    "supervisions",
    IDENTITY,
    Column("person", String, ForeignKey("persons.person", ondelete="CASCADE"), primary_key=True),
    Column(
        "unit_code",
        String,
        ForeignKey("units.code", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        index=True,
    ),
)

person_roles = Table(
    "person_roles",
    IDENTITY,
    Column("person", String, ForeignKey("persons.person", ondelete="CASCADE"), primary_key=True),
    Column("role", String, primary_key=True),
    Column("unit_code", String, primary_key=True, server_default=text("''")),
    CheckConstraint("role IN ('hr', 'admin', 'management', 'privacy')", name="known_role"),
    CheckConstraint("unit_code = '' OR role = 'hr'", name="holds_for_the_whole"),
)

# No key into persons: an import deletes and inserts those whose row changes.
arrivals = Table(
    "arrivals",
    IDENTITY,
    Column("person", String, primary_key=True),
    Column("unit_code", String, nullable=False),
    Column("day", Date, nullable=False),
)

# Apart from persons: a new import must not undo what somebody chose on a card.
preferences = Table(
    "preferences",
    IDENTITY,
    Column("person", String, primary_key=True),
    Column("language", String, nullable=False),
    CheckConstraint("language IN ('fi', 'sv', 'en')", name="known_language"),
)

# No moment is kept here: it would tell when somebody answered.
conversations = Table(
    "conversations",
    IDENTITY,
    Column("person", String, primary_key=True),
    Column("service_url", String, nullable=False),
    Column("conversation_id", String, nullable=False),
    Column("tenant_id", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("bot_id", String, nullable=False),
    Column("locale", String),
    Column("blocked", String),
    Column("name", String),
)
