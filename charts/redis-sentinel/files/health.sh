#!/bin/sh
# live: it answers. ready: it is master, or in step with the master, so that a rollout takes the next one only then.
set -eu
. /etc/redis/lib.sh
case $1 in
  live) ask 127.0.0.1 6379 PING ;;
  ready) ask 127.0.0.1 6379 INFO replication | grep -qE '^(role:master|master_link_status:up)' ;;
esac
