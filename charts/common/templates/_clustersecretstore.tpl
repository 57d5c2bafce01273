{{/* Secrets Manager, read with the role of the operator itself: no credentials. */}}
{{- define "common.clustersecretstore" -}}
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: {{ .Values.name | quote }}
  labels:
    {{- include "common.labels" . | nindent 4 }}
spec:
  conditions:
    - namespaces: {{ toJson .Values.namespaces }}
  provider:
    aws: {service: SecretsManager, region: {{ .Values.region | quote }}}
{{- end -}}
