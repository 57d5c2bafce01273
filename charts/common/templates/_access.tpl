{{/* What the groups of people and pipelines may do. Administrators are those of EKS, so that they can mend this. */}}
{{- define "common.access" -}}
{{- $roles := dict "readers" "view" "developers" "edit" "deployers" (printf "%s-deploy" .Release.Name) }}
{{- $scope := dict "root" . "role" (printf "%s-look" .Release.Name) }}
{{- with .Values.access.readers }}
{{ include "common.access.binding" (merge (dict "group" .group "kind" "ClusterRoleBinding" "name" (printf "%s-readers" $.Release.Name) "role" "view") $scope) }}
{{ include "common.access.binding" (merge (dict "group" .group "kind" "ClusterRoleBinding" "name" (printf "%s-look" $.Release.Name)) $scope) }}
{{- end }}
{{- range $who := list "developers" "deployers" }}
{{- with get $.Values.access $who }}
{{- $given := . }}
{{- range .namespaces }}
{{ include "common.access.binding" (merge (dict "group" $given.group "kind" "RoleBinding" "name" $who "namespace" . "role" (get $roles $who)) $scope) }}
{{- end }}
{{- end }}
{{- end }}
{{- if .Values.access }}
{{ include "common.access.role" (dict "root" . "name" "look" "rules" (include "common.access.look" .)) }}
{{ include "common.access.role" (dict "root" . "name" "deploy" "rules" (include "common.access.deploy" .)) }}
{{- range $word, $verbs := dict "view" "[get, list, watch]" "edit" "[create, delete, deletecollection, patch, update]" }}
{{ include "common.access.role" (dict "root" $ "name" (printf "operators-%s" $word) "aggregate" $word "rules" (include "common.access.operators" $verbs)) }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Takes root, kind, name, namespace, group and role. */}}
{{- define "common.access.binding" -}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ .kind }}
metadata:
  name: {{ .name | quote }}
  {{- with .namespace }}
  namespace: {{ . | quote }}
  {{- end }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{ .role | quote }}}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: {{ .group | quote }}}]
{{- end -}}

{{/* Takes root, name, rules, and which role of Kubernetes has them too. */}}
{{- define "common.access.role" -}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ printf "%s-%s" .root.Release.Name .name | quote }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
    {{- with .aggregate }}
    rbac.authorization.k8s.io/aggregate-to-{{ . }}: "true"
    {{- end }}
rules:
  {{- .rules | trim | nindent 2 }}
{{- end -}}
