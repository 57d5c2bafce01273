{{/* Blue/green: a new version gets all requests at once, is watched for a quarter of an hour, and gives them back when it fails. */}}
{{- define "common.rollout" -}}
{{- if eq (include "common.controller" .) "Rollout" -}}
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  strategy:
    blueGreen:
      activeService: {{ include "common.name" . | quote }}
      previewService: {{ printf "%s-preview" (include "common.name" .) | quote }}
      autoPromotionEnabled: {{ .Values.rollout.autoPromotion }}
      scaleDownDelaySeconds: 1200 # the analysis ends when the version before is gone
      {{- if .Values.capabilities.prometheus }}
      postPromotionAnalysis:
        templates: [{templateName: {{ include "common.name" . | quote }}}]
        args: [{name: version, valueFrom: {podTemplateHashValue: Latest}}]
      {{- end }}
  progressDeadlineAbort: true
  {{- include "common.controller.spec" . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "common.analysistemplate" -}}
{{- if and (eq (include "common.controller" .) "Rollout") .Values.capabilities.prometheus -}}
{{- $pods := printf "namespace=%q,pod=~\"%s-{{args.version}}-.*\"" .Release.Namespace (include "common.name" .) -}}
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  args: [{name: version}]
  metrics:
    - name: errors
      interval: 1m
      count: 15
      failureLimit: 2
      consecutiveErrorLimit: 4
      # Pods that nobody asks anything are well; pods that nobody measures are not.
      successCondition: len(result) > 0 && result[0] < {{ include "common.objectives.burn" (dict "root" . "times" 14.4) }}
      provider:
        prometheus:
          address: {{ .Values.monitoring.prometheus | quote }}
          query: |
            {{- include "common.objectives.errors" (dict "pods" $pods "window" "2m") | nindent 12 }}
            or 0 * max(up{ {{- $pods -}} } == 1)
{{- end }}
{{- end -}}
