{{/* One field of a store that the environment describes. Takes root, store, key. */}}
{{- define "common.store" -}}
{{- $value := get (get .root.Values.stores .store | default dict) .key }}
{{- if not $value }}
  {{- fail (printf "stores.%s.%s is not set, and %s needs it: give it in the values of the environment." .store .key .root.Chart.Name) }}
{{- end }}
{{- $value }}
{{- end -}}
