{{/* An object is named after its chart or as the values say, not after its release: others call it by that name. */}}
{{- define "common.name" -}}
{{ .Values.name | default .Chart.Name }}
{{- end -}}

{{- define "common.metadata" -}}
name: {{ include "common.name" . | quote }}
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
app.kubernetes.io/name: {{ include "common.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}
