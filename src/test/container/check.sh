#!/usr/bin/env bash
# Runs a built image as the README says and tells what holds: read-only, without root, over one volume, started, asked, stopped and started again.
# usage: [ENGINE=podman] [RUN_ARGS="--network host -e PORT=8099"] check.sh IMAGE
# ENGINE understands docker's commands. Everything happens in containers that this starts and removes, within some minutes.
set -uo pipefail
image=${1:?which image}
read -ra engine <<<"${ENGINE:-docker}"
read -ra more <<<"${RUN_ARGS:-}"
name=vivavoce-check-$$
data=$(mktemp -d)
chmod 0777 "$data"
failed=0

engine() { "${engine[@]}" "$@"; }
has() { if "${@:2}" >/dev/null 2>&1; then echo "ok      $1"; else echo "FAILED  $1"; failed=1; fi; }
run() { engine run -d --name "$1" --read-only -v "$data:/data" -m 512m "${more[@]}" "${@:2}" "$image" >/dev/null; }
inside() { engine exec "$name" "$@"; }
healthy() { inside java -XX:TieredStopAtLevel=1 -jar /app/vivavoce.jar healthcheck; }
running() { [ "$(engine inspect -f '{{.State.Running}}' "$1")" = true ]; }
code() { engine inspect -f '{{.State.ExitCode}}' "$1"; }
says() { engine logs "$1" 2>&1 | grep -q -- "$2"; }
await() { local end=$((SECONDS + $1)); until "${@:2}" >/dev/null 2>&1; do [ $SECONDS -lt $end ] || return 1; sleep 0.2; done; }
ended() { ! running "$1"; }
seconds() { date +%s.%N; }
since() { awk -v now="$(seconds)" -v then="$1" 'BEGIN { printf "%.1f s", now - then }'; }
remove() { engine rm -f "$1" >/dev/null 2>&1; }
finish() { remove "$name"; remove "$name-other"; rm -rf "$data" 2>/dev/null || engine run --rm --user 0 --entrypoint rm -v "$data:/data" "$image" -rf /data/postgresql; rm -rf "$data"; }
trap finish EXIT
answers() { inside bash -c 'exec 3<>/dev/tcp/127.0.0.1/$PORT; printf "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" "$0" >&3; cat <&3' "$1"; }

user=$(engine image inspect -f '{{.Config.User}}' "$image")
has "the image names a user who is not root: $user" test "${user:-0}" != 0

begun=$(seconds)
run "$name" --tmpfs /tmp
has "it starts read-only over an empty volume" await 120 answers /readyz
await 120 healthy
echo "        ready after $(since "$begun")"
has "healthcheck says so" healthy
has "its user is that of the image" bash -c "[ \"\$(${engine[*]} exec $name id -u)\" = $user ]"
has "nothing else can be written" bash -c "! ${engine[*]} exec $name touch /app/written"
has "ffmpeg makes MP3 and Opus" inside bash -c 'ffmpeg -hide_banner -encoders | grep -q libmp3lame && ffmpeg -hide_banner -encoders | grep -q libopus'
has "the archive of classes is there, and named to Java" inside bash -c 'test -s /app/archive/classes && grep -q /app/archive/classes /app/jvm.options'
has "Java accepts it" inside bash -c 'java @/app/jvm.options -XX:AOTMode=on -version || java @/app/jvm.options -Xshare:on -version'
home=$(answers /)
has "the front page shows answers" grep -q 'href="/articles/' <<<"$home"
echo "        memory of the container: $(inside cat /sys/fs/cgroup/memory.current 2>/dev/null | awk '{ printf "%.0f MB", $1 / 1048576 }')"

run "$name-other" --tmpfs /tmp
has "a second one over the same volume ends" await 60 ended "$name-other"
has "and says why" says "$name-other" "another container"
has "the first goes on" healthy
remove "$name-other"

begun=$(seconds)
engine kill -s TERM "$name" >/dev/null
engine kill -s TERM "$name" >/dev/null 2>&1
has "it ends when it is told to, and twice does no harm" await 30 ended "$name"
echo "        ended after $(since "$begun"), status $(code "$name")"
has "its status says by which signal, or none" bash -c "[[ $(code "$name") =~ ^(0|143)$ ]]"
remove "$name"

begun=$(seconds)
run "$name" --tmpfs /tmp
await 60 answers /readyz
await 60 healthy
has "a new container finds everything in the volume" grep -q 'href="/articles/' <<<"$(answers /)"
echo "        ready after $(since "$begun")"
has "the database was shut down, not cut off" inside bash -c '! grep -q "not properly shut down" /data/postgresql/server.log'
engine kill -s KILL "$name" >/dev/null
await 10 ended "$name"
remove "$name"
run "$name" --tmpfs /tmp
has "so it does after it was killed" await 90 healthy
remove "$name"

run "$name"
has "without a place for temporary files it ends" await 60 ended "$name"
has "and says what to do" says "$name" "--tmpfs /tmp"
exit "$failed"
