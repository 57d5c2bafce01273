{{/* What holds the pods of a service. Without the operator of Rollouts, a rollout is a Deployment. */}}
{{- define "common.controller" -}}
{{- $kind := .Values.kind | default "deployment" }}
{{- if and (eq $kind "rollout") .Values.capabilities.rollouts }}
{{- "Rollout" }}
{{- else }}
{{- get (dict "statefulset" "StatefulSet" "job" "Job" "cronjob" "CronJob") $kind | default "Deployment" }}
{{- end }}
{{- end -}}

{{/* Whether it goes on forever. */}}
{{- define "common.controller.stays" -}}
{{- if not (has .Values.kind (list "job" "cronjob")) }}true{{ end }}
{{- end -}}

{{- define "common.controller.ref" -}}
{{- $kind := include "common.controller" . -}}
{apiVersion: {{ eq $kind "Rollout" | ternary "argoproj.io/v1alpha1" "apps/v1" }}, kind: {{ $kind }}, name: {{ include "common.name" . | quote }}}
{{- end -}}

{{/* The label by which the pods of one version are told from those of another. */}}
{{- define "common.controller.revision" -}}
{{- get (dict "Rollout" "rollouts-pod-template-hash" "StatefulSet" "controller-revision-hash") (include "common.controller" .) | default "pod-template-hash" }}
{{- end -}}

{{/* What Deployment, Rollout and StatefulSet have in common. */}}
{{- define "common.controller.spec" -}}
{{- if eq (include "common.scaler" .) "none" }}
replicas: {{ .Values.replicas.min }}
{{- end }}
revisionHistoryLimit: 3
selector:
  matchLabels:
    {{- include "common.selector" . | nindent 4 }}
template:
  {{- include "common.pod" . | nindent 2 }}
{{- end -}}
