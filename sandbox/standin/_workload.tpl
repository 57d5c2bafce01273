{{/* The value at a dotted path of the values as JSON, or nothing. */}}
{{- define "standin.at" -}}
{{- $value := .root.Values -}}
{{- range splitList "." (.path | default "") -}}
{{- if and . (kindIs "map" $value) -}}
{{- $value = get $value . -}}
{{- else if . -}}
{{- $value = "" -}}
{{- end -}}
{{- end -}}
{{- if and .path (not (eq (toString $value) "")) -}}{{ $value | toJson }}{{- end -}}
{{- end -}}

{{- define "standin.workload" -}}
{{- $root := .root -}}
{{- $of := .workload -}}
{{- $kind := $of.kind | default "Deployment" -}}
{{- $name := tpl $of.name $root -}}
{{- $namespace := include "standin.at" (dict "root" $root "path" $of.namespace) | default $root.Release.Namespace -}}
{{- $account := include "standin.at" (dict "root" $root "path" $of.account) | default ($name | toJson) -}}
{{- $selector := dict "app.kubernetes.io/name" $name "app.kubernetes.io/instance" $root.Release.Name -}}
{{- if not $of.shares }}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $account }}
  namespace: {{ $namespace }}
---
{{- end }}
apiVersion: apps/v1
kind: {{ $kind }}
metadata:
  name: {{ $name }}
  namespace: {{ $namespace }}
  labels: {{ toJson $selector }}
spec:
  {{- if ne $kind "DaemonSet" }}
  replicas: {{ include "standin.at" (dict "root" $root "path" $of.replicas) | default 1 }}
  {{- end }}
  {{- if eq $kind "StatefulSet" }}
  serviceName: {{ $name }}-headless
  podManagementPolicy: Parallel
  {{- end }}
  selector:
    matchLabels: {{ toJson $selector }}
  template:
    metadata:
      labels: {{ toJson $selector }}
    spec:
      serviceAccountName: {{ $account }}
      {{- with include "standin.at" (dict "root" $root "path" $of.pod) }}
      securityContext: {{ omit (fromJson .) "enabled" | toJson }}
      {{- end }}
      {{- range $field := list "nodeSelector" "tolerations" "affinity" "topologySpreadConstraints" "priorityClassName" }}
      {{- with include "standin.at" (dict "root" $root "path" (printf "%s.%s" ($of.spec | default "") $field | trimPrefix ".")) }}
      {{ $field }}: {{ tpl . $root }}
      {{- end }}
      {{- end }}
      {{- with $of.host }}
      hostNetwork: {{ .host_network | default false }}
      {{- end }}
      containers:
        - name: stand-in
          image: stand-in.invalid/{{ $root.Chart.Name }}:{{ $root.Chart.Version }}
          {{- with $of.env }}
          env:
            {{- range $name, $path := . }}
            - {name: {{ $name }}, value: {{ include "standin.at" (dict "root" $root "path" $path) | trimAll "\"" | quote }}}
            {{- end }}
          {{- end }}
          {{- with include "standin.at" (dict "root" $root "path" $of.container) }}
          securityContext: {{ omit (fromJson .) "enabled" | toJson }}
          {{- end }}
          {{- with include "standin.at" (dict "root" $root "path" $of.resources) }}
          resources: {{ . }}
          {{- end }}
      {{- with ($of.host).paths }}
      volumes:
        {{- range $index, $path := . }}
        - {name: host-{{ $index }}, hostPath: {path: {{ $path }}}}
        {{- end }}
      {{- end }}
  {{- with $of.claims }}
  volumeClaimTemplates:
    {{- range . }}
    - metadata: {name: {{ .name }}}
      spec:
        accessModes: [ReadWriteOnce]
        {{- with include "standin.at" (dict "root" $root "path" .class) }}
        storageClassName: {{ . }}
        {{- end }}
        resources: {requests: {storage: {{ include "standin.at" (dict "root" $root "path" .size) }}}}
    {{- end }}
  {{- end }}
{{- end -}}
