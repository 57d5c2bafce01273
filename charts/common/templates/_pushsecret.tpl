{{/*
The copy of a Secret in Secrets Manager, made once: what is in the cluster later, such as in a new one, never goes over it.
Takes root, name and secret.
*/}}
{{- define "common.pushsecret" -}}
apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata:
  name: {{ .name | quote }}
  namespace: {{ .root.Release.Namespace | quote }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
spec:
  refreshInterval: 1h
  updatePolicy: IfNotExists
  deletionPolicy: None
  secretStoreRefs:
    - {kind: ClusterSecretStore, name: {{ .root.Values.store | quote }}}
  selector:
    secret:
      selector:
        matchLabels:
          {{- toYaml .secret.labels | nindent 10 }}
  data:
    - match:
        remoteRef: {remoteKey: {{ .secret.remoteKey | quote }}}
      metadata:
        apiVersion: kubernetes.external-secrets.io/v1alpha1
        kind: PushSecretMetadata
        spec:
          secretPushFormat: string
          kmsKeyID: {{ .secret.kmsKey | quote }}
          {{- with .secret.replicaRegions }}
          replicationLocations: {{ toJson . }}
          {{- end }}
          {{- with .secret.tags }}
          tags:
            {{- toYaml . | nindent 12 }}
          {{- end }}
{{- end -}}
