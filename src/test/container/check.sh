#!/usr/bin/env bash
# Runs a built image as the README says and tells what holds: read-only, without root, over one volume, started, asked, given sound, put under load, stopped, killed, started again.
# usage: check.sh IMAGE
# Everything happens in containers and a volume that this makes and removes, within some minutes. What may be set:
#   ENGINE                            docker, or what understands its commands ("podman --cgroup-manager cgroupfs")
#   RUN_ARGS                          given to each container ("--network host -e PORT=8099 -e HOST=127.0.0.1")
#   DATABASE_URL, DATABASE_OWNER_URL  an empty database outside, as containers reach it and with the README's two roles; else that is left out
# For the load this machine needs wrk, and a way to the containers; else it is left out.
set -uo pipefail
image=${1:?which image}
read -ra engine <<<"${ENGINE:-docker}"
read -ra more <<<"${RUN_ARGS:-}"
name=vivavoce-check-$$
limit=(-m 512m)
failed=0

engine() { "${engine[@]}" "$@"; }
has() { if "${@:2}" >/dev/null 2>&1; then echo "ok      $1"; else echo "FAILED  $1"; failed=1; fi; }
tell() { echo "        $1"; }
leave() { echo "left    $1"; }
start() { engine run -d --name "$1" --read-only "${limit[@]}" "${more[@]}" "${@:2}" "$image" >/dev/null; }
start_over_volume() { start "$1" -v "$name:/data" "${@:2}"; }
# what, and within how many seconds
comes_back() {
  local begun
  begun=$(seconds)
  start_over_volume "$name"
  has "$1" await "$2" ready
  tell "ready after $(since "$begun")"
  has "and finds everything there" shows /articles/does-the-container-speak "$sound"
}
remove() { engine rm -f -v "$1"; } >/dev/null 2>&1
finish() { remove "$name"; remove "$name-other"; engine volume rm "$name" >/dev/null 2>&1; }
trap finish EXIT

inside() { engine exec "$name" "$@"; }
get() { inside bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$PORT"; printf "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%b\r\n" "$0" "$1" >&3; cat <&3' "$1" "${2:-}"; }
# To its end: a grep that stops early would end what it reads from.
shows() { get "$1" "${3:-}" | grep -a -- "$2" >/dev/null; }
ready() { shows /readyz '^HTTP/1.1 200'; }
await() { local end=$((SECONDS + $1)); until "${@:2}" >/dev/null 2>&1; do [ $SECONDS -lt $end ] || return 1; sleep 0.2; done; }
ended() { [ "$(engine inspect -f '{{.State.Running}}' "$1")" = false ]; }
code() { engine inspect -f '{{.State.ExitCode}}' "$1"; }
says() { engine logs "$1" 2>&1 | grep -- "$2" >/dev/null; }
lacks() { ! says "$@"; }
seconds() { date +%s.%N; }
since() { awk -v now="$(seconds)" -v then="$1" 'BEGIN { printf "%.1f s", now - then }'; }
# What its processes have, each page that they share counted once; and what the engine counts, which is the same and files that were read or written.
memory() {
  inside bash -c 'cat /proc/[0-9]*/smaps_rollup 2>/dev/null | awk "/^Pss:/ { kb += \$2 } END { printf \"%.0f MB of memory\", kb / 1024 }"
    cat /sys/fs/cgroup/memory.current /sys/fs/cgroup/memory/memory.usage_in_bytes 2>/dev/null | awk "{ printf \", %.0f MB with files\", \$1 / 1048576 }"'
}
load() {
  local took; took=$(wrk -t2 -c32 -d15s -H "Host: localhost" "$reached$2" 2>&1) || took="not reached"
  tell "$1: $(grep -E 'Requests/sec|Non-2xx|not reached' <<<"$took" | tr -s ' \n' ' '); $(memory)"
}

if ! engine run --rm "${limit[@]}" "${more[@]}" --entrypoint true "$image" 2>/dev/null; then
  limit=()
  leave "a limit of 512 MB: this engine sets none here"
fi
engine volume create "$name" >/dev/null
user=$(engine image inspect -f '{{.Config.User}}' "$image")
has "the image names a user who is not root: $user" test "${user:-0}" != 0

begun=$(seconds)
start_over_volume "$name"
has "it starts read-only over an empty volume" await 120 ready
tell "ready after $(since "$begun")"
check=$(engine image inspect -f '{{with .Config.Healthcheck}}{{index .Test 3}}{{end}}' "$image" 2>/dev/null)
if [ -n "$check" ]; then
  has "the image's health check says so" inside bash -c "$check"
  has "and says no where nobody answers" bash -c "! ${engine[*]} exec -e PORT=1 $name bash -c '$check'"
else
  leave "the image's health check: it was built in a format that keeps none (OCI), or without"
fi
has "the command healthcheck says so" inside java -jar /app/vivavoce.jar healthcheck
has "its user is that of the image" test "$(inside id -u)" = "$user"
has "Java is the first process, to which signals go" inside grep -q '^java' /proc/1/cmdline
has "nothing but the volume can be written, not even by root" bash -c "! ${engine[*]} exec --user 0 $name touch /app/written"
has "the portal runs from the archive of classes" inside grep -q /app/archive/classes /proc/1/maps
tell "$(inside java -version 2>&1 | head -1), $(inside grep -o -e '-XX:[A-Za-z]*=/app/archive/classes' /app/jvm.options)"
has "the front page shows answers" shows / 'href="/articles/'
has "pages come in Brotli" await 10 shows / '^Content-Encoding: br' 'Accept-Encoding: br\r\n'

# A recording as it comes from a telephone; the portal has ffmpeg make of it what listeners get.
has "the command import takes in an answer with its sound" engine exec -i "$name" bash -c 'mkdir /data/tmp/in && cd /data/tmp/in && ffmpeg -nostdin -v error -f lavfi -i "sine=frequency=220:duration=5" -c:a aac voice.m4a && cat >one.jsonl && java @/app/jvm.options -jar /app/vivavoce.jar import one.jsonl' <<'JSON'
{"id": "check-1", "slug": "does-the-container-speak", "title": "Does the container speak?", "body": "It does.", "author": {"name": "Check", "kind": "organization"}, "specialty": "Checks", "audio": "voice.m4a"}
JSON
has "and ffmpeg makes MP3 and Opus of it" await 240 shows /articles/does-the-container-speak '/media/[0-9a-f]*\.ogg'
sound=$(get /articles/does-the-container-speak | grep -ao '/media/[0-9a-f]*\.ogg' | head -1)
has "which listeners get" shows "${sound:=/none}" '^Content-Type: audio/ogg'

tell "after that: $(memory)"
address=$(engine inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$name" 2>/dev/null)
reached=http://${address:-127.0.0.1}:$(inside printenv PORT)
if command -v wrk >/dev/null; then
  load "32 readers of a kept page" /articles/when-is-chest-pain-a-sign-of-a-heart-attack
  load "32 who search" '/search?q=chest+pain'
  has "it lives" ready
else
  leave "the load: there is no wrk"
fi

start_over_volume "$name-other"
has "a second one over the same volume ends" await 60 ended "$name-other"
has "and says why" says "$name-other" "another container"
has "the first goes on" ready
remove "$name-other"

begun=$(seconds)
engine kill -s TERM "$name" >/dev/null
engine kill -s TERM "$name" >/dev/null 2>&1
has "it ends when it is told to, and twice does no harm" await 30 ended "$name"
tell "ended after $(since "$begun"), status $(code "$name")"
has "its status says by which signal, or none" grep -qxE '0|143' <<<"$(code "$name")"
remove "$name"

comes_back "a new container over the volume starts" 60
has "the database was shut down, not cut off" inside bash -c '! grep -q "not properly shut down" /data/postgresql/server.log'
engine kill -s KILL "$name" >/dev/null
await 10 ended "$name"
remove "$name"
comes_back "so does one after it was killed" 90
remove "$name"

start "$name" -v "$name:/data:ro"
has "where it may not write to the volume it ends" await 60 ended "$name"
has "and says what to do" says "$name" "/data/tmp.*by a volume"
remove "$name"

if [ -n "${DATABASE_URL:-}" ]; then
  begun=$(seconds)
  start "$name" -e DATABASE_URL -e DATABASE_OWNER_URL -e DEMO=true
  has "it starts over a PostgreSQL outside" await 120 ready
  tell "ready after $(since "$begun"), $(memory)"
  has "of which it shows answers" shows / 'href="/articles/'
  has "and runs none of its own" inside bash -c '! ls /data/postgresql'
  has "its two roles are apart" lacks "$name" 'Least privilege is off'
  start "$name-other" -e DATABASE_URL -e DATABASE_OWNER_URL -e PORT=0
  has "a second instance starts beside it" await 60 says "$name-other" "Vivavoce answers"
  remove "$name-other"
  has "and ends without harm to it" ready
else
  leave "a PostgreSQL outside: no DATABASE_URL"
fi
exit "$failed"
