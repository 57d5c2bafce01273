{{/* What a service trusts stores by whose certificate an authority of the cluster has signed: one of its own, beside which cert-manager writes that of the authority. */}}
{{- define "common.certificate" -}}
{{- range $store, $authority := include "common.authorities" . | fromYaml }}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: {{ printf "%s-%s" (include "common.name" $) $store | quote }}
  namespace: {{ $.Release.Namespace | quote }}
  labels:
    {{- include "common.labels" $ | nindent 4 }}
spec:
  secretName: {{ include "common.authority.secret" (list $ $store) | quote }}
  commonName: {{ include "common.name" $ | quote }}
  issuerRef: {group: cert-manager.io, kind: ClusterIssuer, name: {{ $authority | quote }}}
  privateKey: {algorithm: ECDSA, size: 256, rotationPolicy: Always}
  usages: [digital signature, client auth]
{{- end }}
{{- end -}}

{{/* The ClusterIssuers of the stores that have one, by store. */}}
{{- define "common.authorities" -}}
{{- range $store := .Values.egress.stores }}
{{- with (get $.Values.stores $store | default dict).issuer }}
{{ $store | quote }}: {{ . | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "common.authority.secret" -}}
{{ printf "%s-%s-tls" (include "common.name" (first .)) (last .) }}
{{- end -}}

{{- define "common.authority.folder" -}}
{{ printf "/etc/tls/%s" . }}
{{- end -}}

{{/* That of the authority itself. */}}
{{- define "common.certificate.authority" -}}
{{- $name := .Values.authority -}}
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: {{ $name | quote }}
  namespace: {{ .Release.Namespace | quote }}
  labels:
    {{- include "common.labels" . | nindent 4 }}
spec:
  isCA: true
  commonName: {{ $name | quote }}
  secretName: {{ $name | quote }}
  duration: 87600h
  renewBefore: 8760h
  privateKey: # who trusts this authority goes on doing so after a renewal
    {algorithm: ECDSA, size: 256, rotationPolicy: Never}
  issuerRef: {group: cert-manager.io, kind: ClusterIssuer, name: {{ printf "%s-root" $name | quote }}}
{{- end -}}
