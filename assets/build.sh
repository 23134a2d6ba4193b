#!/bin/sh
# Build feedback/static and remember what it was built from (checked by tests/contracts/test_house.py).
set -eu
export LC_ALL=C # the order of files below
cd "$(dirname "$0")"
out=../feedback/static
mkdir -p "$out"
for name in family staff; do
    node_modules/.bin/sass --no-source-map --no-charset --style=compressed --quiet-deps "$name.scss" "$out/$name.css"
done
for script in *.js; do
    node_modules/.bin/esbuild "$script" --minify --outfile="$out/$script" --log-level=warning
done
{
    cat *.scss *.js build.sh package.json | cksum
    cat "$out/family.css" "$out/staff.css" "$out"/*.js | cksum
} >"$out/BUILT_FROM.txt"
