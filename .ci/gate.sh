#!/usr/bin/env bash
# Checks and runs scenarios as a gate: keeps going to collect what there is to keep, says which checks
# failed, and ends with the exit code of tenure. docs/ci.md uses it on GitHub, on GitLab and by hand.
set -euo pipefail
export LC_ALL=C # sizes in bytes, and one order of the scenarios on every machine

usage() {
  cat <<'EOF'
usage: gate.sh [-o OUT] [-b BASELINE] PATH... [-- OPTION...]

  PATH         scenarios: files, folders or patterns, as for `tenure run`
  -o OUT       folder for the reports and summary.md, new or empty (default: reports)
  -b BASELINE  findings of an earlier run to compare with; empty if there are none
  OPTION       more options of `tenure run`, such as --strict

environment:
  TENURE                the program (default: tenure)
  TENURE_FORMAT         what to write (default: html,json,md,junit); with md the summary tells of every scenario
  TENURE_SUMMARY_LIMIT  bytes of summary.md at most (default: 65536, a comment on GitHub)
  TENURE_REPORTS_URL    where the reports can be opened, linked in the summary
  GITHUB_ACTIONS        if true, messages are annotations
EOF
}

wrong() {
  echo "gate.sh: $1" >&2
  exit 2
}

tenure=${TENURE:-tenure}
format=${TENURE_FORMAT:-html,json,md,junit}
limit=${TENURE_SUMMARY_LIMIT:-65536}
out=reports
baseline=
while getopts 'o:b:h' option; do
  case $option in
    o) out=$OPTARG ;;
    b) baseline=$OPTARG ;;
    h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done
shift $((OPTIND - 1))
paths=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  paths+=("$1")
  shift
done
[ $# -eq 0 ] || shift
options=("$@")

[ ${#paths[@]} -gt 0 ] || wrong 'no scenario is named; -h shows how'
[[ $limit =~ ^[1-9][0-9]{3,}$ ]] || wrong "TENURE_SUMMARY_LIMIT is '$limit'; write a number of bytes from 1000 on"
command -v "$tenure" >/dev/null || wrong "'$tenure' is not a program; name it in TENURE"
# A report of an earlier run would pass for one of this run.
[ -z "$(ls -A "$out" 2>/dev/null)" ] || wrong "'$out' is not empty; remove it or name another with -o"
mkdir -p "$out" || exit 6
kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT

# In GitHub's format a message is one line, complete. GitHub gets it as it is; people get
# "error: FILE:LINE:COLUMN: message; help: what to write".
words() {
  sed -e 's/^::\([a-z]*\) file=\(.*\),line=\([0-9]*\),endLine=[0-9]*,col=\([0-9]*\),endColumn=[0-9]*,title=[^:]*::/\1: \2:\3:\4: /' \
    -e 's/^::\([a-z]*\) title=[^:]*::/\1: /' \
    -e 's/%0A/; /g' -e 's/%0D//g' -e 's/%2C/,/g' -e 's/%3A/:/g' -e 's/%25/%/g' "$@"
}
show() {
  if [ "${GITHUB_ACTIONS:-}" = true ]; then cat "$@"; else words "$@"; fi >&2
}

# All mistakes of all files, before anything is computed.
checked=0
"$tenure" check --message-format github "${paths[@]}" 2>"$kept/check" || checked=$?
show "$kept/check"

# The gate. A scenario with mistakes does not stop the others, so there is something to keep.
code=0
"$tenure" run --message-format github --progress never --format "$format" --out "$out" \
  ${baseline:+--baseline "$baseline"} ${options[@]+"${options[@]}"} "${paths[@]}" 2>"$kept/run" || code=$?
[ "$code" -ne 0 ] || code=$checked
# What the check has said is not said twice: GitHub shows ten annotations of a kind and step.
grep -vxF -f "$kept/check" "$kept/run" >"$kept/new" || true
show "$kept/new"

# Required checks that failed first, then all other errors, then warnings.
gate='^::error title=check-failed'
{
  grep "$gate" "$kept/new" || true
  cat "$kept/check" "$kept/new" | grep -v -e "$gate" -e '^::warning' -e '^$' || true
  cat "$kept/check" "$kept/new" | grep '^::warning' || true
} >"$kept/sorted"
words "$kept/sorted" >"$kept/messages"
failed=$(grep -c "$gate" "$kept/new" || true)
case $code in
  0) verdict='no required check failed' ;;
  2) verdict='a scenario or the call has mistakes' ;;
  3) verdict="$failed required check$([ "$failed" = 1 ] || echo s) failed" ;;
  4) verdict='the baseline is missing or cannot be compared' ;;
  5) verdict='there are warnings, and --strict was asked for' ;;
  6) verdict='an output could not be written' ;;
  *) verdict="ended with code $code" ;;
esac

# summary.md: the verdict, what the run says of all scenarios, then the messages. Only whole lines are left out, so the
# Markdown is never cut in the middle; the table has what failed and what moved most on top.
fit() {
  awk -v room="$1" -v what="$2" '
    cut || length($0) >= room { cut = 1; left += $0 != ""; next }
    { room -= length($0) + 1; print }
    END { if (cut) print "\n" left " more " what ": there was no room here." }'
}
room() { echo $((limit - $(wc -c <"$kept/summary") - $1)); }
{
  # By this line a later run finds the comment again.
  echo '<!-- tenure -->'
  echo "## tenure: $verdict"
  if [ -n "${TENURE_REPORTS_URL:-}" ]; then printf '\n[The reports of this run](%s)\n' "$TENURE_REPORTS_URL"; fi
} >"$kept/summary"
# 100 bytes are kept for the line on what is left out.
if [ -s "$out/summary.md" ]; then
  { echo && fit "$(room 101)" 'in the reports' <"$out/summary.md"; } >"$kept/body"
  cat "$kept/body" >>"$kept/summary"
fi
if [ -s "$kept/messages" ] && [ "$(room 300)" -gt 0 ]; then
  {
    printf '\n<details><summary>Messages</summary>\n\n~~~~text\n'
    fit "$(room 300)" 'in the log' <"$kept/messages"
    printf '~~~~\n\n</details>\n'
  } >"$kept/body"
  cat "$kept/body" >>"$kept/summary"
fi
cp "$kept/summary" "$out/summary.md" || [ "$code" -ne 0 ] || code=6

echo "gate: $verdict (exit code $code); see $out" >&2
# shellcheck disable=SC2016 # the backticks are in the messages
words "$kept/new" | sed -n 's/^error: \([^ ]*\): check `\([^`]*\)` failed: .*/  \1: \2/p' >&2
exit "$code"
