{{- define "common.container" -}}
{{- $v := .Values -}}
name: {{ .Chart.Name | quote }}
image: {{ include "common.image" . | quote }}
{{- include "common.ports" . }}
envFrom:
  - configMapRef: {name: {{ .Chart.Name | quote }}}
{{- with $v.secretEnv }}
env:
  {{- range $name, $source := . }}
  - name: {{ $name | quote }}
    valueFrom:
      secretKeyRef: {name: {{ $source.secret | quote }}, key: {{ $source.key | quote }}}
  {{- end }}
{{- end }}
resources:
  requests:
    cpu: {{ $v.resources.cpu | quote }}
    memory: {{ $v.resources.memory }}
  limits:
    memory: {{ $v.resources.memory }}
    {{- with $v.resources.gpu }}
    nvidia.com/gpu: {{ . | quote }}
    {{- end }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- if $v.port }}
{{- include "common.lifecycle" . | nindent 0 }}
{{- end }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- range $v.volumes }}
  - name: {{ .name | quote }}
    mountPath: {{ .path | quote }}
    readOnly: {{ .readOnly }}
  {{- end }}
{{- end -}}

{{- define "common.image" -}}
{{- $image := .Values.image }}
{{- printf "%s/%s%s" $image.registry $image.repository (ternary (print "@" $image.digest) (print ":" $image.tag) (ne $image.digest "")) }}
{{- end -}}

{{- define "common.ports" -}}
{{- $metrics := .Values.metrics.port }}
{{- if or .Values.port $metrics }}
ports:
  {{- with .Values.port }}
  - {name: http, containerPort: {{ . }}}
  {{- end }}
  {{- if and $metrics (ne (int $metrics) (int .Values.port)) }}
  - {name: metrics, containerPort: {{ $metrics }}}
  {{- end }}
{{- end }}
{{- end -}}
