{{/* The one kind that sets the number of replicas: never two on one target. */}}
{{- define "common.scaler" -}}
{{- $replicas := .Values.replicas }}
{{- if and $replicas.queue .Values.capabilities.keda }}
{{- "scaledobject" }}
{{- else if or $replicas.cpu $replicas.memory }}
{{- "horizontalpodautoscaler" }}
{{- else }}
{{- "none" }}
{{- end }}
{{- end -}}
