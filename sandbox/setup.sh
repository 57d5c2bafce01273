#!/bin/sh
# Make .venv with everything the collection and its tests need, from pinned requirement files.
set -eu
cd "$(dirname "$0")/.."

runs_312() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }

find_python() {
  for candidate in "${PYTHON:-}" python3.13 python3.12 python3.14 python3 python; do
    if [ -n "$candidate" ] && runs_312 "$candidate"; then command -v "$candidate"; return; fi
  done
  # pyenv's commands answer "not found" for versions that are installed but not chosen; look into its folder.
  for versions in "$HOME/.pyenv/versions" "$(dirname "$(command -v pyenv || echo /nowhere/bin/pyenv)")/../versions"; do
    for candidate in "$versions"/3.1[2-9]*/bin/python; do newest=$candidate; done
    if runs_312 "$newest"; then echo "$newest"; return; fi
  done
  if command -v uv >/dev/null && newest=$(uv python find '>=3.12' 2>/dev/null); then echo "$newest"; return; fi
  echo "No Python 3.12 or newer was found on PATH, in pyenv or in uv: install one (for example with" \
    "'uv python install 3.13'), or name it with PYTHON=/path/to/python." >&2
  exit 1
}

python=$(find_python)
echo "Python: $python ($("$python" -V | cut -d' ' -f2))"
started=$(date +%s)
if command -v uv >/dev/null; then
  uv venv --quiet --clear --python "$python" .venv
  uv=uv
else
  "$python" -m venv --clear .venv || { echo "$python cannot make virtual environments: install its venv module (Debian: python3-venv)." >&2; exit 1; }
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==0.13.9"
  uv=.venv/bin/uv
fi
$uv pip install --quiet --python .venv/bin/python -r requirements-dev.txt
echo "Python packages: installed in $(($(date +%s) - started)) s"
touch .venv/installed
