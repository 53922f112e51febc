#!/bin/sh
# A headless Chromium for the tests of the page: one that is there, else Debian's as root, else playwright's own.
bin=${1:-.venv/bin}
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null && exit 0
fi
"$bin/python" -m playwright install chromium >/dev/null 2>&1 && exit 0
echo "No Chromium: the tests of the page are SKIPPED. Install one (Debian: apt-get install chromium fonts-noto-cjk) and run again." >&2
