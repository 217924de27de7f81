"""Runs one store's migrations on the connection that storage/migrate.py gives."""

from __future__ import annotations

from alembic import context

_given = context.config.attributes

context.configure(
    connection=_given["connection"],
    target_metadata=_given["metadata"],
    version_table=_given["version_table"],
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
