#!/bin/sh
# Leaves endpoints the time to forget this pod, then lets PgBouncer finish its transactions and end by itself.
set -eu
pid=${1:-1}
sleep "${2:-10}"
kill -INT "$pid"
while kill -0 "$pid" 2>/dev/null; do
  sleep 1
done
