# Sees to PostgreSQL's client programs: pg_dump, pg_dumpall, pg_restore, psql. Sourced by ../../../zencap, which gives
# $ZENCAP_HOME, say and fail. Which of several versions fits a server is decided later, by the program itself.
# shellcheck shell=sh

. "$ZENCAP_HOME/src/main/sh/packages.sh"

PG_CLIENT_FOLDER=$ZENCAP_HOME/.zencap/pgclient

# Makes sure that the programs can be found, or ends with status 69 and the line to run.
provide_pg_client() {
    PATH=$PATH:$PG_CLIENT_FOLDER/bin
    export PATH
    ! pg_client_found || return 0
    say "PostgreSQL's client programs are missing; installing them ..."
    if packages_install postgresql-client postgresql postgresql-client >/dev/null && pg_client_found; then
        return 0
    fi
    if packages_unpack "$PG_CLIENT_FOLDER" postgresql-client pg_client_wrap && pg_client_found; then
        say "unpacked them under $PG_CLIENT_FOLDER"
        return 0
    fi
    fail 69 "PostgreSQL's client programs (pg_dump, pg_restore, psql) are missing and can't be installed from here." \
        "HINT: run as root: $(pg_client_command), or name their folder in BACKUP_PG_BIN."
}

# Whether one folder of BACKUP_PG_BIN, PATH or the usual places has them all.
pg_client_found() {
    if [ -n "${BACKUP_PG_BIN:-}" ]; then
        pg_client_in "$BACKUP_PG_BIN"
        return
    fi
    saved_ifs=$IFS
    IFS=:
    # shellcheck disable=SC2086 # splitting is meant
    set -- $PATH
    IFS=$saved_ifs
    for folder in "$@" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/libexec/postgresql*; do
        ! pg_client_in "$folder" || return 0
    done
    return 1
}

pg_client_in() {
    for program in pg_dump pg_dumpall pg_restore psql; do
        [ -x "$1/$program" ] || return 1
    done
}

# The distribution's way to install them.
pg_client_command() {
    if command -v apt-get >/dev/null; then
        echo "apt-get install -y postgresql-client"
    elif command -v dnf >/dev/null; then
        echo "dnf install -y postgresql"
    elif command -v apk >/dev/null; then
        echo "apk add postgresql-client"
    else
        echo "your system's package manager to install PostgreSQL's client package"
    fi
}

# Makes the programs of what has been unpacked.
pg_client_wrap() {
    for program in root/usr/lib/postgresql/*/bin/*; do
        packages_wrapper "${program#root/}" >"bin/${program##*/}"
    done
    chmod +x bin/*
    bin/pg_dump --version >/dev/null
}
