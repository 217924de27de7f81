#!/bin/sh
# Finds Pango, or installs Debian's where that is possible; without it the tests of pdf files say so themselves.
set -eu
"$BIN/python" -c "import weasyprint" >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation >/dev/null
    exit 0
fi
echo "No Pango found: install it to export results as pdf and to run its tests; other formats do without."
