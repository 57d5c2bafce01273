#!/bin/sh
# A master hands over before it goes: writes wait, a replica has everything, a Sentinel promotes it.
set -u
. /etc/redis/lib.sh

here() {
  ask 127.0.0.1 6379 "$@"
}

has_everything() {
  state=$(here INFO replication | tr -d '\r')
  offset=$(echo "$state" | sed -n 's/^master_repl_offset://p')
  echo "$state" | grep -q "state=online,offset=$offset,"
}

handed_over() {
  successor=$(agreed_master) && [ "$successor" != "$self" ] && ask "$successor" 6379 ROLE | grep -qx master
}

# within TRIES COMMAND: whether the command comes true in that many tries, five a second
within() {
  tries=$1
  until "$2"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.2
  done
}

fail_over() {
  for pod in $pods; do
    [ "$pod" != "$self" ] && [ "$(ask "$pod" 26379 SENTINEL FAILOVER "$name")" = OK ] && return
  done
  return 1
}

here ROLE | grep -qx master || exit 0
here CLIENT PAUSE 40000 WRITE
if within 25 has_everything && within 10 fail_over && within 75 handed_over; then
  exit 0
fi
here CLIENT UNPAUSE
echo "No replica took over from $self." >&2
exit 1
