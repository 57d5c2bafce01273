{{- define "common.priorityclass" -}}
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata:
  name: {{ .name | quote }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
value: {{ int .value }}
{{- end -}}
