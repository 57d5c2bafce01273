{{/*
What Pod Security does not ask of the pods of applications. Each policy says of which containers it wants what, in namespaces of
this release alone.
*/}}
{{- define "common.admissionpolicies" -}}
{{- $namespaces := list }}
{{- range $name, $settings := .Values.namespaces }}
  {{- if $settings.application }}
    {{- $namespaces = append $namespaces $name }}
  {{- end }}
{{- end }}
{{- if $namespaces }}
{{- $scope := dict "root" . "namespaces" $namespaces }}
{{ include "common.admissionpolicy" (merge (dict "name" "read-only-root" "own" true
  "holds" "has(c.securityContext) && has(c.securityContext.readOnlyRootFilesystem) && c.securityContext.readOnlyRootFilesystem"
  "remedy" "may write to its root: set securityContext.readOnlyRootFilesystem, and mount what it writes to.") $scope) }}
{{ include "common.admissionpolicy" (merge (dict "name" "requests" "own" true
  "holds" "has(c.resources) && has(c.resources.requests) && ['cpu', 'memory'].all(r, r in c.resources.requests)"
  "remedy" "does not say what it needs: give resources.requests of cpu and memory.") $scope) }}
{{ include "common.admissionpolicy" (merge (dict "name" "fixed-image" "own" false
  "holds" "c.image.matches('(@sha256:[0-9a-f]{64}|:[^/:@]+)$') && !c.image.endsWith(':latest')"
  "remedy" "has an image that may change: give a digest, or a tag other than latest.") $scope) }}
{{- with .Values.registries }}
{{ include "common.admissionpolicy" (merge (dict "name" "registries" "own" false
  "holds" (printf "%s.exists(r, c.image.startsWith(r + '/'))" (toJson .))
  "remedy" (printf "has an image of another registry: take it from %s." (join " or " .))) $scope) }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
Takes root, namespaces, name, whether it is only about containers that a pod comes with (not those of `kubectl debug`), what
holds of a container c, and the remedy. What a pod is changed in beside its spec is nobody's business.
*/}}
{{- define "common.admissionpolicy" -}}
{{- $name := printf "%s-%s" .root.Release.Name .name -}}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: {{ $name | quote }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods, pods/ephemeralcontainers]}
  matchConditions:
    - {name: another-spec, expression: "request.operation == 'CREATE' || object.spec != oldObject.spec"}
  variables:
    - name: wrong
      expression: >-
        ([object.spec.containers, object.spec.?initContainers.orValue([])]
        {{- if not .own }} + [object.spec.?ephemeralContainers.orValue([])]{{ end }})
        .map(list, list.filter(c, !({{ .holds }})).map(c, c.name)).filter(names, names.size() > 0)
        .map(names, names.join(', '))
  validations:
    - expression: variables.wrong.size() == 0
      messageExpression: {{ printf "'container ' + variables.wrong.join(', ') + ' %s'" .remedy | quote }}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ $name | quote }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
spec:
  policyName: {{ $name | quote }}
  validationActions: [Deny]
  matchResources:
    namespaceSelector:
      matchExpressions:
        - {key: kubernetes.io/metadata.name, operator: In, values: {{ toJson .namespaces }}}
{{- end -}}
