{{- define "common.scaledobject" -}}
{{- if eq (include "common.scaler" .) "scaledobject" -}}
{{- $measured := or .Values.replicas.cpu .Values.replicas.memory -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  {{- include "common.metadata" . | nindent 2 }}
  {{- if $measured }}
  annotations: # the autoscaler that did without the queue until KEDA came would be a second one
    scaledobject.keda.sh/transfer-hpa-ownership: "true"
  {{- end }}
spec:
  {{- if $measured }}
  advanced:
    horizontalPodAutoscalerConfig: {name: {{ include "common.name" . | quote }}}
  {{- end }}
  scaleTargetRef: {{ include "common.controller.ref" . }}
  minReplicaCount: {{ .Values.replicas.min }}
  maxReplicaCount: {{ .Values.replicas.max }}
  triggers:
    {{- range $resource := list "cpu" "memory" }}
    {{- with get $.Values.replicas $resource }}
    - type: {{ $resource }}
      metricType: Utilization
      metadata: {value: {{ . | quote }}}
    {{- end }}
    {{- end }}
    {{- include "common.backlog" . | trim | nindent 4 }}
{{- end }}
{{- end -}}

{{- define "common.backlog" -}}
{{- $queue := .Values.replicas.queue }}
{{- range $queue.redis }}
{{- $redis := get $.Values.stores "redis" | default dict }}
{{- $address := include "common.store" (dict "root" $ "store" "redis" "key" "address") | quote }}
- type: {{ ternary "redis-sentinel" "redis" (not (not $redis.master)) }} # counts lists and sorted sets alike
  metadata:
    {{- with $redis.master }}
    addresses: {{ $address }}
    sentinelMaster: {{ . | quote }}
    sentinelPasswordFromEnv: REDIS_PASSWORD
    {{- else }}
    address: {{ $address }}
    enableTLS: {{ hasPrefix "rediss:" (include "common.store" (dict "root" $ "store" "redis" "key" "url")) | quote }}
    {{- end }}
    passwordFromEnv: REDIS_PASSWORD
    listName: {{ . | quote }}
    listLength: {{ $queue.length | quote }}
{{- end }}
{{- with $queue.sqs }}
- type: aws-sqs-queue
  metadata: # counted with the role of KEDA itself, which it has by EKS Pod Identity
    queueURL: {{ include "common.store" (dict "root" $ "store" . "key" "url") | quote }}
    awsRegion: {{ include "common.store" (dict "root" $ "store" . "key" "region") | quote }}
    queueLength: {{ $queue.length | quote }}
    identityOwner: operator
{{- end }}
{{- end -}}
