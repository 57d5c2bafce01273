{{- define "common.cronjob" -}}
{{- if eq .Values.kind "cronjob" -}}
apiVersion: batch/v1
kind: CronJob
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  schedule: {{ .Values.schedule | quote }}
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 600
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 1
  jobTemplate:
    spec:
      {{- include "common.jobspec" . | nindent 6 }}
{{- end }}
{{- end -}}
