{{- define "common.resourcequota" -}}
{{- with .settings.quota -}}
apiVersion: v1
kind: ResourceQuota
metadata:
  name: {{ $.name | quote }}
  namespace: {{ $.name | quote }}
  labels:
    {{- include "common.labels" $.root | nindent 4 }}
spec:
  hard:
    {{- range $short, $resource := dict "cpu" "requests.cpu" "memory" "requests.memory" "gpu" "requests.nvidia.com/gpu" "pods" "pods" }}
    {{- with get $.settings.quota $short }}
    {{ $resource }}: {{ . | quote }}
    {{- end }}
    {{- end }}
{{- end }}
{{- end -}}
