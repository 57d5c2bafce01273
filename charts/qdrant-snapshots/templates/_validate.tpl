{{/* What a schema cannot say. */}}
{{- define "qdrant-snapshots.validate" -}}
{{- $v := .Values }}
{{- include "common.validate.image" .Values.image }}
{{- if not $v.region }}
  {{- fail "region is empty: give that of the bucket." }}
{{- end }}
{{- if not $v.nodes }}
  {{- fail "nodes is empty: give the address of every peer of Qdrant." }}
{{- end }}
{{- if not $v.collections }}
  {{- fail "collections is empty: name what snapshots are taken of." }}
{{- end }}
{{- if not $v.bucket }}
  {{- fail "bucket is empty: name the one for the snapshots." }}
{{- end }}
{{- if not $v.network.vpc }}
  {{- fail "network.vpc is empty: give the CIDR of the VPC, which HTTPS to S3 leaves out." }}
{{- end }}
{{- end -}}
