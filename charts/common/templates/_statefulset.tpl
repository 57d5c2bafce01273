{{- define "common.statefulset" -}}
{{- if eq (include "common.controller" .) "StatefulSet" -}}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  serviceName: {{ printf "%s-pods" (include "common.name" .) | quote }}
  podManagementPolicy: Parallel # in order, a broken pod would stay even when the version before is brought back
  {{- include "common.controller.spec" . | nindent 2 }}
  volumeClaimTemplates:
    {{- range $name, $claim := .Values.claims }}
    - metadata: {name: {{ $name | quote }}}
      spec:
        {{- include "common.claimspec" $claim | nindent 8 }}
    {{- end }}
{{- end }}
{{- end -}}
