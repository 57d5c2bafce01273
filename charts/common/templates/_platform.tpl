{{/* What a cluster needs before any service: namespaces with their limits, rules for pods and people, priorities, storage. */}}
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
{{ include "common.admissionpolicies" . }}
{{ include "common.access" . }}
{{- range $name, $value := .Values.priorityClasses }}
---
{{ include "common.priorityclass" (dict "root" $ "name" $name "value" $value) }}
{{- end }}
{{- range $name, $settings := .Values.storageClasses }}
---
{{ include "common.storageclass" (dict "root" $ "name" $name "settings" $settings) }}
{{- end }}
{{- range $name, $settings := .Values.sharedVolumes }}
{{- range $settings.namespaces }}
---
{{ include "common.sharedvolume" (dict "root" $ "name" $name "namespace" . "settings" $settings) }}
{{- end }}
{{- end }}
{{- end -}}
