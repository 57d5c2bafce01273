{{- define "common.networkpolicy.egress" -}}
{{- $v := .Values }}
{{ include "common.networkpolicy.dns" . }}
{{- range $name, $port := $v.egress.services }}
- to:
    - podSelector: {matchLabels: {app.kubernetes.io/name: {{ $name | quote }}}}
  ports: [{protocol: TCP, port: {{ $port }}}]
{{- end }}
{{- range $v.egress.stores }}
{{- include "common.networkpolicy.store" (dict "root" $ "store" .) }}
{{- end }}
{{- if or $v.egress.aws $v.egress.internet }}
{{ include "common.networkpolicy.outside" . }}
{{- end }}
{{- if $v.egress.aws }}
{{- include "common.networkpolicy.aws" . | nindent 0 }}
{{- end }}
{{- end -}}

{{/* A store is either outside the cluster (cidrs) or pods of a namespace. Takes root and store. */}}
{{- define "common.networkpolicy.store" -}}
{{- $store := get .root.Values.stores .store | default dict }}
{{- $ports := $store.ports }}
{{- if not $ports }}
  {{- $ports = list (include "common.store" (dict "root" .root "store" .store "key" "port")) }}
{{- end }}
{{- if not (or $store.cidrs (and $store.namespace $store.podLabels)) }}
  {{- fail (printf "stores.%s has no peer: give cidrs, or namespace and podLabels." .store) }}
{{- end }}
- to:
    {{- range $store.cidrs }}
    - ipBlock: {cidr: {{ . | quote }}}
    {{- end }}
    {{- if $store.podLabels }}
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: {{ $store.namespace | quote }}}}
      podSelector: {matchLabels: {{ toJson $store.podLabels }}}
    {{- end }}
  ports:
    {{- range $ports }}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
{{- end -}}

{{- define "common.networkpolicy.dns" -}}
- to:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
      podSelector: {matchLabels: {k8s-app: kube-dns}}
  ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
{{- end -}}

{{/*
HTTPS to the internet: neither to the VPC nor to any private address. Those of services (ClusterIP) are private too, and may
be compared with a policy before they become those of pods: one of them is the API server's.
*/}}
{{- define "common.networkpolicy.outside" -}}
- to:
    - ipBlock:
        cidr: 0.0.0.0/0
        except: [{{ .Values.network.vpc | quote }}, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16]
  ports: [{protocol: TCP, port: 443}]
{{- end -}}

{{/* What AWS is reached by inside the VPC. */}}
{{- define "common.networkpolicy.aws" -}}
- to: # the agent of EKS Pod Identity on the pod's own node
    - ipBlock: {cidr: 169.254.170.23/32}
  ports: [{protocol: TCP, port: 80}]
{{- with .Values.network.awsEndpoints }}
- to:
    {{- range . }}
    - ipBlock: {cidr: {{ . | quote }}}
    {{- end }}
  ports: [{protocol: TCP, port: 443}]
{{- end }}
{{- end -}}
