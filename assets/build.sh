#!/bin/sh
# Build feedback/static and remember what it was built from (checked by tests/contracts/test_house.py).
set -eu
export LC_ALL=C # the order of files below
cd "$(dirname "$0")"
out=../feedback/static
mkdir -p "$out"
for name in family preview print staff; do
    node_modules/.bin/sass --no-source-map --no-charset --style=compressed --quiet-deps "$name.scss" "$out/$name.css"
done
node keep_used.mjs
# The same sheets for languages that run from right to left: every left is a right.
for name in family first; do
    sed 's/left/\x01/g; s/right/left/g; s/\x01/right/g' "$out/$name.css" >"$out/$name-rtl.css"
done
for name in family family-rtl first first-rtl; do
    node_modules/.bin/esbuild "$out/$name.css" --minify --allow-overwrite --outfile="$out/$name.css" --log-level=warning
done
for script in *.js; do
    node_modules/.bin/esbuild "$script" --minify --outfile="$out/$script" --log-level=warning
done
{
    cat *.scss *.js keep_used.mjs build.sh package.json unused.txt | cksum
    cat "$out"/f*.css "$out/preview.css" "$out/print.css" "$out/staff.css" "$out"/*.js | cksum
} >"$out/BUILT_FROM.txt"
