#!/bin/sh
set -eu
exec aws s3 cp --only-show-errors /backup/dump.rdb \
  "s3://{{ .Values.backup.bucket }}/{{ .Values.backup.prefix }}/{{ .Values.master }}/$(date -u +%Y-%m-%dT%H-%M-%SZ).rdb"
