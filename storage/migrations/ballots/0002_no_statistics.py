"""No samples of what is destroyed at close in the planner's statistics."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: PostgreSQL keeps what ANALYZE has seen long after the rows are gone."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE tags ALTER COLUMN tag SET STATISTICS 0")
    op.execute("ALTER TABLE ballots ALTER COLUMN key SET STATISTICS 0")
    op.execute("ALTER TABLE ballots ALTER COLUMN sealed SET STATISTICS 0")
