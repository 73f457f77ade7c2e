import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kept, run } from './cache.ts';
import { type Architecture, emulatorRoot, TICK, withPrograms } from './debian.ts';
import { sshKey } from './disk.ts';
import { productPackage } from './package.ts';

const repository = join(import.meta.dirname, '../..');
/** Where the first partition of a card begins (deploy/image/disk.ts). */
const BOOT_AT = 4 * 1024 * 1024;

/** What a person may tell a card by cloud-init; besides, that root may be driven, and a camera that the kernel draws. */
function userData(): string {
  const file = (path: string, text: string) => ({ path, content: text });
  const words = {
    hostname: 'kf99',
    disable_root: false,
    users: [{ name: 'root', ssh_authorized_keys: [readFileSync(`${sshKey()}.pub`, 'utf8').trim()] }],
    write_files: [
      file('/etc/systemd/system/tick.service', TICK),
      file('/etc/modules-load.d/vivid.conf', 'vivid\n'),
      file(
        '/etc/modprobe.d/vivid.conf',
        'options vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0\n',
      ),
    ],
    runcmd: ['systemctl daemon-reload', 'systemctl enable --now --no-block tick.service', 'modprobe vivid'],
  };
  // JSON is YAML.
  return `#cloud-config\n${JSON.stringify(words)}\n`;
}

/** A card as `npm run image` writes it, whose first partition says besides how it is driven; it is only ever read. */
export async function cardImage(architecture: Architecture): Promise<string> {
  const deb = await productPackage(architecture);
  const stamp = deb.split('/').at(-2)!.split('-').at(-1)!;
  const emulator = await emulatorRoot();
  const folder = await kept(`card-${architecture}-${stamp}`, (path) =>
    withPrograms(architecture, emulator, () => {
      run(1, 'mkdir', [path]);
      const words = ['--arch', architecture, '--package', deb, '--out', path];
      console.log(run(180, 'npm', ['run', 'image', '--prefix', repository, '--', ...words]));
      const [image] = globSync(join(path, '*.img'));
      writeFileSync(join(path, 'user-data'), userData());
      run(1, 'mcopy', ['-o', '-i', `${image}@@${BOOT_AT}`, join(path, 'user-data'), '::']);
    }),
  );
  return globSync(join(folder, '*.img'))[0]!;
}
