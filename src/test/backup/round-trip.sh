#!/usr/bin/env bash
# Exports, restores into an empty database and exports again: the two archives are the same byte by byte, and what is cut off or altered is refused before anything is written.
# usage: round-trip.sh vivavoce.jar [FILE to import …]     without files: the demonstration
# Everything happens in a folder that this makes and removes; some minutes for the largest collections.
set -euo pipefail
jar=$(realpath "${1:?which vivavoce.jar}")
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export LOG_FORMAT=text
unset DATABASE_URL DATABASE_OWNER_URL READ_DATABASE_URL

in_folder() { DATA_DIR="$scratch/$1" DEMO=false java -jar "$jar" "${@:2}"; }
timed() { local begun; begun=$(date +%s.%N); "${@:2}" >"$scratch/said" 2>&1 || { cat "$scratch/said" >&2; return 1; }; awk -v what="$1" -v then="$begun" -v now="$(date +%s.%N)" 'BEGIN { printf "%-28s %6.1f s\n", what, now - then }'; }
refused() { if "${@:2}" >"$scratch/said" 2>&1; then echo "FAILED  $1: it was taken" >&2; exit 1; fi; echo "refused ($1): $(tail -n 1 "$scratch/said")"; }

if [ $# -gt 0 ]; then
  in_folder one migrate >"$scratch/said" 2>&1
  timed "import" in_folder one import --skip-bad "$@"
else
  timed "demonstration" in_folder one seed
fi
timed "export" in_folder one export "$scratch/one.zip"
timed "restore" in_folder two restore "$scratch/one.zip"
timed "export again" in_folder two export "$scratch/two.zip"
cmp "$scratch/one.zip" "$scratch/two.zip"
size=$(stat -c %s "$scratch/one.zip")
echo "the same, $size bytes: $(sha256sum <"$scratch/one.zip" | cut -d ' ' -f 1)"

head -c $((size / 2)) "$scratch/one.zip" >"$scratch/half.zip"
refused "cut off in the middle" in_folder three restore "$scratch/half.zip"
head -c $((size - 1)) "$scratch/one.zip" >"$scratch/short.zip"
refused "its last byte missing" in_folder three restore "$scratch/short.zip"
for part in 1 2 3; do
  cp "$scratch/one.zip" "$scratch/altered.zip"
  chmod u+w "$scratch/altered.zip"
  at=$((size * part / 4))
  # One bit of one byte.
  old=$(od -An -tu1 -j "$at" -N 1 "$scratch/altered.zip")
  printf "$(printf '\\x%02x' $((old ^ 1)))" | dd of="$scratch/altered.zip" bs=1 seek="$at" conv=notrunc status=none
  refused "byte $at altered" in_folder three restore "$scratch/altered.zip"
done
if [ -e "$scratch/three/postgresql/cluster" ]; then
  echo "FAILED  a database was made for what was refused" >&2
  exit 1
fi
timed "restore into that place" in_folder three restore "$scratch/one.zip"
echo "all of it holds"
