#!/bin/sh
# Finds Chromium, or installs Debian's where that is possible; without it the browser tests say so themselves.
set -eu
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-liberation fonts-noto-color-emoji >/dev/null
    exit 0
fi
echo "No Chromium found: install it, or set CHROMIUM to its path, to run the browser tests."
