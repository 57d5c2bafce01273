#!/bin/sh
# A Sentinel keeps what it knows of masters and votes; its settings are those of the chart each time it starts.
# One that knows nothing asks the others, and where none does the first server is master. All others are its replicas
# from the start: one that Sentinels have yet to discover would be left behind by a failover.
set -eu
. /etc/redis/lib.sh
config=/data/sentinel/sentinel.conf

kept() {
  [ ! -f "$config" ] || grep -E "^sentinel ($1) " "$config" || true
}

master=$(kept monitor | cut -d ' ' -f 4)
master=${master:-$(masters | grep -F . | head -n 1 || true)}
master=${master:-${pods%% *}}

umask 077
mkdir -p /data/sentinel
{
  cat /etc/redis/sentinel.conf
  echo "requirepass $(quoted "$REDISCLI_AUTH")"
  echo "sentinel sentinel-pass $(quoted "$REDISCLI_AUTH")"
  echo "sentinel announce-ip $self"
  echo "sentinel announce-port 26379"
  kept myid
  echo "sentinel monitor $name $master 6379 2"
  echo "sentinel auth-pass $name $(quoted "$REDISCLI_AUTH")"
  echo "sentinel down-after-milliseconds $name 5000"
  echo "sentinel failover-timeout $name 20000"
  echo "sentinel parallel-syncs $name 1"
  for pod in $pods; do
    [ "$pod" = "$master" ] || echo "sentinel known-replica $name $pod 6379"
  done
  kept 'config-epoch|leader-epoch|current-epoch|known-sentinel'
} >"$config.new"
mv "$config.new" "$config"
exec redis-server "$config" --sentinel
