# What the scripts share. The password is in REDISCLI_AUTH, where redis-cli looks for it by itself.
name={{ .Values.master }}
pods="{{ range until 3 }}{{ include "redis.host" (dict "root" $ "pod" .) }} {{ end }}"
self=${POD_NAME}.{{ include "redis.domain" . }}
tls="{{ if .Values.tlsSecret }}--tls --cacert /etc/redis/tls/ca.crt{{ end }}"

# ask HOST PORT COMMAND...
ask() {
  host=$1 port=$2
  shift 2
  timeout 3 redis-cli $tls -h "$host" -p "$port" "$@" 2>/dev/null
}

# The master as each Sentinel says, a line each.
masters() {
  for pod in $pods; do
    ask "$pod" 26379 SENTINEL get-master-addr-by-name "$name" | head -n 1
  done
}

# The master that two of three Sentinels agree on; nothing while they do not.
agreed_master() {
  masters | sort | uniq -d | grep -F .
}

# A value of a configuration file.
quoted() {
  printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"
}
