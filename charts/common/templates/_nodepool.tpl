{{/* Nodes that Karpenter may add. Takes root, name and pool. */}}
{{- define "common.nodepool" -}}
{{- $pool := .pool -}}
apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: {{ .name | quote }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
spec:
  limits:
    {{- range $resource, $amount := $pool.limits }}
    {{ $resource }}: {{ $amount | quote }}
    {{- end }}
  disruption:
    consolidationPolicy: {{ $pool.consolidationPolicy }}
    consolidateAfter: {{ $pool.consolidateAfter }}
    budgets:
      - nodes: {{ $pool.disruptedNodes | quote }}
  template:
    metadata:
      labels: # node groups bear the same, so that a service finds its nodes by one name
        {{- merge (dict "pinksea.dev/node-group" .name) ($pool.labels | default dict) | toYaml | nindent 8 }}
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: {{ .name | quote }}}
      expireAfter: {{ $pool.expireAfter }}
      {{- with $pool.terminationGracePeriod }}
      terminationGracePeriod: {{ . }}
      {{- end }}
      {{- with $pool.taints }}
      taints:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      requirements:
        - {key: kubernetes.io/os, operator: In, values: [linux]}
        - {key: kubernetes.io/arch, operator: In, values: {{ toJson $pool.arch }}}
        - {key: karpenter.sh/capacity-type, operator: In, values: {{ toJson $pool.capacityTypes }}}
        - {key: node.kubernetes.io/instance-type, operator: In, values: {{ toJson $pool.instanceTypes }}}
{{- end -}}
