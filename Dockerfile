# The service as an image: docs/deployment.md. Nothing in it is secret, and none of its layers needs a secret.

# --- What runs, built from the sources ---------------------------------------------------------------------------------
FROM eclipse-temurin:17.0.19_10-jdk-noble AS build
WORKDIR /project
COPY pom.xml mvnw ./
COPY .mvn .mvn
COPY src/main src/main
COPY config config
COPY routes routes
COPY zencap zencap
RUN --mount=type=cache,target=/root/.m2 ./mvnw -q -B -DskipTests -Dmaven.test.skip=true package
RUN src/main/sh/assemble-installation /opt/zencap

# --- What it runs on ---------------------------------------------------------------------------------------------------
FROM debian:bookworm-20260518-slim

# PostgreSQL's client programs: a server is dumped by those of its own version, or else of the next newer one. What its own
# repository no longer has is left out, but for the newest, which serves all.
ARG PG_CLIENTS="13 14 15 16 17 18"
# Servers for restoration tests, in throwaway clusters inside the container. The newest one takes the dumps of all; recovery
# to a point in time needs that of the database's own version: --build-arg PG_SERVERS="16 18"
ARG PG_SERVERS="18"

ENV DEBIAN_FRONTEND=noninteractive
RUN set -eu; \
    apt-get update; \
    # Java's package links manual pages in it, which the slim image lacks
    mkdir -p /usr/share/man/man1; \
    apt-get install -y --no-install-recommends ca-certificates curl openjdk-17-jre-headless postgresql-common tini; \
    # no server of the system's own beside those of tests
    sed -ri 's/^#?(create_main_cluster) .*/\1 = false/' /etc/postgresql-common/createcluster.conf; \
    # PostgreSQL's own repository, with the key that Debian ships
    /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y bookworm; \
    packages=; \
    for major in $PG_CLIENTS; do \
        if apt-cache show "postgresql-client-$major" >/dev/null 2>&1; then \
            packages="$packages postgresql-client-$major"; \
        else \
            echo "There are no client programs of version $major: the next newer ones serve." >&2; \
            newest_missing=$major; \
        fi; \
    done; \
    newest=${PG_CLIENTS##* }; \
    [ "${newest_missing:-}" != "$newest" ] || { echo "HINT: drop $newest from PG_CLIENTS." >&2; exit 1; }; \
    for major in $PG_SERVERS; do packages="$packages postgresql-$major"; done; \
    # shellcheck disable=SC2086 # one word for each package
    apt-get install -y --no-install-recommends $packages; \
    rm -rf /var/lib/apt/lists/* /var/log/*.log /var/log/apt

# A user of a number that stays, as volumes remember it; initdb wants it to have a name, too.
RUN set -eu; \
    groupadd --gid 10001 zencap; \
    useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/zencap --shell /usr/sbin/nologin zencap; \
    install -d -o zencap -g zencap -m 0700 \
        /var/lib/zencap /var/lib/zencap/backups /var/lib/zencap/work /run/zencap

COPY --from=build /opt/zencap /opt/zencap

# All that is written goes to the two volumes, to /run/zencap and to /tmp: the rest may be read-only. /tmp must let programs be
# loaded from it, as libraries unpack their native parts there.
ENV PATH=/opt/zencap:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    ZENCAP_HOME=/opt/zencap \
    BACKUP_HTTP_HOST=0.0.0.0 \
    BACKUP_HTTP_PORT=3000 \
    BACKUP_HTTPS_PORT=3443 \
    BACKUP_LOCAL_DIR=/var/lib/zencap/backups \
    BACKUP_WORK_DIR=/var/lib/zencap/work \
    WLP_OUTPUT_DIR=/run/zencap \
    LOG_DIR=/run/zencap/logs \
    WLP_LOGGING_CONSOLE_LOGLEVEL=INFO \
    JVM_ARGS=-Djolokia.policyLocation=file:/opt/zencap/config/jolokia-access.xml
VOLUME ["/var/lib/zencap/backups", "/var/lib/zencap/work"]
WORKDIR /opt/zencap
USER 10001:10001
# 3443 in place of 3000 where a certificate is set
EXPOSE 3000 3443
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=90s --retries=4 \
    CMD if [ -n "${BACKUP_TLS_CERTIFICATE:-}" ]; \
        then curl -fsSk -o /dev/null "https://127.0.0.1:${BACKUP_HTTPS_PORT}/health/ready"; \
        else curl -fsS -o /dev/null "http://127.0.0.1:${BACKUP_HTTP_PORT}/health/ready"; fi

# Scripts end in exec, so that signals reach Java; tini takes in orphans of sandboxes, and 143 is how Java ends when asked to.
ENTRYPOINT ["/usr/bin/tini", "-e", "143", "--"]
CMD ["/opt/zencap/src/main/sh/serve"]
LABEL org.opencontainers.image.title="ZenCap Backup" \
      org.opencontainers.image.description="Backup and disaster recovery for PostgreSQL and the files beside it"
