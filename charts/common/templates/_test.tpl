{{/* What `helm test` runs: the service answers at its name, as a service that may call it sees it. */}}
{{- define "common.test" -}}
{{- if .Values.port -}}
{{- $test := printf "%s-test" (include "common.name" .) -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $test | quote }}
  namespace: {{ .Release.Namespace | quote }}
  labels:
    {{- include "common.testlabels" . | nindent 4 }}
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  backoffLimit: 2
  activeDeadlineSeconds: 120
  template:
    metadata:
      labels:
        {{- include "common.testlabels" . | nindent 8 }}
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      enableServiceLinks: false
      {{- include "common.restricted.pod" . | nindent 6 }}
      containers:
        - name: wget
          image: {{ include "common.image" .Values.test.image | quote }}
          command: [wget, -q, -T, "10", -O, /dev/null, {{ printf "http://%s:%v%s" (include "common.name" .) .Values.port .Values.probes.ready | quote }}]
          {{- include "common.resources" (dict "cpu" "10m" "memory" "16Mi") | nindent 10 }}
          {{- include "common.restricted.container" . | nindent 10 }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ $test | quote }}
  namespace: {{ .Release.Namespace | quote }}
  labels:
    {{- include "common.testlabels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "common.testlabels" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  egress:
    {{- include "common.networkpolicy.dns" . | nindent 4 }}
    - to:
        {{- include "common.networkpolicy.pods" (list (include "common.name" .)) | trim | nindent 8 }}
      ports: [{protocol: TCP, port: {{ .Values.port }}}]
{{- end }}
{{- end -}}

{{- define "common.testlabels" -}}
app.kubernetes.io/name: {{ printf "%s-test" (include "common.name" .) | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}
