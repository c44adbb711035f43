#!/bin/sh
# A nightly job: nightly.sh IDS RESULTS. Turns on Salesforce sync for each customer whose id is on a line of IDS, and records
# the results in RESULTS: run again, it continues where it stopped. Prints who failed and why. The key: FUSEBILL_API_KEY.
set -u

resume=
[ -e "$2" ] && resume=--resume
# shellcheck disable=SC2086 # empty, or one word
summary=$(fusebill enable-synch --from "$1" --results "$2" $resume --output json)
status=$?
fusebill report "$2" --output csv | sed -n 's/^\([0-9]*\),[a-z_]*,/\1: /p'
echo "$summary" | sed -n "s/.*\"done\":\([0-9]*\).*\"skipped\":\([0-9]*\).*/enabled: \1 now, \2 before (status $status)/p"
exit $status
