{{- define "pgbouncer.container" -}}
image: {{ include "common.image" .Values.image | quote }}
command: [/bin/sh, /etc/pgbouncer/start.sh]
ports:
  - {name: postgres, containerPort: 5432}
startupProbe:
  tcpSocket: {port: postgres}
  periodSeconds: 2
  failureThreshold: 30
livenessProbe:
  tcpSocket: {port: postgres}
  timeoutSeconds: 5
readinessProbe:
  tcpSocket: {port: postgres}
  periodSeconds: 5
lifecycle:
  preStop:
    exec: {command: [/bin/sh, /etc/pgbouncer/stop.sh]}
{{ include "common.resources" .Values.resources }}
{{ include "common.restricted.container" . }}
volumeMounts:
  - {name: config, mountPath: /etc/pgbouncer, readOnly: true}
  - {name: run, mountPath: /run/pgbouncer}
{{- end -}}

{{- define "pgbouncer.exporter" -}}
image: {{ include "common.image" .Values.exporter.image | quote }}
env:
  - name: PASSWORD
    valueFrom:
      secretKeyRef: {name: {{ .Values.statsSecret | quote }}, key: password}
  - name: PGBOUNCER_EXPORTER_CONNECTION_STRING
    value: host=127.0.0.1 port=5432 dbname=pgbouncer user=pgbouncer password='$(PASSWORD)' sslmode=disable
ports:
  - {name: metrics, containerPort: 9127}
readinessProbe:
  httpGet: {path: /, port: metrics}
{{ include "common.resources" .Values.exporter.resources }}
{{ include "common.restricted.container" . }}
{{- end -}}
