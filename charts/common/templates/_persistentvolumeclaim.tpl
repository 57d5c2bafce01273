{{/* What one pod keeps. It outlives its release, and is taken up again by one of the same name. */}}
{{- define "common.persistentvolumeclaim" -}}
{{- if ne (include "common.controller" .) "StatefulSet" -}}
{{- range $name, $claim := .Values.claims }}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ printf "%s-%s" (include "common.name" $) $name | quote }}
  namespace: {{ $.Release.Namespace | quote }}
  labels:
    {{- include "common.labels" $ | nindent 4 }}
  annotations:
    helm.sh/resource-policy: keep
spec:
  {{- include "common.claimspec" $claim | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "common.claimspec" -}}
accessModes: [ReadWriteOnce]
storageClassName: {{ .storageClass | quote }}
resources:
  requests: {storage: {{ .size }}}
{{- end -}}
