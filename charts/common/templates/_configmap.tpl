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
  {{- $value := include "common.store" (dict "root" $ "store" $source.store "key" $source.key) }}
  {{- $_ := set $data $name (print $value ($source.append | default "")) }}
{{- end }}
{{- range $store, $_ := include "common.authorities" . | fromYaml }}
  {{- $_ := set $data (printf "%s_CA_FILE" ($store | upper | replace "-" "_")) (printf "%s/ca.crt" (include "common.authority.folder" $store)) }}
{{- end }}
{{- toYaml $data }}
{{- end -}}
