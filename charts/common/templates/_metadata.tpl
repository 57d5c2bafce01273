{{/* An object is named after its chart, not its release: other services call it by that name. */}}
{{- define "common.metadata" -}}
name: {{ .Chart.Name | quote }}
namespace: {{ .Release.Namespace | quote }}
labels:
  {{- include "common.labels" . | nindent 2 }}
{{- end -}}

{{- define "common.labels" -}}
{{ include "common.podlabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "common.podlabels" -}}
{{ include "common.selector" . }}
{{- with .Values.platform }}
app.kubernetes.io/part-of: {{ . | quote }}
{{- end }}
{{- end -}}

{{- define "common.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}
