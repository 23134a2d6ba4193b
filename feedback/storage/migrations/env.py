"""How Alembic runs here: always on a connection that the caller holds, in the caller's transaction."""

from alembic import context

from feedback.storage.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite rolls back changes of tables as well as PostgreSQL does, so a failed step leaves nothing.
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
