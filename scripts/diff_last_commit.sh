#!/usr/bin/env bash
# What the working tree changes in the tables of a folder of reports, against the last commit.
# usage: diff_last_commit.sh PYTHON REPORTS [option of `report-extract diff` ...]
set -euo pipefail

python=$1 reports=$2
shift 2
if [ ! -e "$reports" ]; then
  echo "diff: $reports: no such folder of reports; name one, e.g. make diff REPORTS=data/raw" >&2
  exit 1
fi
root=$(git rev-parse --show-toplevel)
work=$(mktemp -d)
cleanup() {
  git -C "$root" worktree remove --force "$work/last" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

git -C "$root" worktree add --quiet --detach "$work/last" HEAD

# The package and the pattern folder of one tree, whatever is installed.
run() { PYTHONPATH="$1/src" "$python" -c 'from report_extract.cli import app; app()' "${@:2}"; }

# A report that one version cannot read is named by `extract` (exit 1); the others can still be compared.
extract() {
  local status=0
  run "$1" extract "$reports" --out "$2" >/dev/null || status=$?
  if [ "$status" -gt 1 ] || [ ! -d "$2" ]; then
    echo "diff: extracting with $3 failed" >&2
    exit 1
  fi
}
extract "$work/last" "$work/old" "the last commit"
extract "$root" "$work/new" "the working tree"

run "$root" diff "$work/old" "$work/new" "$@"
