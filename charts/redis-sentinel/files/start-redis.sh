#!/bin/sh
# A server starts as what two of the three Sentinels say it is, never as what it was: two masters cannot come of that.
set -eu
. /etc/redis/lib.sh
config=/run/redis/redis.conf

until master=$(agreed_master); do
  echo "No two Sentinels agree on a master of $name yet."
  sleep 1
done

umask 077
mkdir -p /data/redis
{
  cat /etc/redis/redis.conf
  echo "requirepass $(quoted "$REDISCLI_AUTH")"
  echo "masterauth $(quoted "$REDISCLI_AUTH")"
  echo "replica-announce-ip $self"
  [ "$master" = "$self" ] || echo "replicaof $master 6379"
} >"$config"
exec redis-server "$config"
