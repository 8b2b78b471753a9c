#!/usr/bin/env bash
# Prints a fontconfig file that adds one unpacked CJK font to the host's fonts: no root.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
home=$("$here/unpack.sh" font)
conf=$home/fonts.conf
if [ ! -e "$conf" ]; then
  cat >"$conf.new.$$" <<CONF
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir>$home/usr/share/fonts</dir>
  <cachedir>$home/cache</cachedir>
</fontconfig>
CONF
  mv "$conf.new.$$" "$conf"
fi
echo "$conf"
