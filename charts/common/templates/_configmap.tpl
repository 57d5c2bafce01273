{{- define "common.configmap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "common.metadata" . | nindent 2 }}
data:
  {{- include "common.config" . | nindent 2 }}
{{- end -}}

{{- define "common.config" -}}
{{- $data := dict }}
{{- range $name, $value := .Values.env }}
  {{- $_ := set $data $name $value }}
{{- end }}
{{- range $name, $source := .Values.storeEnv }}
  {{- $_ := set $data $name (include "common.store" (dict "root" $ "store" $source.store "key" $source.key)) }}
{{- end }}
{{- toYaml $data }}
{{- end -}}
