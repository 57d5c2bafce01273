{{/* For what has no Service, or more than one. */}}
{{- define "common.podmonitor" -}}
{{- if and .Values.capabilities.prometheus .Values.metrics.port (not (include "common.monitored.service" .)) -}}
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  selector:
    matchLabels:
      {{- include "common.selector" . | nindent 6 }}
  podMetricsEndpoints:
    - {{- include "common.endpoint" . | nindent 6 }}
{{- end }}
{{- end -}}
