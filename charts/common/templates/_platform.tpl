{{/* What a cluster needs before any service: namespaces with their limits, and priorities. */}}
{{- define "common.platform" -}}
{{- range $name, $settings := .Values.namespaces }}
{{- $scope := dict "root" $ "name" $name "settings" $settings }}
{{- range list "namespace" "resourcequota" "limitrange" "denypolicy" }}
{{- with include (printf "common.%s" .) $scope | trim }}
---
{{ . }}
{{- end }}
{{- end }}
{{- end }}
{{- range $name, $value := .Values.priorityClasses }}
---
{{ include "common.priorityclass" (dict "root" $ "name" $name "value" $value) }}
{{- end }}
{{- end -}}
