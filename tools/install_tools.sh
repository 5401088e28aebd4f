#!/usr/bin/env bash
# What the tests need beside Python, by the names of Debian's packages; nothing is done where it is there already.
set -euo pipefail
missing=()
command -v java >/dev/null || missing+=(default-jre-headless)
command -v mvn >/dev/null || missing+=(maven)
command -v chromium >/dev/null || missing+=(chromium)
[ ${#missing[@]} -eq 0 ] && exit 0
echo "Installing ${missing[*]} …"
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || {
  echo "The tests need Java 17 or newer, Maven, and Chromium. On Debian and Ubuntu: apt install ${missing[*]}" >&2
  exit 1
}
