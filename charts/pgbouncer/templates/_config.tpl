{{- define "pgbouncer.config" -}}
{{- $server := .Values.server }}
{{- range $key := list "host" "database" }}
  {{- if not (get $server $key) }}
    {{- fail (printf "server.%s is empty: give that of the PostgreSQL behind PgBouncer." $key) }}
  {{- end }}
{{- end }}
{{- if not $server.cidrs }}
  {{- fail (printf "server.cidrs is empty, so no pod could reach %s: give the CIDRs of the database's subnets." $server.host) }}
{{- end }}
{{- if and (hasPrefix "verify" $server.sslmode) (not $server.ca) }}
  {{- fail (printf "server.ca is empty, and server.sslmode %s needs it: give the certificates of the authorities, or another sslmode." $server.sslmode) }}
{{- end }}
{{- if not .Values.users }}
  {{- fail "users is empty, so nobody could log in: give the Secrets of the roles that connect." }}
{{- end }}
{{- $data := dict }}
{{- range list "pgbouncer.ini" "start.sh" "stop.sh" }}
  {{- $_ := set $data . (tpl ($.Files.Get (printf "files/%s" .)) $) }}
{{- end }}
{{- with $server.ca }}
  {{- $_ := set $data "ca.pem" . }}
{{- end }}
{{- toYaml $data }}
{{- end -}}
