{{/* One load balancer for all routes of a namespace, by the AWS Load Balancer Controller. */}}
{{- define "common.ingress" -}}
{{- if .Values.route -}}
{{- $annotations := dict
  "alb.ingress.kubernetes.io/group.name" (printf "%s-%s" .Values.platform .Release.Namespace)
  "alb.ingress.kubernetes.io/scheme" "internet-facing"
  "alb.ingress.kubernetes.io/target-type" "ip"
  "alb.ingress.kubernetes.io/listen-ports" `[{"HTTPS": 443}]`
  "alb.ingress.kubernetes.io/ssl-policy" "ELBSecurityPolicy-TLS13-1-2-2021-06"
  "alb.ingress.kubernetes.io/healthcheck-path" .Values.probes.ready -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  {{- include "common.metadata" . | nindent 2 }}
  annotations:
    {{- merge (dict) .Values.ingress.annotations $annotations | toYaml | nindent 4 }}
spec:
  ingressClassName: {{ .Values.ingress.className | quote }}
  rules:
    - http:
        paths:
          - path: {{ .Values.route | quote }}
            pathType: Prefix
            backend:
              service:
                name: {{ .Chart.Name | quote }}
                port: {name: http}
      {{- with .Values.ingress.host }}
      host: {{ . | quote }}
      {{- end }}
{{- end }}
{{- end -}}
