"""The audit log becomes a chain that refuses to be changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_GENESIS = "0" * 64
_HOLDS_STILL = (
    "NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.action = OLD.action"  # whatever else is done to a line
)
_SEALING = (
    "OLD.sealed IS NULL AND NEW.sealed IS NOT NULL AND NEW.salt IS NOT NULL AND NEW.named IS NOT NULL"
    " AND NEW.hash IS NOT NULL AND NEW.actor = OLD.actor AND NEW.subject = OLD.subject"
)
_ERASING = (
    "NEW.salt IS NULL AND NEW.sealed {same} OLD.sealed AND NEW.named {same} OLD.named"
    " AND NEW.hash {same} OLD.hash AND NEW.actor IN (OLD.actor, 'erased')"
    " AND (NEW.subject = OLD.subject OR NEW.subject LIKE '%erased%')"
    " AND (NEW.actor <> OLD.actor OR NEW.subject <> OLD.subject)"
)
_CHANGED = f"NOT ({_HOLDS_STILL} AND (({_SEALING}) OR ({_ERASING})))"
_NOT_NEW = "NEW.sealed IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.named IS NOT NULL OR NEW.hash IS NOT NULL"
_NOT_PURGED = "OLD.sealed IS NULL OR OLD.sealed > (SELECT purged FROM audit_chain)"

_CHAIN_BACK = "NEW.id <> OLD.id OR NEW.purged < OLD.purged"

_REFUSALS = (
    ("audit_log", "INSERT", _NOT_NEW),
    ("audit_log", "UPDATE", _CHANGED),
    ("audit_log", "DELETE", _NOT_PURGED),
    ("audit_chain", "UPDATE", _CHAIN_BACK),
    ("audit_chain", "DELETE", "OLD.id = 1"),
)


def upgrade() -> None:
    """Go forward; lines that are there already are sealed with the next ones."""
    for column in ("salt", "named", "hash"):
        size = 16 if column == "salt" else 32
        op.add_column("audit_log", sa.Column(column, sa.LargeBinary(length=size), nullable=True))
    op.add_column("audit_log", sa.Column("sealed", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_audit_log_sealed"), "audit_log", ["sealed"], unique=True)
    _chain()
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def _chain() -> None:
    op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("purged", sa.Integer(), nullable=False),
        sa.Column("purged_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("broken_line", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_chain_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
    )
    zeros = f"x'{_GENESIS}'" if op.get_bind().dialect.name == "sqlite" else f"decode('{_GENESIS}', 'hex')"
    op.execute(f"INSERT INTO audit_chain (id, purged, purged_hash) VALUES (1, 0, {zeros})")  # noqa: S608 - no value from outside


def _refuse_on_sqlite() -> None:
    for table, event, refused in _REFUSALS:
        op.execute(
            f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} "
            f"WHEN {refused.format(same='IS')} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
        )
    # REPLACE would remove the line that is in its way without asking the trigger of DELETE.
    op.execute(
        "CREATE TRIGGER audit_log_replace BEFORE INSERT ON audit_log "
        "WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'audit_log is only added to'); END"
    )


def _refuse_on_postgresql() -> None:
    for table in ("audit_log", "audit_chain"):
        op.execute(
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is only added to'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
        )
    for table, event, refused in _REFUSALS:
        if "SELECT" in refused:
            _refuse_purging_too_much()
            continue
        op.execute(
            f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW "
            f"WHEN ({refused.format(same='IS NOT DISTINCT FROM')}) EXECUTE FUNCTION {table}_refuse()"
        )


def _refuse_purging_too_much() -> None:
    """Look at the other table in a function: a condition of a trigger may not."""
    op.execute(
        "CREATE FUNCTION audit_log_keep() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_NOT_PURGED} THEN RAISE EXCEPTION 'audit_log is only added to'; END IF; "
        "RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_log_delete BEFORE DELETE ON audit_log "
        "FOR EACH ROW EXECUTE FUNCTION audit_log_keep()"
    )
