{{/* Machines of one NodePool. Takes root, name and pool. */}}
{{- define "common.ec2nodeclass" -}}
{{- $v := .root.Values -}}
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata:
  name: {{ .name | quote }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
spec:
  role: {{ $v.role | quote }}
  amiSelectorTerms:
    - alias: {{ $v.amiAlias | quote }}
  subnetSelectorTerms:
    - tags: {karpenter.sh/discovery: {{ $v.cluster | quote }}}
  securityGroupSelectorTerms:
    {{- range $v.securityGroups }}
    - id: {{ . | quote }}
    {{- end }}
  metadataOptions: # pods are one hop further away than their node, and have EKS Pod Identity
    httpEndpoint: enabled
    httpTokens: required
    httpPutResponseHopLimit: 1
    httpProtocolIPv6: disabled
  blockDeviceMappings:
    - deviceName: /dev/xvda
      rootVolume: true
      ebs:
        volumeSize: {{ .pool.volumeSize | quote }}
        volumeType: gp3
        encrypted: true
        kmsKeyID: {{ $v.volumeKey | quote }}
        deleteOnTermination: true
  {{- if .pool.localDisks }}
  instanceStorePolicy: RAID0
  {{- end }}
  {{- with $v.tags }}
  tags:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
