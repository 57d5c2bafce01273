{{/* Volumes are made where the pod that asks for one is to run. Takes root, name and settings. */}}
{{- define "common.storageclass" -}}
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: {{ .name | quote }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
provisioner: {{ .settings.provisioner | quote }}
parameters:
  {{- range $key, $value := .settings.parameters }}
  {{ $key }}: {{ $value | quote }}
  {{- end }}
reclaimPolicy: {{ .settings.reclaimPolicy | default "Delete" }}
volumeBindingMode: WaitForFirstConsumer
allowVolumeExpansion: true
{{- end -}}
