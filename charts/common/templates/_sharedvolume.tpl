{{/*
What exists outside the cluster, as a volume for one claim in a namespace; it outlives both. Takes root, name, namespace
and settings.
*/}}
{{- define "common.sharedvolume" -}}
{{- $volume := printf "%s-%s" .namespace .name -}}
apiVersion: v1
kind: PersistentVolume
metadata:
  name: {{ $volume | quote }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
spec:
  accessModes: [ReadWriteMany]
  capacity: {storage: {{ .settings.size }}}
  storageClassName: ""
  persistentVolumeReclaimPolicy: Retain
  claimRef: {apiVersion: v1, kind: PersistentVolumeClaim, namespace: {{ .namespace | quote }}, name: {{ .name | quote }}}
  csi: {driver: {{ .settings.driver | quote }}, volumeHandle: {{ .settings.handle | quote }}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ .name | quote }}
  namespace: {{ .namespace | quote }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
spec:
  accessModes: [ReadWriteMany]
  storageClassName: ""
  volumeName: {{ $volume | quote }}
  resources:
    requests: {storage: {{ .settings.size }}}
{{- end -}}
