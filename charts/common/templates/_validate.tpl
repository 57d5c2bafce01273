{{/* What a schema cannot say. Each sentence names the value and the remedy. */}}
{{- define "common.validate" -}}
{{- $v := .Values }}
{{- include "common.validate.image" .Values.image }}
{{- if gt (int $v.replicas.min) (int $v.replicas.max) }}
  {{- fail (printf "replicas.min %v is above replicas.max %v: lower min or raise max." $v.replicas.min $v.replicas.max) }}
{{- end }}
{{- if and (eq (int $v.replicas.min) 0) (eq (include "common.scaler" .) "horizontalpodautoscaler") }}
  {{- fail "replicas.min is 0, where no pod is left to measure: give at least 1, or scale by queue alone." }}
{{- end }}
{{- if and $v.claims (ne (include "common.controller" .) "StatefulSet") (gt (int $v.replicas.max) 1) }}
  {{- fail (printf "replicas.max is %v, and only one pod can mount the volumes of %s: give at most 1." $v.replicas.max .Chart.Name) }}
{{- end }}
{{- if and $v.capabilities.externalSecrets $v.secretEnv (not $v.secrets.prefix) }}
  {{- fail (printf "secrets.prefix is empty: give what the names of the secrets of %s begin with, such as the id of the platform." .Chart.Name) }}
{{- end }}
{{- if and $v.route (not $v.network.loadBalancer) }}
  {{- fail (printf "network.loadBalancer is empty, so nothing could reach route %s: give the CIDRs of the load balancer's subnets." $v.route) }}
{{- end }}
{{- if and (or $v.egress.aws $v.egress.internet) (not $v.network.vpc) }}
  {{- fail (printf "network.vpc is empty: give the CIDR of the VPC, which HTTPS from %s to the outside leaves out." .Chart.Name) }}
{{- end }}
{{- end -}}

{{/* Takes the image. */}}
{{- define "common.validate.image" -}}
{{- if not .registry }}
  {{- fail (printf "image.registry is empty: give the registry that holds %s." .repository) }}
{{- end }}
{{- if not (or .tag .digest) }}
  {{- fail (printf "image.tag and image.digest are empty: give one of them for %s." .repository) }}
{{- end }}
{{- end -}}
