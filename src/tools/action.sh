#!/bin/sh
# What action.yml runs: a SARIF report and annotations of the same files. The inputs come as variables, never as code. A copy of
# modelseal inside of the repository has examples of everything that is wrong, and is left out.
set -u

check() {
  if [ -n "$CHECK_OPENCLAW" ]; then set -- --openclaw "$CHECK_OPENCLAW" "$@"; fi
  node "$GITHUB_ACTION_PATH/bin/modelseal.js" check --exclude "$GITHUB_ACTION_PATH" "$@" -- "$CHECK_PATH"
}

check --format github
status=$?
if errors=$(check --format sarif --output "$CHECK_SARIF" 2>&1) || [ -f "$CHECK_SARIF" ]; then
  echo "sarif=$CHECK_SARIF" >>"$GITHUB_OUTPUT"
else
  printf '%s\n' "$errors" >&2
fi
exit "$status"
