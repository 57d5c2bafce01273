{{- define "common.pod" -}}
{{- $runs := not (include "common.controller.stays" .) -}}
metadata:
  labels:
    {{- include "common.podlabels" . | nindent 4 }}
  annotations:
    checksum/config: {{ include "common.config" . | sha256sum | quote }}
    {{- if or .Values.resources.gpu $runs }}
    karpenter.sh/do-not-disrupt: "true"
    {{- end }}
spec:
  {{- if $runs }}
  restartPolicy: Never
  {{- end }}
  serviceAccountName: {{ .Chart.Name | quote }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . | quote }}
  {{- end }}
  {{- include "common.restricted.pod" . | nindent 2 }}
  {{- include "common.placement" . | nindent 2 }}
  containers:
    - {{- include "common.container" . | nindent 6 }}
  volumes:
    - name: tmp
      emptyDir: {}
    {{- range .Values.volumes }}
    - name: {{ .name | quote }}
      persistentVolumeClaim:
        claimName: {{ include "common.store" (dict "root" $ "store" .store "key" "claim") | quote }}
        readOnly: {{ .readOnly }}
    {{- end }}
    {{- range $store, $_ := include "common.authorities" . | fromYaml }}
    - name: {{ printf "%s-tls" $store | quote }}
      secret:
        secretName: {{ include "common.authority.secret" (list $ $store) | quote }}
        items: [{key: ca.crt, path: ca.crt}]
    {{- end }}
    {{- if ne (include "common.controller" .) "StatefulSet" }}
    {{- range $name, $_ := .Values.claims }}
    - name: {{ $name | quote }}
      persistentVolumeClaim: {claimName: {{ printf "%s-%s" (include "common.name" $) $name | quote }}}
    {{- end }}
    {{- end }}
{{- end -}}
