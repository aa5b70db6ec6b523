#!/bin/sh
# The command line of an installed Latchkey: latchkey doctor. Link it as /usr/local/bin/latchkey.
set -eu
# cron leaves out the folder of runuser.
export PATH="$PATH:/usr/sbin:/sbin"
app=$(dirname "$(dirname "$(readlink -f "$0")")")
settings=/etc/latchkey/latchkey.env
if [ -z "${ENV_FILE+set}" ] && [ -e "$settings" ]; then export ENV_FILE="$settings"; fi
# Relative paths in arguments belong to the folder where the command was typed.
export INIT_CWD="$PWD"
# What messages call this program.
export LATCHKEY_CLI=latchkey
cd "$app"
set -- node_modules/.bin/node scripts/cli.ts "$@"
# What root creates, such as the database, could not be opened by the server.
if [ "$(id -u)" = 0 ] && id latchkey >/dev/null 2>&1; then set -- runuser -u latchkey -- "$@"; fi
exec "$@"
