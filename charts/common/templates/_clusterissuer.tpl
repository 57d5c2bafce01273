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
