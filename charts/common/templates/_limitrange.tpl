{{- define "common.limitrange" -}}
{{- with .settings.limits -}}
apiVersion: v1
kind: LimitRange
metadata:
  name: {{ $.name | quote }}
  namespace: {{ $.name | quote }}
  labels:
    {{- include "common.labels" $.root | nindent 4 }}
spec:
  limits:
    - type: Container
      {{- toYaml . | nindent 6 }}
{{- end }}
{{- end -}}
