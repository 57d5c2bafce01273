{{/* One in each zone, and never on a node that is taken away at two minutes' notice. */}}
{{- define "redis.placement" -}}
topologySpreadConstraints:
  - topologyKey: topology.kubernetes.io/zone
    maxSkew: 1
    minDomains: 3
    whenUnsatisfiable: DoNotSchedule
    labelSelector:
      matchLabels:
        {{- include "common.selector" . | nindent 8 }}
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - {key: karpenter.sh/capacity-type, operator: NotIn, values: [spot]}
            - {key: eks.amazonaws.com/capacityType, operator: NotIn, values: [SPOT]}
  podAntiAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "common.selector" . | nindent 12 }}
{{- end -}}
