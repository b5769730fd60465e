#!/usr/bin/env bash
# The whole suite on SQLite, then what touches the database once more on PostgreSQL.
set -uo pipefail
export PARVIS_DATA; PARVIS_DATA=$(mktemp -d)
trap 'rm -rf "$PARVIS_DATA"' EXIT
workers=${WORKERS:-$(nproc)}
echo "── SQLite"
.venv/bin/pytest -n "$workers" --dist loadgroup || exit 1
echo "── PostgreSQL"
.venv/bin/python tools/with_postgres.py .venv/bin/pytest -n "$workers" --dist loadgroup -m "django_db and not browser and not servers"
