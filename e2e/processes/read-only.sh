#!/bin/sh
# read-only.sh WRITABLE USER COMMAND…: runs a command as another user, with every file system read-only except for a folder.
# Needs root and a mount namespace of its own: unshare --mount.
set -eu
writable=$1 user=$2
shift 2
mount --make-rprivate /
mount --bind "$writable" "$writable"
# A folder below / can be a file system of its own. Some of the kernel's can't be changed; nothing is stored there.
awk '{ print $5 }' /proc/self/mountinfo | grep -vE '^/(proc|sys|dev)(/|$)' | sort -u | while read -r mount; do
  [ "$mount" = "$writable" ] || mount -o remount,bind,ro "$mount"
done
exec setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --bounding-set -all --inh-caps -all -- "$@"
