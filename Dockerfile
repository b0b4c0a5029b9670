# One base for both stages, so that a mirror or a hardened image can stand in for it: --build-arg BASE=…
ARG BASE=debian:trixie-slim

FROM ${BASE} AS build
RUN apt-get -q update \
 && apt-get install -y -q --no-install-recommends maven default-jdk-headless ca-certificates
WORKDIR /build
COPY pom.xml ./
COPY src ./src
COPY db ./db
COPY static ./static
# The library for Brotli lies ready: Java would unpack it at each start, and load it from nowhere where the temporary files lie noexec.
RUN mvn -B -ntp -DskipTests package \
 && mkdir -p target/lib && cd target && jar xf vivavoce.jar "lib/linux-$(uname -m)"

FROM ${BASE}
# A base that brings its own Java keeps it; else the newest long-term release that it offers.
RUN apt-get -q update \
 && apt-get install -y -q --no-install-recommends ffmpeg \
 && if ! command -v java >/dev/null; then \
      apt-get install -y -q --no-install-recommends openjdk-25-jre-headless \
      || apt-get install -y -q --no-install-recommends default-jre-headless; \
    fi \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin vivavoce \
 && install -d -o 10001 -g 0 -m 0770 /data
COPY --from=build /build/target/vivavoce.jar /app/vivavoce.jar
COPY --from=build /build/target/lib /app/lib
COPY src/main/jvm/jvm.options /app/jvm.options
# Recordings that are sent would else pass through the container's memory, where /tmp is one of that kind.
RUN { echo -Djava.io.tmpdir=/data/tmp; for library in /app/lib/*/libbrotli.so; do ! test -e "$library" || echo "-Dbrotli4j.library.path=$library"; done; } >>/app/jvm.options
# What a start loads is written down once, by the Java that is in here; without it a start takes longer, and nothing else.
RUN install -d -o 10001 /app/archive /data/tmp \
 && if java -XX:AOTCacheOutput=/tmp/try -version >/dev/null 2>&1; \
    then write=-XX:AOTCacheOutput= read=-XX:AOTCache= ; \
    else write=-XX:ArchiveClassesAtExit= read=-XX:SharedArchiveFile= ; fi \
 && if setpriv --reuid 10001 --regid 10001 --clear-groups \
      java @/app/jvm.options -Xmx512m -Xlog:disable -Xlog:all=error:stderr "${write}/app/archive/classes" -jar /app/vivavoce.jar rehearse \
      && test -s /app/archive/classes; \
    then echo "${read}/app/archive/classes" >>/app/jvm.options; \
    else echo "No archive of classes: the rehearsal failed" >&2; rm -f /app/archive/*; fi \
 && chown -R 0:0 /app/archive && chmod -R a-w /app/archive \
 && rm -rf /tmp/* /data/tmp
LABEL org.opencontainers.image.title="Vivavoce" \
      org.opencontainers.image.description="Doctors answer patients' questions viva voce" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV HOST=0.0.0.0 PORT=8080 DATA_DIR=/data LANG=C.UTF-8
WORKDIR /data
USER 10001
VOLUME /data
EXPOSE 8080
# As `healthcheck` asks, without a Java of its own for each time.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$PORT && printf 'GET /readyz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r answer <&3 && [[ $answer == *' 200 '* ]]"]
ENTRYPOINT ["java", "@/app/jvm.options", "-jar", "/app/vivavoce.jar"]
CMD ["serve"]
