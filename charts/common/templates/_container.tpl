{{- define "common.container" -}}
{{- $v := .Values -}}
name: {{ .Chart.Name | quote }}
image: {{ include "common.image" $v.image | quote }}
{{- include "common.ports" . }}
envFrom:
  - configMapRef: {name: {{ .Chart.Name | quote }}}
{{- with $v.secretEnv }}
env:
  {{- range $name, $source := . }}
  - name: {{ $name | quote }}
    valueFrom:
      secretKeyRef: {{ include "common.secretref" (dict "root" $ "name" $name "source" $source) }}
  {{- end }}
{{- end }}
{{ include "common.resources" $v.resources }}
{{ include "common.restricted.container" . }}
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
  {{- range $name, $claim := $v.claims }}
  - name: {{ $name | quote }}
    mountPath: {{ $claim.path | quote }}
  {{- end }}
  {{- range $store, $_ := include "common.authorities" . | fromYaml }}
  - name: {{ printf "%s-tls" $store | quote }}
    mountPath: {{ include "common.authority.folder" $store | quote }}
    readOnly: true
  {{- end }}
{{- end -}}

{{/* Takes an image: registry, repository, tag, digest. */}}
{{- define "common.image" -}}
{{- printf "%s/%s%s" .registry .repository (ternary (print "@" .digest) (print ":" .tag) (ne .digest "")) }}
{{- end -}}

{{/* Unless limits say otherwise, memory is limited to what is requested, and CPU is not. Takes cpu, memory, limits, gpu. */}}
{{- define "common.resources" -}}
{{- $limits := .limits | default dict -}}
resources:
  requests:
    cpu: {{ .cpu | quote }}
    memory: {{ .memory }}
  limits:
    {{- with $limits.cpu }}
    cpu: {{ . | quote }}
    {{- end }}
    memory: {{ $limits.memory | default .memory }}
    {{- with .gpu }}
    nvidia.com/gpu: {{ . | quote }}
    {{- end }}
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
