# Gets programs from the packages of the system's distribution. Sourced by others, which give $ZENCAP_HOME.
# shellcheck shell=sh

# Installs packages, given the right to: as root, or by sudo without a password. Arguments: the one package's names for
# apt-get, dnf and apk; one can be several words.
packages_install() {
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        return 1
    fi
    # shellcheck disable=SC2086 # $as_root is two words or none, each argument one or more
    if command -v apt-get >/dev/null; then
        $as_root apt-get -qq update </dev/null &&
            $as_root env DEBIAN_FRONTEND=noninteractive \
                apt-get -qq install -y --no-install-recommends -o Dpkg::Use-Pty=0 $1 </dev/null
    elif command -v dnf >/dev/null; then
        $as_root dnf -q -y install $2 </dev/null
    elif command -v apk >/dev/null; then
        $as_root apk add -q $3 </dev/null
    else
        return 1
    fi
}

# Debian without root: unpacks packages, and what they need that is not installed, into $1/root, and has the function $3
# make programs of that, which it is called in $1 for; it fails where they don't run. The folder becomes the real one only
# once it is whole, so a cut run leaves nothing half done. Arguments: the folder, below $ZENCAP_HOME/.zencap; packages; function.
packages_unpack() (
    command -v dpkg-deb >/dev/null && command -v apt-get >/dev/null || exit 1
    mkdir -p "$ZENCAP_HOME/.zencap"
    work=$(mktemp -d "$ZENCAP_HOME/.zencap/unpack.XXXXXX") || exit 1
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/root" "$work/bin" "$work/debs"

    own_apt() {
        apt-get -qq -o Debug::NoLocking=1 -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" "$@" </dev/null
    }
    own_apt update || exit 1
    # lines like: 'http://.../libpq5_15.9_amd64.deb' libpq5_15.9_amd64.deb 1234 SHA256:...
    # shellcheck disable=SC2086 # one word for each package
    packages=$(own_apt --print-uris --no-install-recommends -y install $2 | sed -n "s/^'[^']*' \([^_]*\)_.*/\1/p")
    [ -n "$packages" ] || exit 1
    cd "$work/debs"
    # shellcheck disable=SC2086 # one word for each package
    own_apt download $packages || exit 1
    for package in *.deb; do
        dpkg-deb -x "$package" "$work/root" || exit 1
    done
    cd ..
    rm -rf "$work/lists" "$work/cache" "$work/debs"
    "$3" || exit 1
    rm -rf "$1"
    mv "$work" "$1"
)

# Writes a script that runs an unpacked program with the libraries unpacked beside it, wherever the folder lies.
# Arguments: the program's path below root; further arguments that it always gets.
packages_wrapper() {
    wrapped=$1
    shift
    cat <<SCRIPT
#!/bin/sh
here=\$(CDPATH='' cd "\$(dirname "\$0")/.." && pwd -P)
for folder in "\$here"/root/usr/lib/*-linux-gnu*/pulseaudio "\$here"/root/usr/lib/*-linux-gnu* "\$here"/root/lib/*-linux-gnu*; do
    LD_LIBRARY_PATH=\$folder\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}
done
export LD_LIBRARY_PATH
exec "\$here/root/$wrapped" $* "\$@"
SCRIPT
}
