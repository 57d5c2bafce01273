{{- define "common.horizontalpodautoscaler" -}}
{{- if eq (include "common.scaler" .) "horizontalpodautoscaler" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: {{ include "common.controller.ref" . }}
  minReplicas: {{ .Values.replicas.min }}
  maxReplicas: {{ .Values.replicas.max }}
  metrics:
    {{- range $resource := list "cpu" "memory" }}
    {{- with get $.Values.replicas $resource }}
    - type: Resource
      resource:
        name: {{ $resource }}
        target: {type: Utilization, averageUtilization: {{ . }}}
    {{- end }}
    {{- end }}
{{- end }}
{{- end -}}
