#!/bin/sh
# upgrade.sh [IMAGE]: brings the running stack to another version, and back when that does not become healthy.
#
# With IMAGE that image is taken, and pulled when this machine does not have it; without, the image is built from this
# checkout (so `git pull` first). The store is backed up before anything is changed. When server and worker of the new
# version are not healthy in time, the old image is started again; where it refuses a store that the new version has
# changed, the backup takes its place, and what was there is kept beside it.
#
# Needs docker and a shell, nothing else. WAIT_S: seconds that a version has to become healthy, 180.
# Exit status: 0 upgraded; 1 rolled back; 2 nothing was changed; 3 the roll-back failed too, somebody has to look.
set -eu
cd "$(dirname "$0")/.."

WAIT_S=${WAIT_S:-180}
BACKUP=/data/before-upgrade.sqlite
SERVICES='edge-server sync-worker'

say() { printf 'upgrade: %s\n' "$*"; }
give_up() { say "$*"; exit 2; }
# Only what runs this software: Postgres and broker go on, and the kiosk's page comes back by itself.
start() {
  # shellcheck disable=SC2086
  docker compose up -d --no-build --no-deps --wait --wait-timeout "$WAIT_S" $SERVICES
}
stop() {
  # shellcheck disable=SC2086
  docker compose stop $SERVICES
}

name=$(docker compose config --images edge-server) || give_up 'docker compose can not read docker-compose.yml and .env'
running=$(docker compose ps -q edge-server)
[ -n "$running" ] || give_up 'the stack does not run: docker compose up -d --wait starts it'
old=$(docker inspect -f '{{.Image}}' "$running")

if [ $# -gt 0 ]; then
  docker image inspect "$1" >/dev/null 2>&1 || docker pull "$1" || give_up "there is no image $1"
  new=$(docker image inspect -f '{{.Id}}' "$1")
else
  docker compose build edge-server || give_up 'the image could not be built'
  new=$(docker image inspect -f '{{.Id}}' "$name")
  # Until the backup is made, a start by somebody else must not take the new one.
  docker tag "$old" "$name"
fi
[ "$new" != "$old" ] || { say 'this version runs already'; exit 0; }
docker compose exec -T edge-server kf99 backup "$BACKUP" || give_up 'the store could not be backed up'

# The old one keeps a name, so that no clean-up of nameless images takes it.
docker tag "$old" kf99:previous
docker tag "$new" "$name"
if start; then
  say "the new version is healthy; the old one is kept as kf99:previous, the store as it was in $BACKUP"
  exit 0
fi

say 'the new version did not become healthy; its last words:'
docker compose logs --no-log-prefix --tail 20 edge-server sync-worker || :
docker tag "$old" "$name"
stop || :
if start; then
  say 'rolled back: the old version is healthy'
  exit 1
fi
say 'the old version does not start on this store: the backup takes its place'
stop || :
docker compose run --rm --no-deps -T edge-server restore "$BACKUP" || :
if start; then
  say 'rolled back: the old version is healthy with the earlier store'
  exit 1
fi
say 'the roll-back failed too: docker compose logs says why'
exit 3
