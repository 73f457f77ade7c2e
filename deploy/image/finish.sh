#!/bin/sh
# What is done in a new root once Debian's packages are there (mmdebstrap's hook): `finish.sh ROOT`, with the product's
# package in $PACKAGE and the card's own files in $FILES.
set -eu
root=$1
cp --recursive --no-dereference --preserve=mode,links "$FILES/." "$root/"
echo kf99 > "$root/etc/hostname"
printf '127.0.0.1 localhost\n127.0.1.1 kf99.local kf99\n::1 localhost\n' > "$root/etc/hosts"
mkdir -p "$root/etc/default" "$root/boot/firmware"
# Where it starts; without 'quiet' its own words would be on the visitors' screen.
echo 'quiet loglevel=3 vt.global_cursor_default=0 systemd.show_status=no' > "$root/etc/default/raspi-extra-cmdline"
if [ -e "$root/etc/default/raspi-firmware" ]; then
  # A Pi 4 takes its memory for pictures by itself; told, it does not start (raspi-firmware's own words).
  printf 'ROOTPART=LABEL=kf99-root\nCMA=0\nCONSOLES=tty0\n' >> "$root/etc/default/raspi-firmware"
fi
cp "$PACKAGE" "$root/root/kf99.deb"
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends /root/kf99.deb
rm "$root/root/kf99.deb"
chroot "$root" /opt/kf99/deploy/kiosk/install.sh --no-packages --server https://kf99.local
chroot "$root" systemctl enable --quiet kf99-grow.service kf99-certificate.service NetworkManager.service
# The layer's options can't be changed once it is mounted, and they are right.
chroot "$root" systemctl mask --quiet systemd-remount-fs.service
chroot "$root" update-initramfs -c -k all
for hook in z50-raspi-firmware zz-kf99-boot; do
  if [ -e "$root/etc/kernel/postinst.d/$hook" ]; then
    chroot "$root" env DEB_MAINT_PARAMS=configure "/etc/kernel/postinst.d/$hook"
  fi
done
# Each card makes its own.
rm -f "$root"/etc/ssh/ssh_host_* "$root/var/lib/dbus/machine-id" "$root/etc/resolv.conf"
: > "$root/etc/machine-id"
ln -s /run/NetworkManager/resolv.conf "$root/etc/resolv.conf"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/*.log "$root"/var/log/apt
