"""Where alembic is handed the connection that ``bot.store.database`` holds; it opens none of its own."""

from alembic import context

from bot.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
