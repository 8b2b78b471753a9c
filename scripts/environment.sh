# Sourced by ./demo and ./check: the folders we may write to, and the Python environment.
# shellcheck shell=bash

started=${EPOCHREALTIME/[.,]/}

progress() { # a line with the seconds since the start
  local spent=$((${EPOCHREALTIME/[.,]/} - started))
  printf '[%3d.%d s] %s\n' $((spent / 1000000)) $((spent / 100000 % 10)) "$*"
}

fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

writable() { # $1 folder: whether we can really write there (a mode says little on some machines)
  mkdir -p "$1" 2>/dev/null && [ -w "$1" ] && [ "$(stat -c %u "$1")" = "$(id -u)" ]
}

choose_folders() { # $1 the checkout: sets work (.venv, .run) and CUSTODY_CACHE (downloads)
  local home_cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}} candidate
  for candidate in "${CUSTODY_CACHE:-}" "${home_cache:+$home_cache/custody-engine}" \
    "$1/.cache" "/var/tmp/custody-engine-$(id -u)"; do
    if [ -n "$candidate" ] && writable "$candidate"; then CUSTODY_CACHE=$candidate; break; fi
  done
  [ -n "${CUSTODY_CACHE:-}" ] || fail "no folder to keep downloads in; set CUSTODY_CACHE"
  export CUSTODY_CACHE
  work=$1
  # A checkout that belongs to somebody else is read, never written.
  if ! writable "$1" || { [ -e "$1/.venv" ] && ! writable "$1/.venv"; } ||
    { [ -e "$1/.run" ] && ! writable "$1/.run"; }; then
    work=$CUSTODY_CACHE/checkout-$(printf %s "$1" | sha256sum | cut -c1-12)
    mkdir -p "$work"
  fi
  # uv and pip keep their own caches; they must not fail where there is no home.
  if [ ! -w "${HOME:-/nonexistent}" ]; then
    export PIP_CACHE_DIR=$CUSTODY_CACHE/pip UV_CACHE_DIR=$CUSTODY_CACHE/uv
  fi
}

find_python() { # sets python: the first of 3.11 or later
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      python=$(command -v "$candidate")
      return
    fi
  done
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null ||
    fail "needs Python 3.11 or later; install the package python3"
  progress "installing python3"
  apt-get -qq update && apt-get -qq -y install python3 >/dev/null
  python=$(command -v python3)
}

pip_wheel() { # prints the path of some pip that runs inside a bare environment
  local bundled
  bundled=$("$python" - <<'PY'
import importlib.util, pathlib
spec = importlib.util.find_spec("ensurepip")
folders = [pathlib.Path(spec.origin).parent / "_bundled"] if spec else []
folders.append(pathlib.Path("/usr/share/python-wheels"))
wheels = [wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"))]
print(wheels[-1] if wheels else "")
PY
  )
  if [ -z "$bundled" ]; then
    bundled=$(ls "$("$1/scripts/unpack.sh" pip)"/usr/share/python-wheels/pip-*.whl)
  fi
  echo "$bundled"
}

make_environment() { # $1 checkout, $2 lock file: sets venv_python; quick when nothing changed
  local venv=$work/.venv lock=$1/$2 log=$CUSTODY_CACHE/packages.log stamp
  find_python
  venv_python=$venv/bin/python
  stamp="$2 $(sha256sum <"$lock" | cut -c1-64) $("$python" -V) $1"
  if grep -qsxF "$stamp" "$venv/.stamps" && "$venv_python" -c '' 2>/dev/null; then return; fi
  rm -f "$venv/.stamps"
  progress "making the Python environment"
  "$venv_python" -c '' 2>/dev/null || "$python" -m venv --without-pip --clear "$venv"
  if command -v uv >/dev/null; then
    uv pip install -q --python "$venv_python" --require-hashes -r "$lock" >"$log" 2>&1 ||
      { tail -n 5 "$log" >&2; fail "uv could not install the packages; see $log"; }
  else
    PYTHONPATH=$(pip_wheel "$1") "$venv_python" -m pip install -q --no-warn-script-location \
      --disable-pip-version-check --require-hashes -r "$lock" >"$log" 2>&1 ||
      { tail -n 5 "$log" >&2; fail "pip could not install the packages; see $log"; }
  fi
  link_project "$1" "$venv"
  echo "$stamp" >"$venv/.stamps"
  # What ./check installs holds everything that ./demo wants.
  stamp="requirements.lock $(sha256sum <"$1/requirements.lock" | cut -c1-64) $("$python" -V) $1"
  echo "$stamp" >>"$venv/.stamps"
  progress "Python environment ready"
}

link_project() { # the checkout itself, importable from everywhere; needs no build
  local packages
  packages=$("$2/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  printf '%s\n' "$1" >"$packages/custody_engine_checkout.pth"
  printf '#!/bin/sh\nexec "%s/bin/python" -m app.cli "$@"\n' "$2" >"$2/bin/custody"
  chmod 755 "$2/bin/custody"
}
