{{/* What the role view of Kubernetes leaves out because it belongs to no namespace. */}}
{{- define "common.access.look" -}}
- {apiGroups: [""], resources: [nodes, namespaces, persistentvolumes], verbs: [get, list, watch]}
- {apiGroups: [storage.k8s.io], resources: [storageclasses], verbs: [get, list, watch]}
- {apiGroups: [scheduling.k8s.io], resources: [priorityclasses], verbs: [get, list, watch]}
- {apiGroups: [admissionregistration.k8s.io], resources: [validatingadmissionpolicies, validatingadmissionpolicybindings], verbs: [get, list, watch]}
{{- end -}}

{{/* What a pipeline installs: charts of services, whose release is a Secret. It enters no pod and gives nobody rights. */}}
{{- define "common.access.deploy" -}}
{{- $all := "[get, list, watch, create, update, patch, delete]" -}}
- {apiGroups: [""], resources: [configmaps, secrets, services, serviceaccounts, persistentvolumeclaims], verbs: {{ $all }}}
- {apiGroups: [apps], resources: [deployments, statefulsets], verbs: {{ $all }}}
- {apiGroups: [batch], resources: [jobs, cronjobs], verbs: {{ $all }}}
- {apiGroups: [autoscaling], resources: [horizontalpodautoscalers], verbs: {{ $all }}}
- {apiGroups: [policy], resources: [poddisruptionbudgets], verbs: {{ $all }}}
- {apiGroups: [networking.k8s.io], resources: [ingresses, networkpolicies], verbs: {{ $all }}}
- {apiGroups: [""], resources: [events, pods, pods/log, endpoints], verbs: [get, list, watch]}
- {apiGroups: [apps], resources: [replicasets], verbs: [get, list, watch]}
- {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [get, list, watch]}
{{ include "common.access.operators" $all }}
{{- end -}}

{{/* Custom resources of services, which neither EKS nor Kubernetes knows of. Takes verbs. */}}
{{- define "common.access.operators" -}}
- {apiGroups: [argoproj.io], resources: [rollouts, analysistemplates, analysisruns], verbs: {{ . }}}
- {apiGroups: [keda.sh], resources: [scaledobjects], verbs: {{ . }}}
- {apiGroups: [external-secrets.io], resources: [externalsecrets], verbs: {{ . }}}
- {apiGroups: [cert-manager.io], resources: [certificates], verbs: {{ . }}}
- {apiGroups: [monitoring.coreos.com], resources: [servicemonitors, podmonitors, prometheusrules], verbs: {{ . }}}
{{- end -}}
