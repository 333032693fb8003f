#!/bin/sh
# Sees to a Chromium and its driver, as ../../main/sh/pg-client.sh does to PostgreSQL's client programs: those of the system,
# else the distribution's packages, installed as root or unpacked below .zencap/. Prints the paths of both on two lines; ends with
# status 69 where there is no way to get them.
set -eu

ZENCAP_HOME=$(CDPATH='' cd "$(dirname "$0")/../../.." && pwd -P)
. "$ZENCAP_HOME/src/main/sh/packages.sh"
FOLDER=$ZENCAP_HOME/.zencap/chromium
PATH=$PATH:$FOLDER/bin

found() {
    driver=$(command -v chromedriver) || return 1
    for name in chromium chromium-browser google-chrome; do
        if browser=$(command -v $name); then
            printf '%s\n' "$browser" "$driver"
            return 0
        fi
    done
    return 1
}

# Makes the programs of what has been unpacked. The sandbox needs a program that belongs to root, or rights to make
# namespaces that not every machine gives; the tests open nothing but their own service.
wrap() {
    cat >fonts.conf <<CONF
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">root/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
CONF
    packages_wrapper usr/lib/chromium/chromium --no-sandbox |
        sed 's|^export LD_LIBRARY_PATH$|&\nexport FONTCONFIG_FILE="$here/fonts.conf"|' >bin/chromium
    packages_wrapper usr/bin/chromedriver >bin/chromedriver
    chmod +x bin/*
    bin/chromium --version >/dev/null && bin/chromedriver --version >/dev/null
}

! found || exit 0
echo "There is no Chromium here; getting one (the first time that is about 100 MB) ..." >&2
if packages_install "chromium chromium-driver fonts-dejavu-core" "chromium chromedriver dejavu-sans-fonts" \
    "chromium chromium-chromedriver font-dejavu" >/dev/null && found; then
    exit 0
fi
if packages_unpack "$FOLDER" "chromium chromium-driver fonts-dejavu-core" wrap && found; then
    exit 0
fi
exit 69
