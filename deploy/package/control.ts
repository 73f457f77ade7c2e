import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Wanted } from './make.ts';
import { PackageError, ROOT } from './package-error.ts';

/** What Node 26 is linked to, of the release that it is built on; and what systemd and logind do for both units. */
const FOR_THE_SERVER = ['libc6 (>= 2.28)', 'libstdc++6 (>= 8)', 'libgcc-s1', 'libatomic1', 'systemd'];
const FOR_THE_SESSION = ['libpam-systemd', 'dbus', 'udev'];

/** The file DEBIAN/control. @param kilobytes what it takes when it is installed */
export function control(
  { architecture, version }: Pick<Wanted, 'architecture' | 'version'>,
  kilobytes: number,
): string {
  if (!/^\d[A-Za-z0-9.+~-]*$/.test(version)) {
    throw new PackageError(
      'wrong_version',
      `--version ${version}: begin with a digit, as 0.1.0 or 0.1.0+site2.`,
    );
  }
  const fields = {
    Package: 'kf99',
    Version: version,
    Architecture: architecture,
    Maintainer: 'KF99 <kf99@localhost>',
    'Installed-Size': kilobytes,
    Depends: [...FOR_THE_SERVER, ...FOR_THE_SESSION, ...sessionPackages()].join(', '),
    Section: 'misc',
    Priority: 'optional',
    Description: `${manifest('description')}
 Server, pages and the session that shows them on the screen of this machine.
 It brings its own Node.js, and needs no network once it is installed.`,
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

/** What the kiosk's set-up would install by itself: it has the list. */
function sessionPackages(): string[] {
  const script = readFileSync(join(ROOT, 'deploy/kiosk/install.sh'), 'utf8');
  const names = /^wanted_packages\(\) \{ echo '([^']+)'; \}$/m.exec(script)?.[1];
  if (!names) {
    throw new PackageError(
      'no_packages',
      'deploy/kiosk/install.sh has no wanted_packages in one line any more.',
    );
  }
  return names.split(' ');
}

/** Debian wants the first line of a description short and without a full stop. */
function manifest(field: 'description'): string {
  const text = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, string>)[
    field
  ]!;
  return text.split(/[:,.]/)[0]!;
}
