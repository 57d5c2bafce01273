{{- define "common.deployment" -}}
{{- if has .Values.kind (list "deployment" "worker") -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  {{- if eq (include "common.scaler" .) "none" }}
  replicas: {{ .Values.replicas.min }}
  {{- end }}
  revisionHistoryLimit: 3
  {{- if .Values.resources.gpu }}
  strategy: # a surge would ask for one more GPU node
    rollingUpdate: {maxSurge: 0, maxUnavailable: 1}
  {{- end }}
  selector:
    matchLabels:
      {{- include "common.selector" . | nindent 6 }}
  template:
    {{- include "common.pod" . | nindent 4 }}
{{- end }}
{{- end -}}
