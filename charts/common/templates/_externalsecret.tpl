{{/* One Secret for each service, of what it reads and nothing else. */}}
{{- define "common.externalsecret" -}}
{{- if and .Values.capabilities.externalSecrets .Values.secretEnv -}}
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  refreshInterval: 1h
  secretStoreRef: {kind: ClusterSecretStore, name: {{ .Values.secrets.store | quote }}}
  target: {name: {{ include "common.name" . | quote }}}
  data:
    {{- range $name, $source := .Values.secretEnv }}
    - secretKey: {{ $name | quote }}
      remoteRef:
        key: {{ printf "%s/%s/%s" $.Values.secrets.prefix $.Release.Namespace $source.secret | quote }}
        property: {{ $source.key | quote }}
    {{- end }}
{{- end }}
{{- end -}}

{{/* Where a variable finds its secret. Takes root, name and source. */}}
{{- define "common.secretref" -}}
{{- if .root.Values.capabilities.externalSecrets -}}
{name: {{ include "common.name" .root | quote }}, key: {{ .name | quote }}}
{{- else -}}
{name: {{ .source.secret | quote }}, key: {{ .source.key | quote }}}
{{- end }}
{{- end -}}
