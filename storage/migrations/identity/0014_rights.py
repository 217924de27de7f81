"""Rights beside the directory's, HR partners of an area, and who is told of both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ROLES = "role IN ('hr', 'admin', 'management', 'privacy')"


def upgrade() -> None:
    """Go forward; every role held so far is held for the whole."""
    _person_roles()
    _grants()
    _deputies()


def _person_roles() -> None:
    """Write the table anew: SQLite changes neither keys nor checks in place."""
    op.execute("CREATE TABLE person_roles_before AS SELECT person, role FROM person_roles")
    op.drop_table("person_roles")
    op.create_table(
        "person_roles",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint(_ROLES, name=op.f("ck_person_roles_known_role")),
        sa.CheckConstraint("unit_code = '' OR role = 'hr'", name=op.f("ck_person_roles_holds_for_the_whole")),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.person"], name=op.f("fk_person_roles_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person", "role", "unit_code", name=op.f("pk_person_roles")),
    )
    op.execute(
        "INSERT INTO person_roles (person, role, unit_code) SELECT person, role, '' FROM person_roles_before"
    )
    op.drop_table("person_roles_before")


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.CheckConstraint(
            "role IN ('supervisor', 'hr', 'admin', 'management', 'privacy')",
            name=op.f("ck_grants_known_role"),
        ),
        sa.CheckConstraint("unit_code <> '' OR role <> 'supervisor'", name=op.f("ck_grants_leads_a_unit")),
        sa.CheckConstraint(
            "unit_code = '' OR role IN ('supervisor', 'hr')", name=op.f("ck_grants_holds_for_the_whole")
        ),
        sa.PrimaryKeyConstraint("person", "role", "unit_code", name=op.f("pk_grants")),
    )


def _deputies() -> None:
    op.create_table(
        "deputies",
        sa.Column("deputy", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_deputies_lasts")),
        sa.PrimaryKeyConstraint("deputy", name=op.f("pk_deputies")),
    )
    op.create_index(op.f("ix_deputies_unit_code"), "deputies", ["unit_code"], unique=False)
    op.create_index(op.f("ix_deputies_person"), "deputies", ["person"], unique=False)
