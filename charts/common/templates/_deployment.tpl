{{- define "common.deployment" -}}
{{- if eq (include "common.controller" .) "Deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  {{- if .Values.claims }}
  strategy: {type: Recreate} # two pods cannot mount its volume
  {{- else if .Values.resources.gpu }}
  strategy: # a surge would ask for one more GPU node
    rollingUpdate: {maxSurge: 0, maxUnavailable: 1}
  {{- end }}
  {{- include "common.controller.spec" . | nindent 2 }}
{{- end }}
{{- end -}}
