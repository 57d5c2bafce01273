#!/bin/sh
# A copy from a replica, or from the master where no replica is in step; a broken one goes nowhere.
set -eu
. /etc/redis/lib.sh
source=
for pod in $pods; do
  if ask "$pod" 6379 INFO replication | grep -q '^master_link_status:up'; then
    source=$pod
    break
  fi
done
source=${source:-$(agreed_master)}
echo "Copying from $source."
redis-cli $tls -h "$source" -p 6379 --rdb /backup/dump.rdb
redis-check-rdb /backup/dump.rdb
