#!/usr/bin/env bash
# Resolve the dependencies anew. The hashes are the lock; no address of any package index is written.
set -euo pipefail
cd "$(dirname "$0")/.."
unset PIP_FIND_LINKS PIP_INDEX_URL UV_INDEX_URL
compile() {
  .venv/bin/uv pip compile "$@" --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links >/dev/null
}
compile pyproject.toml --output-file requirements.txt
compile pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt
printf 'editables\nhatchling\nuv\n' | compile - --output-file requirements-setup.txt
