{{- define "common.servicemonitor" -}}
{{- if and .Values.capabilities.prometheus .Values.metrics.port (include "common.monitored.service" .) -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  selector:
    matchLabels:
      {{- include "common.selector" . | nindent 6 }}
  endpoints:
    - {{- include "common.endpoint" . | nindent 6 }}
{{- end }}
{{- end -}}

{{- define "common.monitored.service" -}}
{{- if and .Values.port (eq (include "common.controller" .) "Deployment") }}true{{ end }}
{{- end -}}

{{/* The port of the metrics by its name. */}}
{{- define "common.endpoint" -}}
port: {{ eq (int .Values.metrics.port) (int .Values.port) | ternary "http" "metrics" }}
path: {{ .Values.metrics.path | quote }}
{{- end -}}
