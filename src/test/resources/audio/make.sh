#!/usr/bin/env bash
# How these recordings were made: a second and a half of synthetic speech in every format that is taken.
set -euo pipefail
cd "$(dirname "$0")"
flite -voice slt -t "This is a voice." -o speech.wav
make() { ffmpeg -v error -y -i speech.wav -map_metadata -1 -fflags +bitexact -flags:a +bitexact "$@"; }
make -ar 8000 -c:a pcm_u8 wav-8.wav
make -ar 8000 -c:a pcm_s16le wav-16.wav
make -ar 8000 -c:a pcm_s24le wav-24.wav
make -ar 8000 -c:a pcm_f32le wav-float.wav
make -c:a libmp3lame -b:a 24k cbr.mp3
make -c:a libmp3lame -q:a 7 -write_xing 0 -id3v2_version 0 vbr-without-length.mp3
make -c:a libmp3lame -b:a 24k -ar 44100 -ac 2 -metadata title="A voice" -metadata artist="Nobody" -write_id3v1 1 tagged.mp3
make -c:a aac -b:a 24k -movflags +faststart faststart.m4a
make -c:a aac -b:a 24k index-last.m4a
make -c:a aac -b:a 24k -movflags +frag_keyframe+empty_moov+default_base_moof -frag_duration 400000 fragments.m4a
make -c:a aac -b:a 24k -f adts plain.aac
make -c:a aac -b:a 48k -ar 96000 high-rate.m4a
printf ';FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=600\ntitle=One\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=600\nEND=1200\ntitle=Two\n' >chapters.txt
ffmpeg -v error -y -i faststart.m4a -i chapters.txt -map 0:a -map_metadata 1 -map_chapters 1 -fflags +bitexact -c copy -f mp4 chapters.m4a
make -c:a libopus -b:a 16k opus.ogg
make -c:a libvorbis -q:a 0 vorbis.ogg
make -c:a libopus -b:a 16k recorded.webm
make -c:a libopus -b:a 16k -f webm -live 1 -cluster_time_limit 500 live.webm
rm speech.wav chapters.txt
# chromium.webm is what Chromium’s own recorder wrote, a second at a time, with a pause in the middle.
