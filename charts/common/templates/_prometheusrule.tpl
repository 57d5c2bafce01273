{{/* What is wrong with a service, by what it declares; each alert has its place in docs/alerts.md. */}}
{{- define "common.prometheusrule" -}}
{{- if and .Values.capabilities.prometheus (include "common.controller.stays" .) -}}
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  groups:
    - name: {{ printf "%s-%s" .Release.Namespace (include "common.name" .) | quote }}
      rules:
        {{- include "common.alerts" . | trim | nindent 8 }}
{{- end }}
{{- end -}}

{{- define "common.alerts" -}}
{{- $pods := include "common.pods" . }}
{{- if and .Values.port .Values.metrics.port }}
{{- range list (list "ServiceErrorsFast" "critical" 14.4 "1h" "5m" "2m") (list "ServiceErrorsSlow" "warning" 6.0 "6h" "30m" "15m") }}
{{- $burn := include "common.objectives.burn" (dict "root" $ "times" (index . 2)) }}
{{- $long := include "common.objectives.errors" (dict "pods" $pods "window" (index . 3)) }}
{{- $short := include "common.objectives.errors" (dict "pods" $pods "window" (index . 4)) }}
{{- $expr := printf "(%s) > %s\nand\n(%s) > %s" $long $burn $short $burn }}
{{ include "common.alert" (dict "root" $ "name" (index . 0) "severity" (index . 1) "for" (index . 5) "expr" $expr "summary" (printf "{{ $value | humanizePercentage }} of requests fail, %v times what %v %% availability leaves" (index . 2) $.Values.objectives.availability)) }}
{{- end }}
{{- with .Values.objectives.latencyP95 }}
{{ include "common.alert" (dict "root" $ "name" "ServiceSlow" "severity" "warning" "for" "10m" "expr" (printf "%s > %v" (include "common.objectives.latency" (dict "pods" $pods "quantile" "0.95")) .) "summary" (printf "One request of 20 takes longer than {{ $value | humanizeDuration }}; %vs are promised" .)) }}
{{- end }}
{{- end }}
{{ include "common.alert" (dict "root" . "name" "ServiceRestarts" "severity" "warning" "for" "0m" "expr" (printf "increase(kube_pod_container_status_restarts_total{%s}[1h]) > 3" $pods) "summary" "{{ $labels.pod }} was restarted {{ $value | humanize }} times within an hour") }}
{{- if .Values.metrics.port }}
{{ include "common.alert" (dict "root" . "name" "ServiceTargetDown" "severity" "warning" "for" "10m" "expr" (printf "up{%s} == 0" $pods) "summary" "{{ $labels.pod }} gives no metrics") }}
{{- if .Values.replicas.min }}
{{ include "common.alert" (dict "root" . "name" "ServiceDown" "severity" "critical" "for" "5m" "expr" (printf "absent(up{%s} == 1)" $pods) "summary" "No pod gives metrics") }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Takes root, name, severity, for, expr and summary. */}}
{{- define "common.alert" -}}
{{- $name := include "common.name" .root -}}
- alert: {{ .name }}
  expr: |
    {{- .expr | nindent 4 }}
  for: {{ .for }}
  labels: {severity: {{ .severity }}, namespace: {{ .root.Release.Namespace | quote }}, service: {{ $name | quote }}}
  annotations:
    summary: {{ printf "%s/%s: %s" .root.Release.Namespace $name .summary | quote }}
    runbook_url: {{ printf "%s#%s" .root.Values.monitoring.runbooks (lower .name) | quote }}
{{- end -}}
