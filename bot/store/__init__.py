"""SQL: tables, migrations, and the stores behind the sockets, on SQLite and PostgreSQL."""
