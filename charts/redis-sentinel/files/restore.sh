#!/bin/sh
# Every server begins with the copy as the base of its log: a master that is late is replaced, and by no empty one then.
# Where there is a log already, that is newer and stays.
set -eu
log=/data/redis/appendonlydir
if [ -e "$log" ]; then
  exit 0
fi
from="s3://{{ .Values.backup.bucket }}/{{ .Values.backup.prefix }}/{{ .Values.master }}/"
copy="{{ .Values.restore.time }}.rdb"
if [ "$copy" = latest.rdb ]; then
  newest=$(aws s3 ls "$from" | tail -n 1)
  copy=${newest##* }
fi
echo "Restoring $from$copy."
umask 077
rm -rf "$log.new"
mkdir -p "$log.new"
aws s3 cp --only-show-errors "$from$copy" "$log.new/appendonly.aof.1.base.rdb"
echo "file appendonly.aof.1.base.rdb seq 1 type b" >"$log.new/appendonly.aof.manifest"
mv "$log.new" "$log"
