{{/* Names that hold in every namespace. */}}
{{- define "redis.domain" -}}
{{ include "common.name" . }}.{{ .Release.Namespace }}.svc
{{- end -}}

{{/* Takes root and pod. */}}
{{- define "redis.host" -}}
{{ include "common.name" .root }}-{{ .pod }}.{{ include "redis.domain" .root }}
{{- end -}}

{{- define "redis.config" -}}
{{- if not .Values.master }}
  {{- fail "master is empty: give the name by which clients ask Sentinels for the master." }}
{{- end }}
{{- if and .Values.backup.bucket (not .Values.network.vpc) }}
  {{- fail (printf "network.vpc is empty: give the CIDR of the VPC, outside which is the bucket %s." .Values.backup.bucket) }}
{{- end }}
{{- if and .Values.restore.time (not .Values.backup.bucket) }}
  {{- fail (printf "backup.bucket is empty: give the bucket with the copy of %s." .Values.restore.time) }}
{{- end }}
{{- $data := dict }}
{{- range $path, $_ := .Files.Glob "files/*" }}
  {{- $_ := set $data (base $path) (tpl ($.Files.Get $path) $) }}
{{- end }}
{{- toYaml $data }}
{{- end -}}

{{/* What every container has that runs a script. */}}
{{- define "redis.env" -}}
env:
  - name: POD_NAME
    valueFrom:
      fieldRef: {fieldPath: metadata.name}
  - name: REDISCLI_AUTH
    valueFrom:
      secretKeyRef: {name: {{ .Values.secret | quote }}, key: password}
{{- end -}}

{{- define "redis.volumes" -}}
- name: config
  projected:
    sources:
      - configMap: {name: {{ include "common.name" . | quote }}}
      {{- with .Values.tlsSecret }}
      - secret:
          name: {{ . | quote }}
          items:
            - {key: tls.crt, path: tls/tls.crt}
            - {key: tls.key, path: tls/tls.key}
            - {key: ca.crt, path: tls/ca.crt}
      {{- end }}
- name: run
  emptyDir: {medium: Memory, sizeLimit: 16Mi}
{{- end -}}
