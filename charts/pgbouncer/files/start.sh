#!/bin/sh
# Runs PgBouncer with the users of the mounted Secrets, and has it read them again when a password changes.
set -eu
secrets=/etc/pgbouncer/users
list=/run/pgbouncer/userlist.txt

field() {
  sed 's/"/""/g' "$1"
}

# Whether they are others than before.
write_users() {
  for folder in "$secrets"/*/; do
    printf '"%s" "%s"\n' "$(field "$folder/username")" "$(field "$folder/password")"
  done >"$list.new"
  if cmp -s "$list.new" "$list"; then return 1; fi
  mv "$list.new" "$list"
}

umask 077
write_users || true
while sleep 10; do
  if write_users; then kill -HUP $$; fi
done &
ulimit -n "$(ulimit -Hn)" # a file for each connection
exec pgbouncer /etc/pgbouncer/pgbouncer.ini
