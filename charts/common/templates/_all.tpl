{{/* All objects of one service, a kind that does not apply renders nothing. */}}
{{- define "common.all" -}}
{{- include "common.validate" . }}
{{- range list "serviceaccount" "configmap" "externalsecret" "certificate" "persistentvolumeclaim" "deployment" "rollout" "statefulset" "job" "cronjob" "service" "ingress" "horizontalpodautoscaler" "scaledobject" "poddisruptionbudget" "networkpolicy" "analysistemplate" "servicemonitor" "podmonitor" "prometheusrule" "dashboard" "test" }}
{{- with include (printf "common.%s" .) $ | trim }}
---
{{ . }}
{{- end }}
{{- end }}
{{- end -}}
