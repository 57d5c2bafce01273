{{/* What a schema cannot say. */}}
{{- define "database-job.validate" -}}
{{- $v := .Values }}
{{- if not $v.job }}
  {{- fail "job is empty: this chart is rendered by the modules aurora_schema and rls_audit, which say what to run." }}
{{- end }}
{{- include "common.validate.image" .Values.image }}
{{- if not $v.region }}
  {{- fail "region is empty: give that of the secrets." }}
{{- end }}
{{- if not $v.cidrs }}
  {{- fail "cidrs is empty, so the database could not be reached: give the CIDRs of its subnets." }}
{{- end }}
{{- if not $v.network.vpc }}
  {{- fail "network.vpc is empty: give the CIDR of the VPC, which HTTPS to Secrets Manager leaves out." }}
{{- end }}
{{- end -}}
