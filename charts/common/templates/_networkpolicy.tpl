{{/* The declared peers of one service and nothing else. */}}
{{- define "common.networkpolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "common.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    {{- include "common.networkpolicy.ingress" . | default "[]" | trim | nindent 4 }}
  egress:
    {{- include "common.networkpolicy.egress" . | trim | nindent 4 }}
{{- end -}}

{{- define "common.networkpolicy.ingress" -}}
{{- $v := .Values }}
{{- if $v.route }}
- from:
    {{- range $v.network.loadBalancer }}
    - ipBlock: {cidr: {{ . | quote }}}
    {{- end }}
  ports: [{protocol: TCP, port: {{ $v.port }}}]
{{- end }}
{{- if $v.port }}
- from:
    {{- include "common.networkpolicy.pods" (append $v.callers (printf "%s-test" (include "common.name" .))) | trim | nindent 4 }}
  ports: [{protocol: TCP, port: {{ $v.port }}}]
{{- end }}
{{- with $v.metrics.port }}
{{ include "common.networkpolicy.scrape" . }}
{{- end }}
{{- end -}}

{{/* Takes the port. */}}
{{- define "common.networkpolicy.scrape" -}}
- from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
      podSelector: {matchLabels: {app.kubernetes.io/name: prometheus}}
  ports: [{protocol: TCP, port: {{ . }}}]
{{- end -}}

{{/* Takes the names of services of the same namespace. */}}
{{- define "common.networkpolicy.pods" -}}
{{- range . }}
- podSelector: {matchLabels: {app.kubernetes.io/name: {{ . | quote }}}}
{{- end }}
{{- end -}}
