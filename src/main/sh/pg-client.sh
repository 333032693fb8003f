# Sees to PostgreSQL's client programs: pg_dump, pg_dumpall, pg_restore, psql. Sourced by ../../../zencap, which gives
# $ZENCAP_HOME, say and fail. Which of several versions fits a server is decided later, by the program itself.
# shellcheck shell=sh

PG_CLIENT_FOLDER=$ZENCAP_HOME/.zencap/pgclient

# Makes sure that the programs can be found, or ends with status 69 and the line to run.
provide_pg_client() {
    PATH=$PATH:$PG_CLIENT_FOLDER/bin
    export PATH
    ! pg_client_found || return 0
    say "PostgreSQL's client programs are missing; installing them ..."
    if pg_client_install >/dev/null && pg_client_found; then
        return 0
    fi
    if command -v dpkg-deb >/dev/null && pg_client_unpack && pg_client_found; then
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

# Installs the distribution's package, given the right to: as root, or by sudo without a password.
pg_client_install() {
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        return 1
    fi
    # shellcheck disable=SC2086 # $as_root is two words or none
    if command -v apt-get >/dev/null; then
        $as_root apt-get -qq update </dev/null &&
            $as_root env DEBIAN_FRONTEND=noninteractive \
                apt-get -qq install -y --no-install-recommends -o Dpkg::Use-Pty=0 postgresql-client </dev/null
    elif command -v dnf >/dev/null; then
        $as_root dnf -q -y install postgresql </dev/null
    elif command -v apk >/dev/null; then
        $as_root apk add -q postgresql-client </dev/null
    else
        return 1
    fi
}

# Debian without root: unpacks the package, and the libraries it needs that are not installed, below .zencap/. The
# subshell's work folder becomes the real one only once it is whole, so a cut run leaves nothing half done.
pg_client_unpack() (
    mkdir -p "$ZENCAP_HOME/.zencap"
    work=$(mktemp -d "$ZENCAP_HOME/.zencap/pgclient.XXXXXX") || exit 1
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/root" "$work/bin" "$work/debs"

    own_apt() {
        apt-get -qq -o Debug::NoLocking=1 -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" "$@" </dev/null
    }
    own_apt update || exit 1
    # lines like: 'http://.../libpq5_15.9_amd64.deb' libpq5_15.9_amd64.deb 1234 SHA256:...
    packages=$(own_apt --print-uris --no-install-recommends -y install postgresql-client |
        sed -n "s/^'[^']*' \([^_]*\)_.*/\1/p")
    [ -n "$packages" ] || exit 1
    cd "$work/debs"
    # shellcheck disable=SC2086 # one word for each package
    own_apt download $packages || exit 1
    for package in *.deb; do
        dpkg-deb -x "$package" "$work/root" || exit 1
    done
    cd ..
    for program in "$work"/root/usr/lib/postgresql/*/bin/*; do
        pg_client_wrapper "${program#"$work"/}" >"$work/bin/${program##*/}"
    done
    chmod +x "$work"/bin/*
    rm -rf "$work/lists" "$work/cache" "$work/debs"
    "$work/bin/pg_dump" --version >/dev/null || exit 1
    rm -rf "$PG_CLIENT_FOLDER"
    mv "$work" "$PG_CLIENT_FOLDER"
)

# A script that runs the unpacked program with the libraries unpacked beside it, wherever the folder lies.
pg_client_wrapper() {
    cat <<SCRIPT
#!/bin/sh
here=\$(CDPATH='' cd "\$(dirname "\$0")/.." && pwd -P)
for folder in "\$here"/root/usr/lib/*-linux-gnu* "\$here"/root/lib/*-linux-gnu*; do
    LD_LIBRARY_PATH=\$folder\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}
done
export LD_LIBRARY_PATH
exec "\$here/$1" "\$@"
SCRIPT
}
