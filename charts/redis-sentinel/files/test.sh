#!/bin/sh
# Enough Sentinels for a failover, and a write that a replica confirms.
set -eu
. /etc/redis/lib.sh
for pod in $pods; do
  ask "$pod" 26379 SENTINEL CKQUORUM "$name" | grep '^OK 3'
done
confirmed=$(printf 'SET helm-test 1 EX 60\nWAIT 1 1000\n' | redis-cli $tls -h "$(agreed_master)" -p 6379 | tail -n 1)
[ "$confirmed" -ge 1 ]
