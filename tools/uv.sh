#!/usr/bin/env bash
# Puts uv into .tools, with the Python of this machine and whatever it has to install with; says what is missing.
set -u
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Parvis needs Python 3.11 or later; here python3 is: $(python3 --version 2>&1 || true)" >&2
    exit 1
fi
rm -rf .tools
if python3 -c 'import ensurepip' 2>/dev/null; then
    python3 -m venv .tools && .tools/bin/pip install -q --disable-pip-version-check uv
elif command -v uv >/dev/null; then
    mkdir -p .tools/bin && ln -s "$(command -v uv)" .tools/bin/uv
elif python3 -m pip --version >/dev/null 2>&1; then
    python3 -m venv --without-pip .tools && python3 -m pip --python .tools/bin/python install -q --disable-pip-version-check uv
else
    echo "This Python can make no environment. On Debian: apt install python3-venv, then the same command again." >&2
    exit 1
fi
