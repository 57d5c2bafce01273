{{- define "common.namespace" -}}
{{- $level := .settings.podSecurity | default "restricted" -}}
apiVersion: v1
kind: Namespace
metadata:
  name: {{ .name | quote }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
    {{- range list "enforce" "audit" "warn" }}
    pod-security.kubernetes.io/{{ . }}: {{ $level }}
    {{- end }}
{{- end -}}
