#!/usr/bin/env bash
# Installs, on Debian and as root, the servers and the browser that the tests drive; with "servers", those of
# `make test-servers` instead. Elsewhere it changes nothing. What it installs is started by the tests themselves, in
# folders of their own; Debian may start its own instances too, which nothing here uses.
set -u
missing=()
browsers=() # in the order in which they are wanted: without windows that nobody sees, Chromium takes half the time
if [ "${1:-}" = servers ]; then
    [ -f /usr/share/wordpress/wp-load.php ] || missing+=(wordpress wordpress-l10n)
    command -v mariadbd >/dev/null || [ -x /usr/sbin/mariadbd ] || missing+=(mariadb-server)
    command -v php >/dev/null || missing+=(php-cli)
    php -m 2>/dev/null | grep -qi mysqli || missing+=(php-mysql)
    compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
else
    command -v chromium-headless-shell >/dev/null || browsers=(chromium-headless-shell)
    [ ${#browsers[@]} -eq 0 ] || command -v chromium >/dev/null || browsers+=(chromium)
    command -v postfix >/dev/null || [ -x /usr/sbin/postfix ] || missing+=(postfix)
    command -v dovecot >/dev/null || [ -x /usr/sbin/dovecot ] || missing+=(dovecot-imapd)
fi
[ ${#missing[@]} -eq 0 ] && [ ${#browsers[@]} -eq 0 ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    command -v chromium >/dev/null || missing+=("${browsers[@]}")
    [ ${#missing[@]} -eq 0 ] || echo "Not installed: ${missing[*]}. The tests that need them will be skipped."
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
get() {
    apt-get install -y --no-install-recommends "$@" || { apt-get update && apt-get install -y --no-install-recommends "$@"; }
} >>"$log" 2>&1

if [ ${#missing[@]} -gt 0 ]; then
    echo "Installing ${missing[*]} from Debian …"
    get "${missing[@]}" || {
        tail -n 5 "$log"
        echo "Could not install ${missing[*]}: the tests that need them will be skipped."
    }
fi
for browser in "${browsers[@]}"; do
    echo "Installing $browser from Debian …"
    get "$browser" && exit 0
done
command -v chromium >/dev/null || [ ${#browsers[@]} -eq 0 ] || echo "Could not install Chromium: the tests that need it will be skipped."
exit 0
