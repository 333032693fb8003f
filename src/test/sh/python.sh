#!/bin/sh
# Sees to what the scripts of src/main/python need: a Python 3 that has the package "cryptography", and the program zstd; those of
# the system, else the distribution's packages, installed as root or unpacked below .zencap/. Prints the paths of both on
# two lines; ends with status 69 where there is no way to get them.
set -eu

ZENCAP_HOME=$(CDPATH='' cd "$(dirname "$0")/../../.." && pwd -P)
. "$ZENCAP_HOME/src/main/sh/packages.sh"
FOLDER=$ZENCAP_HOME/.zencap/python
PATH=$FOLDER/bin:$PATH

found() {
    zstd=$(command -v zstd) || return 1
    for python in python3 /usr/bin/python3; do
        if python=$(command -v $python) && "$python" -c 'import cryptography.hazmat.primitives.ciphers.aead' 2>/dev/null; then
            printf '%s\n' "$python" "$zstd"
            return 0
        fi
    done
    return 1
}

# Makes the programs of what has been unpacked. What was installed before is not among that.
wrap() {
    [ ! -e root/usr/bin/zstd ] || packages_wrapper usr/bin/zstd >bin/zstd
    packages_wrapper usr/bin/python3 |
        sed 's|^export LD_LIBRARY_PATH$|&\nexport PYTHONPATH="$here/root/usr/lib/python3/dist-packages"|' >bin/python3
    # the distribution's own, which the unpacked package is made for
    [ -e root/usr/bin/python3 ] || sed -i 's|"$here/root/usr/bin/python3"|/usr/bin/python3|' bin/python3
    chmod +x bin/*
    bin/python3 -c 'import cryptography.hazmat.primitives.ciphers.aead'
}

! found || exit 0
echo "There is no Python with its cryptography here, or no zstd; getting them ..." >&2
if packages_install "python3 python3-cryptography zstd" "python3 python3-cryptography zstd" "python3 py3-cryptography zstd" \
    >/dev/null && found; then
    exit 0
fi
if packages_unpack "$FOLDER" "python3 python3-cryptography zstd" wrap && found; then
    exit 0
fi
exit 69
