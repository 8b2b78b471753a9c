#!/usr/bin/env bash
# Unpacks Debian packages into a cache folder and prints that folder: no root, no container, and
# nothing is installed on the host. One folder per thing, made once, guarded by a lock.
#   unpack.sh timescale   PostgreSQL 17 + TimescaleDB (Apache edition), run with its own C library
#   unpack.sh mosquitto   mosquitto and its clients, from the host's own suite
#   unpack.sh pip         pip's wheel, for a Python without ensurepip
#   unpack.sh font        one CJK font, for the browser tests
# Settings: CUSTODY_CACHE (folder), CUSTODY_MIRROR (a Debian mirror, where apt's sources name none).
set -euo pipefail

cache=${CUSTODY_CACHE:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/custody-engine}
machine=$(uname -m)
pg_version=17
timescale_packages="postgresql-$pg_version postgresql-client-$pg_version
 postgresql-$pg_version-timescaledb libpq5 libc6 libgcc-s1 libstdc++6 libcrypt1 zlib1g libzstd1
 liblz4-1 libssl3t64 libpam0g libaudit1 libcap-ng0 libcap2 libsystemd0 libxml2 libxslt1.1 liblzma5
 libicu76 libldap2 libsasl2-2 libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0 libcom-err2
 libkeyutils1 libreadline8t64 libtinfo6 libgcrypt20 libgpg-error0 libxxhash0 libselinux1
 libpcre2-8-0 libuuid1 tzdata"

say() { printf 'unpack: %s\n' "$*" >&2; }

mirror() { # the Debian mirror that this machine's own apt already uses
  if [ -n "${CUSTODY_MIRROR:-}" ]; then echo "$CUSTODY_MIRROR"; return; fi
  apt-get update --print-uris 2>/dev/null |
    sed -n "s#^'\\(.*/debian\\)/dists/.*#\\1#p" | sed -n 1p || true
}

codename() { (. /etc/os-release && echo "${VERSION_CODENAME:-}"); }

private_apt() { # $1 suite, $2 dpkg status file: our own apt, so that the host's stays as it is
  local source status=$2
  source=$(mirror)
  [ -n "$source" ] || { say "apt's sources name no Debian mirror; set CUSTODY_MIRROR"; exit 3; }
  mkdir -p "$work"/etc/{apt.conf.d,preferences.d} "$work/state/lists/partial" \
    "$work/cache/archives/partial" "$work/debs" "$work/root"
  [ -e "$status" ] || : >"$status"
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' \
    "$source" "$1" >"$work/etc/sources.list"
  cat >"$work/apt.conf" <<CONF
Dir::Etc "$work/etc"; Dir::Etc::sourcelist "sources.list"; Dir::Etc::sourceparts "-";
Dir::State "$work/state"; Dir::State::status "$status"; Dir::Cache "$work/cache";
APT::Sandbox::User ""; Acquire::Languages "none"; Acquire::Check-Valid-Until "false";
Acquire::Retries "3"; Debug::NoLocking "true"; APT::Install-Recommends "false";
CONF
  export APT_CONFIG=$work/apt.conf
  apt-get -qq update
}

extract() {
  local deb
  for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
  rm -rf "$work/root/usr/share"/{doc,man,locale,lintian,i18n}
}

libraries_linked() { # dpkg -x runs no ldconfig, and some libraries ship without their soname link
  local folder=$work/root/usr/lib/$machine-linux-gnu
  [ -d "$folder" ] || return 0
  PATH=$PATH:/usr/sbin:/sbin ldconfig -n "$folder"
}

wrapped() { # the binaries need the C library they came with; LD_LIBRARY_PATH would leak to children
  local folder=$work/root/usr/lib/postgresql/$pg_version/bin name
  for name in postgres initdb pg_ctl psql pg_dump pg_restore pg_isready; do
    mv "$folder/$name" "$folder/$name.elf"
    cat >"$folder/$name" <<'WRAPPER'
#!/bin/sh
b=${0##*/}; d=$(cd "$(dirname "$0")" && pwd); r=${d%/lib/postgresql/*}
for l in "$r"/lib64/ld-linux-*.so.* "$r"/lib/ld-linux-*.so.*; do [ -e "$l" ] && break; done
exec "$l" --argv0 "$d/$b" --library-path "$r/lib/$(uname -m)-linux-gnu" "$d/$b.elf" "$@"
WRAPPER
    chmod 755 "$folder/$name"
  done
}

timescale() {
  private_apt trixie "$work/state/status"
  # shellcheck disable=SC2086
  (cd "$work/debs" && apt-get -qq download $timescale_packages)
  extract
  rm -rf "$work/root/usr/lib/postgresql/$pg_version/lib/bitcode" \
    "$work/root/usr/lib/$machine-linux-gnu"/perl*
  libraries_linked
  wrapped
  "$work/root/usr/lib/postgresql/$pg_version/bin/postgres" --version >&2
}

mosquitto() { # only what the host lacks is fetched: its own libraries serve for the rest
  cp /var/lib/dpkg/status "$work.status"
  private_apt "$(codename)" "$work.status"
  apt-get -qq -y --download-only -o Dir::Cache::archives="$work/debs" \
    install mosquitto mosquitto-clients >&2
  rm -f "$work.status"
  if ! ls "$work"/debs/*.deb >/dev/null 2>&1; then (cd "$work/debs" &&
    apt-get -qq download mosquitto mosquitto-clients libmosquitto1); fi
  extract
  libraries_linked
}

pip() {
  private_apt "$(codename)" "$work/state/status"
  (cd "$work/debs" && apt-get -qq download python3-pip-whl)
  extract
}

font() {
  private_apt "$(codename)" "$work/state/status"
  (cd "$work/debs" && apt-get -qq download fonts-wqy-microhei)
  extract
}

what=${1:-}
case $what in timescale | mosquitto | pip | font) ;; *) sed -n 2,9p "$0" >&2; exit 2 ;; esac
home=$cache/$what-$(codename)-$machine
[ "$what" != timescale ] || home=$cache/timescale-trixie-$machine
mkdir -p "$cache"
exec 9>"$home.lock"
flock 9
if [ ! -e "$home/.complete" ]; then
  work=$home.work
  rm -rf "$work" "$home"
  mkdir -p "$work"
  "$what"
  # A folder is complete or absent: the name appears only when everything is in it.
  touch "$work/root/.complete"
  mv "$work/root" "$home"
  rm -rf "$work"
fi
echo "$home"
