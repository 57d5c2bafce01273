{{/* The ratio of errors that uses up what the availability leaves for 30 days so many times as fast. Takes root and times. */}}
{{- define "common.objectives.burn" -}}
{{- printf "%.5g" (mulf .times (divf (subf 100 .root.Values.objectives.availability) 100)) }}
{{- end -}}

{{/* The ratio of requests that failed; nothing where there were none. Takes pods (matchers of labels) and window. */}}
{{- define "common.objectives.errors" -}}
sum(rate(http_requests_total{ {{- .pods }},status=~"5.."}[{{ .window }}])) / (sum(rate(http_requests_total{ {{- .pods }}}[{{ .window }}])) > 0)
{{- end -}}

{{/* Seconds within which that part of requests is answered. Takes pods and quantile. */}}
{{- define "common.objectives.latency" -}}
histogram_quantile({{ .quantile }}, sum by (le) (rate(http_request_duration_seconds_bucket{ {{- .pods }}}[5m])))
{{- end -}}

{{/* By these labels the metrics of a service are found, of its own as of the cluster's. */}}
{{- define "common.pods" -}}
{{- printf "namespace=%q,container=%q" .Release.Namespace (include "common.name" .) }}
{{- end -}}
