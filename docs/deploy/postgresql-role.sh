#!/bin/sh
# Makes Rasid's own role and database on a PostgreSQL 13 or newer; postgresql.md says what each line is for. Once, as a superuser:
#   RASID_DATABASE_PASSWORD=… sh postgresql-role.sh
# psql (14 or newer) finds the server by its usual PGHOST, PGPORT, PGUSER. compose.yaml runs this at the first start.
set -e
: "${RASID_DATABASE_PASSWORD:?set it to the password of the new role}"
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname=postgres <<'SQL'
\getenv password RASID_DATABASE_PASSWORD
CREATE ROLE rasid LOGIN PASSWORD :'password';
CREATE DATABASE rasid TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE rasid FROM PUBLIC;
GRANT CONNECT ON DATABASE rasid TO rasid;
\connect rasid
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA rasid AUTHORIZATION rasid;
SQL
# In the container of compose.yaml nobody needs the superuser from another one.
if [ -d /docker-entrypoint-initdb.d ]; then
  psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname=postgres --command='ALTER ROLE postgres PASSWORD NULL'
fi
