#!/usr/bin/env bash
# Writes both lock files anew from pyproject.toml, with hashes and without addresses; needs uv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
compile=(uv pip compile -q pyproject.toml --generate-hashes --no-header --no-annotate
  --no-emit-index-url --no-emit-find-links --python-version 3.11)
"${compile[@]}" --extra demo -o requirements.lock "$@"
"${compile[@]}" --extra demo --extra dev --extra vision --extra evaluate -c requirements.lock \
  -o requirements-dev.lock "$@"
