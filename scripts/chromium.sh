#!/usr/bin/env bash
# Installs Debian's Chromium if there is none.
set -euo pipefail
command -v chromium >/dev/null && exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
here=$(dirname "$0")
export DEBIAN_FRONTEND=noninteractive
bash "$here/retry.sh" $sudo apt-get update -qq
bash "$here/retry.sh" $sudo apt-get install -y -qq --no-install-recommends chromium
