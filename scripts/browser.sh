#!/usr/bin/env bash
# Prints the path of a Chromium unpacked from the npm package @sparticuz/chromium: no root.
# The package holds the browser and the libraries it needs, compressed with brotli; Node opens it.
set -euo pipefail
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cache=${CUSTODY_CACHE:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/custody-engine}
version=153.0.0
integrity=jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==
home=$cache/chromium-$version
[ ! -x "$checkout/.venv/bin/npm" ] || PATH=$checkout/.venv/bin:$PATH
# Node brings its own list of authorities; a network with one of its own put it into the host's.
[ ! -e /etc/ssl/certs/ca-certificates.crt ] ||
  export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
mkdir -p "$cache"
exec 9>"$home.lock"
flock 9
if [ ! -x "$home/browser" ]; then
  rm -rf "$home" "$home.work"
  mkdir -p "$home.work"
  cd "$home.work"
  npm pack --loglevel error "@sparticuz/chromium@$version" >/dev/null
  node -e 'const { createHash } = require("node:crypto"), [, file, wanted] = process.argv;
    const content = require("node:fs").readFileSync(file);
    const found = createHash("sha512").update(content).digest("base64");
    if (found !== wanted) throw new Error(file + " is not what it was: sha512-" + found);' \
    ./*.tgz "$integrity"
  tar -xzf ./*.tgz
  node - package/bin <<'JS'
const { createReadStream, createWriteStream, readdirSync } = require("node:fs");
const { createBrotliDecompress } = require("node:zlib");
const folder = process.argv[2];
for (const name of readdirSync(folder).filter((name) => name.endsWith(".br"))) {
  createReadStream(`${folder}/${name}`)
    .pipe(createBrotliDecompress())
    .pipe(createWriteStream(name.slice(0, -3)));
}
JS
  mkdir root
  for archive in *.tar; do tar -xf "$archive" -C root; done
  mv chromium root/chromium
  chmod 755 root/chromium
  # Its own libraries first, for this program alone.
  cat >root/browser <<'WRAPPER'
#!/bin/sh
home=$(cd "$(dirname "$0")" && pwd)
for folder in "$home" "$home/al2023/lib" "$home/al2/lib" "$home/lib"; do
  [ ! -d "$folder" ] || libraries=${libraries:+$libraries:}$folder
done
LD_LIBRARY_PATH=$libraries exec "$home/chromium" "$@"
WRAPPER
  chmod 755 root/browser
  mv root "$home"
  rm -rf "$home.work"
fi
echo "$home/browser"
