{{/* Whichever version it is to lead to, the operator of Rollouts says, by a selector that is its own. */}}
{{- define "common.service" -}}
{{- if .Values.port -}}
{{- $name := include "common.name" . }}
{{- $kind := include "common.controller" . }}
{{- include "common.oneservice" (dict "root" . "name" $name "selects" (ne $kind "Rollout")) }}
{{- if eq $kind "Rollout" }}
---
{{ include "common.oneservice" (dict "root" . "name" (printf "%s-preview" $name) "selects" false) }}
{{- else if eq $kind "StatefulSet" }}
---
{{ include "common.oneservice" (dict "root" . "name" (printf "%s-pods" $name) "selects" true) }}
  clusterIP: None
  publishNotReadyAddresses: true
{{- end }}
{{- end }}
{{- end -}}

{{/* Takes root, name, and whether it selects pods. */}}
{{- define "common.oneservice" -}}
{{- $v := .root.Values -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name | quote }}
  namespace: {{ .root.Release.Namespace | quote }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
spec:
  {{- if .selects }}
  selector:
    {{- include "common.selector" .root | nindent 4 }}
  {{- end }}
  ports:
    - {name: http, port: {{ $v.port }}, targetPort: http, appProtocol: http}
    {{- with $v.metrics.port }}
    {{- if ne (int .) (int $v.port) }}
    - {name: metrics, port: {{ . }}, targetPort: metrics, appProtocol: http}
    {{- end }}
    {{- end }}
{{- end -}}
