{{/* Of one service in one namespace, where Grafana's sidecar finds it. */}}
{{- define "common.dashboard" -}}
{{- if and .Values.capabilities.prometheus (include "common.controller.stays" .) -}}
{{- $name := include "common.name" . -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ printf "%s-dashboard" $name | quote }}
  namespace: {{ .Release.Namespace | quote }}
  labels:
    grafana_dashboard: "1"
    {{- include "common.labels" . | nindent 4 }}
data:
  {{ printf "%s-%s.json" .Release.Namespace $name | quote }}: |
    {{- include "common.dashboard.json" . | fromJson | toPrettyJson | nindent 4 }}
{{- end }}
{{- end -}}

{{- define "common.dashboard.json" -}}
{{- $title := printf "%s / %s" .Release.Namespace (include "common.name" .) }}
{{- $source := dict "name" "datasource" "label" "Prometheus" "type" "datasource" "query" "prometheus" }}
{{- $panels := list }}
{{- range $index, $panel := include "common.dashboard.panels" . | fromYamlArray }}
  {{- $targets := list }}
  {{- range $number, $query := $panel.queries }}
    {{- $targets = append $targets (dict "refId" (printf "%c" (add 65 $number)) "expr" $query.expr "legendFormat" $query.legend) }}
  {{- end }}
  {{- $panels = append $panels (dict
    "id" (add1 $index) "type" "timeseries" "title" $panel.title "targets" $targets
    "datasource" (dict "type" "prometheus" "uid" "${datasource}")
    "fieldConfig" (dict "defaults" (dict "unit" $panel.unit "min" 0) "overrides" list)
    "gridPos" (dict "h" 8 "w" 12 "x" (mul 12 (mod $index 2)) "y" (mul 8 (div $index 2)))) }}
{{- end }}
{{- dict "title" $title "uid" (sha256sum $title | trunc 12) "schemaVersion" 39 "tags" (list "service" .Values.platform) "panels" $panels
  "templating" (dict "list" (list $source)) "time" (dict "from" "now-6h" "to" "now") "refresh" "1m" "timezone" "utc" "editable" false | toJson }}
{{- end -}}

{{- define "common.dashboard.panels" -}}
{{- $pods := include "common.pods" . }}
{{- if and .Values.port .Values.metrics.port }}
- title: Requests
  unit: reqps
  queries: [{expr: 'sum by (status) (rate(http_requests_total{ {{- $pods }}}[5m]))', legend: '{{ "{{status}}" }}'}]
- title: Errors
  unit: percentunit
  queries: [{expr: '{{ include "common.objectives.errors" (dict "pods" $pods "window" "5m") }}', legend: failed}]
- title: Latency
  unit: s
  queries:
    {{- range list "0.5" "0.95" "0.99" }}
    - {expr: '{{ include "common.objectives.latency" (dict "pods" $pods "quantile" .) }}', legend: 'p{{ mulf 100 (float64 .) }}'}
    {{- end }}
{{- end }}
- title: CPU
  unit: short
  queries:
    - {expr: 'sum by (pod) (rate(container_cpu_usage_seconds_total{ {{- $pods }}}[5m]))', legend: '{{ "{{pod}}" }}'}
    - {expr: 'max(kube_pod_container_resource_requests{ {{- $pods }},resource="cpu"})', legend: requested}
- title: Memory
  unit: bytes
  queries:
    - {expr: 'sum by (pod) (container_memory_working_set_bytes{ {{- $pods }}})', legend: '{{ "{{pod}}" }}'}
    - {expr: 'max(kube_pod_container_resource_limits{ {{- $pods }},resource="memory"})', legend: limit}
- title: Restarts
  unit: short
  queries: [{expr: 'sum by (pod) (increase(kube_pod_container_status_restarts_total{ {{- $pods }}}[1h]))', legend: '{{ "{{pod}}" }}'}]
- title: Replicas
  unit: short
  queries:
    - {expr: 'count(kube_pod_container_status_ready{ {{- $pods }}} == 1)', legend: ready}
    - {expr: 'count(kube_pod_container_info{ {{- $pods }}})', legend: all}
{{- end -}}
