#!/bin/sh
# Build feedback/static and remember what it was built from (checked by tests/contracts/test_assets.py).
set -eu
cd "$(dirname "$0")"
out=../feedback/static
mkdir -p "$out"
for name in family staff; do
    node_modules/.bin/sass --no-source-map --style=compressed --quiet-deps "$name.scss" "$out/$name.css"
done
node_modules/.bin/esbuild family.js --minify --outfile="$out/family.js" --log-level=warning
cat _own.scss family.scss staff.scss family.js package.json | cksum >"$out/BUILT_FROM.txt"
