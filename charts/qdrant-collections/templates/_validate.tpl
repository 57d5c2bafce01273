{{/* What a schema cannot say. */}}
{{- define "qdrant-collections.validate" -}}
{{- $v := .Values }}
{{- include "common.validate.image" .Values.image }}
{{- if not $v.url }}
  {{- fail "url is empty: give the address of Qdrant's REST interface." }}
{{- end }}
{{- if not $v.collections }}
  {{- fail "collections is empty: state the collections that are to be there." }}
{{- end }}
{{- end -}}
