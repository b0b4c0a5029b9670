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
RUN mvn -B -ntp -DskipTests package

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
ENV HOST=0.0.0.0 PORT=8080 DATA_DIR=/data JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60"
WORKDIR /data
USER 10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-jar", "/app/vivavoce.jar", "healthcheck"]
ENTRYPOINT ["java", "-jar", "/app/vivavoce.jar"]
CMD ["serve"]
