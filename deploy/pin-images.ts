/**
 * `npm run images`: writes behind each tag of a base image the digest that it names today, in the Dockerfile and in
 * docker-compose.yml, so that the same commit is built from the same bytes until the command is run again. It asks the
 * registry by Docker. `npm run images -- --check` changes nothing, and says which are not pinned or no longer the newest.
 */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const FILES = ['Dockerfile', 'docker-compose.yml'];
const ANSWER_MS = 60_000;
/** `FROM` or `image:`, a name with a tag, and the digest that may stand behind it; a stage of our own has no tag. */
const REFERENCE =
  /^([ \t]*(?:FROM (?:--platform=\S+ )?|image: ))([a-z0-9][a-z0-9./_-]*:[\w.-]+)(@sha256:[0-9a-f]{64})?(?=\s|$)/gm;

/** Answers the digest (`sha256:` and 64 hexadecimal digits) that a name with a tag has now. @throws */
export type DigestOf = (name: string) => Promise<string>;

/** The text of a Dockerfile or compose file with each image pinned to the digest that its tag names now. */
export async function pinImages(text: string, digestOf: DigestOf): Promise<string> {
  const digests = new Map<string, string>();
  for (const [, , name = ''] of text.matchAll(REFERENCE)) {
    if (digests.has(name)) continue;
    const digest = await digestOf(name);
    if (!/^sha256:[0-9a-f]{64}$/.test(digest))
      throw new Error(`the registry says no digest for ${name}: ${digest}`);
    digests.set(name, digest);
  }
  return text.replace(
    REFERENCE,
    (_, before: string, name: string) => `${before}${name}@${digests.get(name)}`,
  );
}

async function fromRegistry(name: string): Promise<string> {
  const args = ['buildx', 'imagetools', 'inspect', name, '--format', '{{.Manifest.Digest}}'];
  const { stdout } = await promisify(execFile)('docker', args, { timeout: ANSWER_MS });
  return stdout.trim();
}

async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  for (const file of FILES) {
    const path = new URL(`../${file}`, import.meta.url);
    const before = readFileSync(path, 'utf8');
    const after = await pinImages(before, fromRegistry);
    if (after === before) {
      console.log(`${file}: every image is pinned to what its tag names now`);
    } else if (check) {
      console.log(`${file}: not pinned to what the tags name now: run npm run images`);
      process.exitCode = 1;
    } else {
      writeFileSync(path, after);
      console.log(`${file}: pinned`);
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  await main().catch((error: Error) => {
    console.error(`images: ${error.message}. It needs Docker with buildx, and the registry.`);
    process.exitCode = 2;
  });
}
