#!/usr/bin/env bash
# The whole suite on SQLite, then what touches the database once more on PostgreSQL. The last line sums both up.
# WORKERS: how many at once (default: one more than the cores, since browsers and servers are waited for; at most 8). LIMIT: what each of the two may take (default 45m).
set -uo pipefail
PARVIS_DATA=$(mktemp -d)
export PARVIS_DATA
unset PARVIS_DATABASE
said=$(mktemp -d)
trap 'rm -rf "$PARVIS_DATA" "$said"' EXIT
cores=$(nproc 2>/dev/null || echo 2)
workers=${WORKERS:-$((cores < 8 ? cores + 1 : 8))}
# At a terminal Ctrl-C must reach the tests, so they stay in its group; elsewhere the limit ends the whole group.
limited=(timeout -k 30 $([ -t 0 ] && echo --foreground) "${LIMIT:-45m}")
suite=(.venv/bin/pytest -n "$workers" --dist worksteal -rfEs --durations=30 --durations-min=3)

echo "── SQLite"
"${limited[@]}" "${suite[@]}" "$@" 2>&1 | tee "$said/sqlite"
sqlite=${PIPESTATUS[0]}
echo "── PostgreSQL"
"${limited[@]}" .venv/bin/python tools/with_postgres.py "${suite[@]}" \
    -m "django_db and not browser and not servers and not any_database" "$@" 2>&1 | tee "$said/postgres"
postgres=${PIPESTATUS[0]}

[ "$sqlite" = 0 ] || echo "── SQLite: failed ($sqlite)"
[ "$postgres" = 0 ] || echo "── PostgreSQL: failed ($postgres)"
python3 tools/sum_up.py "$said/sqlite" "$said/postgres"
[ "$sqlite" = 0 ] && [ "$postgres" = 0 ]
