{{/* Nothing in, nothing out: what is allowed stands with each service. */}}
{{- define "common.denypolicy" -}}
{{- if ne .settings.defaultDeny false -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: {{ .name | quote }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
{{- end }}
{{- end -}}
