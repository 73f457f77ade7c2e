#!/bin/bash
# Makes this machine (64-bit Raspberry Pi OS Lite or Debian 12 and newer) a KF99 kiosk: the page on its screen from
# boot on, and nothing else. Needs no Node. Doing it again changes nothing, or takes over other options.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: install.sh [options]              sets the kiosk up, as root
       install.sh --dry-run [options]    prints what would be changed and changes nothing
       install.sh --uninstall            puts everything back as it was
       install.sh --pair ADDRESS         opens the address that `kf99 pair` printed, once, in the kiosk's browser
       install.sh --thermometer PORT     makes the stick that is in PORT now, as /dev/ttyUSB0, the thermometer: by its
                                         serial number, or without one by its USB socket; needs no screen
options:
  --server ORIGIN   where KF99 answers; default http://127.0.0.1:8080
                    (a certificate by an authority of the site's own: put that authority's into
                    /etc/kf99-kiosk-ca.pem first; browser and watch then believe it)
  --no-packages     the packages are there already, or installed otherwise; with --uninstall they stay
  --no-start        changes files alone; the kiosk starts with the next boot
TEXT
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
files=$here/files
state=/var/lib/kf99-install
users='kf99-kiosk kf99-watch'
authority=/etc/kf99-kiosk-ca.pem
action=install
server=http://127.0.0.1:8080
packages=yes
start=yes
address=
port=
rule=etc/udev/rules.d/70-kf99-thermometer.rules

fail() {
  echo "kiosk set-up: $1" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) action=dry-run ;;
    --uninstall) action=uninstall ;;
    --pair) action=pair; address=${2:-}; shift ;;
    --thermometer) action=thermometer; port=${2:-}; shift ;;
    --server) server=${2:-}; shift ;;
    --no-packages) packages=no ;;
    --no-start) start=no ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; fail "there is no option $1" ;;
  esac
  shift || fail 'the last option lacks its value'
done
[[ $server =~ ^https?://[A-Za-z0-9.-]+(:[0-9]+)?$ ]] ||
  fail "--server $server: give scheme, host and port without a path, as http://127.0.0.1:8080"
# A page gets a camera in a secure context only.
[[ $server == https:* || $server =~ ^http://(127\.0\.0\.1|localhost)(:|$) ]] ||
  fail "--server $server: a browser gives the camera to https pages only, or to this machine's own"

# The certificates of a PEM file as the browser's policy takes them: each in one line and in quotes.
authorities() {
  [ -f "$authority" ] || return 0
  awk '{ sub(/\r$/, "") } /^-----END/ { printf "%s\"%s\"", comma, one; comma = ", "; on = 0 } on { one = one $0 }
    /^-----BEGIN CERTIFICATE-----/ { one = ""; on = 1 }' "$authority"
}
# The file of the repository with the options filled in.
rendered() { sed -e "s|@SERVER@|$server|g" -e "s|\"@AUTHORITIES@\"|$(authorities)|g" "$files/$1"; }
# True when both users are there.
has_users() { [ -z "$(missing_users)" ]; }
missing_users() {
  local name
  for name in $users; do getent passwd "$name" >/dev/null || echo "$name"; done
}
wanted_files() { (cd "$files" && find . -type f | sed 's|^\./||' | sort); }
wanted_packages() { echo 'cage xwayland chromium curl jq fonts-noto-cjk'; }
has_package() { [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
missing_packages() {
  [ "$packages" = yes ] || return 0
  local name
  for name in $(wanted_packages); do has_package "$name" || echo "$name"; done
}
# True in a container or chroot, where no service can be started, and where none shall be.
offline() { [ "$start" = no ] || [ ! -d /run/systemd/system ]; }
needs_root() { [ "$(id -u)" = 0 ] || fail 'run it as root (sudo)'; }

# What keeps this machine from being a kiosk.
check_machine() {
  case $(dpkg --print-architecture) in
    arm64 | amd64) ;;
    *) fail 'this system is 32-bit: install the 64-bit Raspberry Pi OS (Lite)' ;;
  esac
  if [ -e /etc/systemd/system/display-manager.service ]; then
    fail "a desktop has the screen: run 'systemctl disable --now display-manager', or take Raspberry Pi OS Lite"
  fi
  local name
  for name in kf99-kiosk kf99-watch; do
    if [ "$(readlink "/etc/systemd/system/$name.service")" = /dev/null ]; then
      fail "$name.service is masked here, so it can't be set up: run 'systemctl unmask $name'"
    fi
  done
}

same() { [ -f "/$1" ] && cmp --silent "/$1" <(rendered "$1"); }

dry_run() {
  check_machine
  local name
  for name in $(missing_packages); do echo "would install the package $name"; done
  while read -r name; do
    if same "$name"; then continue; fi
    if [ -e "/$name" ]; then echo "would replace /$name"; else echo "would write /$name"; fi
  done < <(wanted_files)
  missing_users | sed 's/^/would make the user /'
  for name in kf99-kiosk kf99-watch; do
    [ -e "/etc/systemd/system/multi-user.target.wants/$name.service" ] || echo "would enable $name.service"
  done
  echo 'nothing was changed'
}

begin_notes() {
  mkdir -p "$state"
  touch "$state/files" "$state/folders" "$state/packages" "$state/groups" "$state/users"
}

# Notes it for --uninstall before the first change, once: what was there, and the folders that were not.
remember() {
  local path=$1 folder
  grep --quiet --line-regexp --fixed-strings "$path" "$state/files" && return
  if [ -e "/$path" ]; then
    mkdir -p "$state/before/$(dirname "$path")"
    cp --archive "/$path" "$state/before/$path"
  fi
  folder=$(dirname "$path")
  while [ "$folder" != . ] && [ ! -d "/$folder" ]; do
    echo "$folder" >> "$state/folders"
    folder=$(dirname "$folder")
  done
  echo "$path" >> "$state/files"
}

# What comes on standard input, to a new file and renamed, so that a power cut leaves the old or the new one.
put() {
  local path=$1 mode=$2
  mkdir -p "/$(dirname "$path")"
  cat > "/$path.kf99-new"
  chmod "$mode" "/$path.kf99-new"
  sync "/$path.kf99-new"
  mv "/$path.kf99-new" "/$path"
}

# Names and notes, too, are on the disk after it: somebody who sees the page may pull the plug, and a kernel keeps what is
# new in memory for half a minute.
keep() { sync --file-system /etc /usr/local "$state"; }

write() {
  local path=$1 mode=644
  [ -x "$files/$path" ] && mode=755
  rendered "$path" | put "$path" "$mode"
}

install_packages() {
  local missing
  missing=$(missing_packages | tr '\n' ' ')
  [ -n "${missing// /}" ] || return 0
  # Noted first: an installation that stops half-way is undone too.
  tr ' ' '\n' <<< "$missing" | sed '/^$/d' >> "$state/packages"
  apt-get update
  # shellcheck disable=SC2086 # names, one word each
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $missing
}

# systemd-sysusers also makes the groups that the user joins, where udev did not bring them: noted for --uninstall.
make_users() {
  local group
  awk '$1 == "m" { print $3 }' /etc/sysusers.d/kf99-kiosk.conf | while read -r group; do
    getent group "$group" >/dev/null || echo "$group" >> "$state/groups"
  done
  systemd-sysusers /etc/sysusers.d/kf99-kiosk.conf
}

install_all() {
  needs_root
  check_machine
  begin_notes
  install_packages
  missing_users >> "$state/users"
  local name changed=no
  while read -r name; do
    if same "$name"; then continue; fi
    remember "$name"
    write "$name"
    echo "wrote /$name"
    changed=yes
  done < <(wanted_files)
  has_users || { make_users; changed=yes; }
  if [ "$changed" = no ]; then echo 'everything was as it should be'; fi
  systemctl enable --quiet kf99-kiosk.service kf99-watch.service
  keep
  if offline; then
    echo 'no service was started: the kiosk starts with the next boot'
  elif [ "$changed" = yes ]; then
    systemctl daemon-reexec
    systemctl restart kf99-act.path kf99-watch.service kf99-kiosk.service
    echo 'the page comes up on the screen now'
  fi
  ask_thermometer
}

# Serial sticks that are no Arduino by their own word: one may be a clone of it, or a radio, and only a person knows.
unknown_sticks() {
  local device
  for device in /dev/ttyUSB* /dev/ttyACM*; do
    [ -c "$device" ] || continue
    case $(property "$device" ID_VENDOR_ID) in
      2341 | 2a03 | '') ;;
      *) echo "$device ($(property "$device" ID_VENDOR) $(property "$device" ID_MODEL))" ;;
    esac
  done
}

# Asks whoever sits there; without a terminal the command is named.
ask_thermometer() {
  local sticks
  sticks=$(unknown_sticks)
  if [ -z "$sticks" ] || [ -e "/$rule" ]; then return 0; fi
  echo 'serial sticks that may be a clone of the Arduino, or something else:'
  echo "$sticks"
  if [ ! -t 0 ]; then
    echo "if one is the thermometer: $0 --thermometer PORT"
    return 0
  fi
  read -r -p 'which of these ports is the thermometer (empty: none)? ' port
  if [ -n "$port" ]; then choose_thermometer; fi
}

# What udev knows of a device; `?` for signs that have a meaning of their own in a rule.
property() {
  udevadm info --query=property --name="$1" 2>/dev/null | sed -n "s/^$2=//p" | head -n 1 | tr '"\\*|[]' '?'
}

# `auto` takes /dev/kf99-thermometer before every other port.
choose_thermometer() {
  needs_root
  [ -c "$port" ] || fail "--thermometer $port: there is no such port now; plug the stick in, and look with 'ls /dev/serial/by-id'"
  local vendor model serial socket which
  vendor=$(property "$port" ID_VENDOR_ID)
  model=$(property "$port" ID_MODEL_ID)
  serial=$(property "$port" ID_SERIAL_SHORT)
  socket=$(property "$port" ID_PATH)
  [ -n "$vendor" ] || fail "--thermometer $port: udev knows of no USB stick there"
  which="ENV{ID_VENDOR_ID}==\"$vendor\", ENV{ID_MODEL_ID}==\"$model\""
  if [ -n "$serial" ]; then
    which="$which, ENV{ID_SERIAL_SHORT}==\"$serial\""
  else
    [ -n "$socket" ] || fail "--thermometer $port: the stick has no serial number and udev no name of its socket; set KF99_THERMOMETER=$port"
    which="$which, ENV{ID_PATH}==\"$socket\""
  fi
  begin_notes
  remember "$rule"
  put "$rule" 644 <<RULE
# The thermometer's port, as it was chosen by install.sh --thermometer $port. It is no modem to ask.
SUBSYSTEM=="tty", $which, SYMLINK+="kf99-thermometer", ENV{ID_MM_DEVICE_IGNORE}="1", ENV{ID_MM_PORT_IGNORE}="1"
RULE
  keep
  if ! offline; then udevadm control --reload && udevadm trigger --subsystem-match=tty; fi
  if [ -n "$serial" ]; then echo "the thermometer is the stick with the serial number $serial, in whatever socket"
  else echo "the thermometer is the stick in the socket $socket: it has no serial number, so leave it there"; fi
}

uninstall() {
  needs_root
  [ -d "$state" ] || fail 'nothing of it is installed'
  if ! offline; then
    systemctl stop kf99-watch.service kf99-act.path kf99-kiosk.service || true
    # The user's own systemd goes some seconds later, a browser that had just begun not at all, and a user with a
    # process can't be removed.
    if getent passwd kf99-kiosk >/dev/null; then systemctl stop "user-$(id -u kf99-kiosk).slice" || true; fi
  fi
  systemctl disable --quiet kf99-kiosk.service kf99-watch.service 2>/dev/null || true
  local name
  while read -r name; do
    rm -f "/$name"
    if [ -e "$state/before/$name" ]; then cp --archive "$state/before/$name" "/$name"; fi
    echo "put back /$name"
  done < "$state/files"
  sort --unique "$state/users" | while read -r name; do
    userdel "$name" || true
    # Its group goes with it where the system is set so.
    if getent group "$name" >/dev/null; then groupdel "$name"; fi
  done
  sort --unique "$state/groups" | while read -r name; do groupdel "$name" || true; done
  rm -rf /var/lib/kf99-kiosk /var/lib/kf99-watch
  # The deepest first; a folder that somebody else uses by now stays.
  sort --reverse --unique "$state/folders" | while read -r name; do
    rmdir --ignore-fail-on-non-empty "/$name" 2>/dev/null || true
  done
  if [ "$packages" = yes ] && [ -s "$state/packages" ]; then
    # shellcheck disable=SC2046 # names, one word each
    DEBIAN_FRONTEND=noninteractive apt-get purge --yes --autoremove $(cat "$state/packages")
  fi
  rm -rf "$state"
  if ! offline; then
    systemctl daemon-reexec
    udevadm control --reload && udevadm trigger --subsystem-match=tty
  fi
  echo 'everything is as it was'
}

pair() {
  needs_root
  # What `kf99 pair` prints is a sentence with the address in it: either may be given.
  address=$(grep --only-matching --extended-regexp 'https?://[^ ]+\?pair=[A-Za-z0-9_-]+' <<< "$address" || true)
  [ -n "$address" ] || fail "--pair: give the address that 'kf99 pair' printed"
  [[ $address == "$(sed -n 's/^KF99_SERVER=//p' /etc/kf99-kiosk.conf)"/* ]] ||
    fail "--pair $address: this kiosk's server is another; set it up with --server first"
  install --directory --owner=kf99-kiosk --group=kf99-kiosk --mode=700 /var/lib/kf99-kiosk
  install --owner=kf99-kiosk --group=kf99-kiosk --mode=600 /dev/stdin /var/lib/kf99-kiosk/pair <<< "$address"
  if ! offline; then systemctl restart kf99-kiosk.service; fi
  echo "the kiosk's browser opens it now"
}

case $action in
  install) install_all ;;
  dry-run) dry_run ;;
  uninstall) uninstall ;;
  pair) pair ;;
  thermometer) choose_thermometer ;;
esac
