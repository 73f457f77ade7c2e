#!/bin/sh
# Chromium on Wayland, started while the compositor has no screen (a television that is off).
# Guess: it waits for the compositor's word that a screen has come, and rests until then; the page loads meanwhile.
# Seen, with cage 0.2.0 and Chromium 156 of Debian 13, headless, without a screen: before it loads anything it asks the
# compositor one round trip after the other (wl_display.sync), tens of thousands a second, for as long as there is none:
# most of a core for both together. With one screen it is quiet within seconds.
# Needs root, mmdebstrap and Debian's packages; takes three minutes and 1 GB in a temporary folder.
set -eu
folder=$(mktemp -d)
root=$folder/root
trap 'for one in proc dev; do umount "$root/$one" 2>/dev/null || true; done; rm -rf "$folder"' EXIT
mmdebstrap --quiet --variant=minbase --include=cage,chromium,procps trixie "$root" 2>/dev/null
for one in proc dev; do mount --bind /$one "$root/$one"; done
mkdir -m 700 "$root/run/w"
cat > "$root/run/start" <<'SCRIPT'
export HOME=/run/w XDG_RUNTIME_DIR=/run/w WLR_BACKENDS=headless WLR_HEADLESS_OUTPUTS=$1 WLR_RENDERER=pixman
export WLR_LIBINPUT_NO_DEVICES=1 WAYLAND_DEBUG=client
exec timeout 25 cage -- chromium --no-sandbox --ozone-platform=wayland --kiosk --no-first-run \
  --disable-background-networking --disable-component-update --user-data-dir=/run/w/profile-$1 about:blank
SCRIPT
trips() {
  chroot "$root" sh /run/start "$1" 2>&1 | grep --count --text 'wl_display#1.sync' || true
}
without=$(trips 0)
with=$(trips 1)
chroot "$root" dpkg-query --show cage chromium
echo "round trips in 25 s: $without without a screen, $with with one"
[ "$without" -gt 50000 ] && [ "$with" -lt 2000 ] && exit 0
echo 'this is no longer so' >&2
exit 1
