{{/* Start, health and end of a container that serves HTTP. */}}
{{- define "common.lifecycle" -}}
{{- $probes := .Values.probes -}}
startupProbe:
  httpGet: {path: {{ $probes.live | quote }}, port: http}
  periodSeconds: 5
  failureThreshold: 30
livenessProbe:
  httpGet: {path: {{ $probes.live | quote }}, port: http}
  timeoutSeconds: 5
readinessProbe:
  httpGet: {path: {{ $probes.ready | quote }}, port: http}
  timeoutSeconds: 5
  periodSeconds: 5
lifecycle:
  preStop: # the load balancer still sends requests while it takes the pod out
    sleep: {seconds: 15}
{{- end -}}
