{{- define "redis.server" -}}
image: {{ include "common.image" .Values.image | quote }}
command: [/bin/sh, /etc/redis/start-redis.sh]
{{ include "redis.env" . }}
ports:
  - {name: redis, containerPort: 6379}
startupProbe: # it waits for Sentinels, then it reads its data
  exec: {command: [/bin/sh, /etc/redis/health.sh, live]}
  timeoutSeconds: 5
  periodSeconds: 5
  failureThreshold: 120
livenessProbe:
  exec: {command: [/bin/sh, /etc/redis/health.sh, live]}
  timeoutSeconds: 5
readinessProbe:
  exec: {command: [/bin/sh, /etc/redis/health.sh, ready]}
  timeoutSeconds: 5
  periodSeconds: 5
lifecycle:
  preStop:
    exec: {command: [/bin/sh, /etc/redis/stop-redis.sh]}
{{ include "common.resources" .Values.resources }}
{{ include "common.restricted.container" . }}
volumeMounts:
  - {name: config, mountPath: /etc/redis, readOnly: true}
  - {name: run, mountPath: /run/redis}
  - {name: data, mountPath: /data}
{{- end -}}

{{- define "redis.sentinel" -}}
image: {{ include "common.image" .Values.image | quote }}
command: [/bin/sh, /etc/redis/start-sentinel.sh]
{{ include "redis.env" . }}
ports:
  - {name: sentinel, containerPort: 26379}
livenessProbe:
  tcpSocket: {port: sentinel}
  initialDelaySeconds: 30
  timeoutSeconds: 5
readinessProbe:
  tcpSocket: {port: sentinel}
  periodSeconds: 5
{{ include "common.resources" .Values.sentinel.resources }}
{{ include "common.restricted.container" . }}
volumeMounts:
  - {name: config, mountPath: /etc/redis, readOnly: true}
  - {name: run, mountPath: /tmp}
  - {name: data, mountPath: /data}
{{- end -}}

{{- define "redis.restore" -}}
image: {{ include "common.image" .Values.backup.image | quote }}
command: [/bin/sh, /etc/redis/restore.sh]
{{ include "common.resources" .Values.backup.resources }}
{{ include "common.restricted.container" . }}
volumeMounts:
  - {name: config, mountPath: /etc/redis, readOnly: true}
  - {name: run, mountPath: /tmp}
  - {name: data, mountPath: /data}
{{- end -}}

{{- define "redis.exporter" -}}
image: {{ include "common.image" .Values.exporter.image | quote }}
{{- with .Values.exporter.queues }}
args: [{{ printf "--check-single-keys=db0=%s" (join ",db0=" .) | quote }}]
{{- end }}
env:
  - {name: REDIS_ADDR, value: {{ ternary "rediss" "redis" (ne .Values.tlsSecret "") }}://localhost:6379}
  {{- if .Values.tlsSecret }}
  - {name: REDIS_EXPORTER_SKIP_TLS_VERIFICATION, value: "true"} # the certificate does not name localhost
  {{- end }}
  - name: REDIS_PASSWORD
    valueFrom:
      secretKeyRef: {name: {{ .Values.secret | quote }}, key: password}
ports:
  - {name: metrics, containerPort: 9121}
{{ include "common.resources" .Values.exporter.resources }}
{{ include "common.restricted.container" . }}
{{- end -}}
