{{- define "common.service" -}}
{{- if .Values.port -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  selector:
    {{- include "common.selector" . | nindent 4 }}
  ports:
    - {name: http, port: {{ .Values.port }}, targetPort: http, appProtocol: http}
    {{- with .Values.metrics.port }}
    {{- if ne (int .) (int $.Values.port) }}
    - {name: metrics, port: {{ . }}, targetPort: metrics, appProtocol: http}
    {{- end }}
    {{- end }}
{{- end }}
{{- end -}}
