{{/* An authority for names inside the cluster, and its own certificate in the namespace of cert-manager. */}}
{{- define "common.clusterissuer" -}}
{{- $name := .Values.authority -}}
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: {{ printf "%s-root" $name | quote }}
  labels:
    {{- include "common.labels" . | nindent 4 }}
spec:
  selfSigned: {}
---
{{ include "common.certificate.authority" . }}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: {{ $name | quote }}
  labels:
    {{- include "common.labels" . | nindent 4 }}
spec:
  ca: {secretName: {{ $name | quote }}}
{{- end -}}
