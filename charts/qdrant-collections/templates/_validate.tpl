{{/* What a schema cannot say. */}}
{{- define "qdrant-collections.validate" -}}
{{- $v := .Values }}
{{- if not $v.image.registry }}
  {{- fail (printf "image.registry is empty: give the registry that holds %s." $v.image.repository) }}
{{- end }}
{{- if not (or $v.image.tag $v.image.digest) }}
  {{- fail (printf "image.tag and image.digest are empty: give one of them for %s." $v.image.repository) }}
{{- end }}
{{- if not $v.url }}
  {{- fail "url is empty: give the address of Qdrant's REST interface." }}
{{- end }}
{{- if not $v.collections }}
  {{- fail "collections is empty: state the collections that are to be there." }}
{{- end }}
{{- end -}}
