#!/bin/sh
# Makes .venv when it is missing or stale, and says what it does. Called by make; PYTHON may name an interpreter.
#
# Fresh means: the line that a finished set-up leaves in .venv/ready says what it would say now (where the folder is and
# what the requirements are), and the interpreter still runs and is of the version asked for, if one was. An interrupted
# set-up never gets that far; a folder that was moved or copied is somewhere else.
set -eu
cd "$(dirname "$0")/.."

# Of pyproject.toml only what stands above the settings of the tools: a new lint rule needs no new set-up.
wanted="$(pwd -P) $({ sed '/^\[tool\.ruff\]/q' pyproject.toml; cat requirements/dev.txt tools/setup.sh; } | cksum)"

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true; }
has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }
say() { printf '%s\n' "$*"; }
fail() { printf 'Set-up stopped: %s\n' "$*" >&2; exit 1; }

fresh() {
    [ "$(cat .venv/ready 2>/dev/null)" = "$wanted" ] || return 1
    here=$(version_of .venv/bin/python)
    [ -n "$here" ] || return 1
    [ -z "${PYTHON:-}" ] || [ "$here" = "$(version_of "$PYTHON")" ]
}

find_python() { # prints the first suitable interpreter, one that can make environments if there is any
    without=
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
        case "$(version_of "$candidate")" in 3.11 | 3.12 | 3.13) ;; *) continue ;; esac
        if has_venv "$candidate"; then say "$candidate"; return; fi
        without=${without:-$candidate}
    done
    say "$without"
}

build() {
    .venv/bin/python tools/words.py compile
    sh tools/frontend.sh
}

if fresh; then build; exit; fi

python=$(find_python)
[ -n "$python" ] || fail "Wraparound needs Python 3.11, 3.12 or 3.13${PYTHON:+, and $PYTHON is not one that runs}.
On Debian or Ubuntu: apt-get install python3 python3-venv. Elsewhere: make PYTHON=/path/to/python3.11 ..."

if ! has_venv "$python"; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "This Python cannot make environments yet: installing Debian's python3-venv."
        { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y python3-venv; } >/dev/null ||
            fail "apt-get could not install python3-venv; its own words are above."
    fi
    has_venv "$python" || fail "$python cannot make environments.
On Debian or Ubuntu, as an administrator: apt-get install python$(version_of "$python")-venv. Then the same command again."
fi

say "Setting up .venv with Python $(version_of "$python"): once, two or three minutes (again when the requirements change)."
rm -rf .venv/ready .venv
"$python" -m venv .venv
say "  Installing the pinned packages, about a minute or two ..."
.venv/bin/python -m pip --disable-pip-version-check install -qq --require-hashes -r requirements/dev.txt
.venv/bin/python -m pip --disable-pip-version-check install -qq --no-deps --no-build-isolation --editable .
say "$wanted" > .venv/ready.part
mv .venv/ready.part .venv/ready
say "  Compiling the planner's inner loops, and building what the site looks like ..."
.venv/bin/python -m planner warm >/dev/null & # without it the first question to the planner would wait for that
compiling=$!
build
wait "$compiling"
say "  Set up."
