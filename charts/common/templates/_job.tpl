{{/* A job cannot be changed: another pod is another job, which runs again, and Helm removes the one before. */}}
{{- define "common.job" -}}
{{- if eq .Values.kind "job" -}}
{{- $spec := include "common.jobspec" . -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ printf "%s-%s" (include "common.name" .) (sha256sum $spec | trunc 8) | quote }}
  namespace: {{ .Release.Namespace | quote }}
  labels:
    {{- include "common.labels" . | nindent 4 }}
spec:
  {{- $spec | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "common.jobspec" -}}
backoffLimit: 3
template:
  {{- include "common.pod" . | nindent 2 }}
{{- end -}}
