/** Pictures and forms for the mask model's thread, by a token of a thin client and by the kiosk page. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import { evidence } from '../../edge-server/doubles/evidence.ts';
import { type Attack, room } from '../attack.ts';
import { type Answer, codeOf, type Headers, Site } from '../site.ts';

const grey = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#777' }, limitInputPixels: false });
const text = (value: string) => new TextEncoder().encode(value);

/** A form as a client sends it. */
async function post(
  site: Site,
  file: Uint8Array,
  { headers, visit, name = 'a.jpg' }: { headers: Headers; visit?: string; name?: string },
): Promise<Answer> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(file)]), name);
  if (visit !== undefined) form.set('visit', visit);
  const encoded = new Request('http://attack', { method: 'POST', body: form });
  const type = encoded.headers.get('content-type')!;
  const body = new Uint8Array(await encoded.arrayBuffer());
  return site.ask('POST', '/mask/', { headers: { 'content-type': type, ...headers }, body });
}

const empty: Attack<Site> = {
  name: 'pictures of an empty room, each a visit: 70 of them, and one that names the visit before the kiosk',
  long: true,
  run: async (site, tries) => {
    const headers = site.token('mask', 'visit');
    const wall = await grey(64, 64).jpeg().toBuffer();
    const kiosk = site.as('kiosk');
    const here = (id: string) => site.send('PUT', `/api/visits/${id}/presence`, { present: true }, kiosk);
    const mine = uuidv7();
    await here(mine);
    for (let n = 0; n < 70; n++) {
      const answer = await post(site, wall, { headers, visit: uuidv7() });
      tries.held(codeOf(answer) === 'no_face', `picture ${n}: ${answer.status} ${answer.text}`);
    }
    const taken = await post(site, wall, { headers, visit: mine });
    tries.held(codeOf(taken) === 'visit_conflict', `the kiosk’s visit: ${taken.status}`);
    for (const id of [mine, uuidv7()]) tries.held((await here(id)).status === 204, 'the kiosk has no place');
    const { status } = await site.send('POST', '/api/visits', evidence({ mask: 'no_mask' }), kiosk);
    tries.held(status === 200, `a visit at the kiosk: ${status}`);
  },
};

const odd: Attack<Site> = {
  name: 'files that are no picture, half of one, or two things at once',
  run: async (site, tries) => {
    const headers = site.token('mask');
    const wall = await grey(64, 64).jpeg().toBuffer();
    const files: Record<string, Uint8Array> = {
      nothing: new Uint8Array(),
      'one byte': new Uint8Array([255]),
      'half a JPEG': wall.subarray(0, wall.length / 2),
      'a JPEG’s head alone': wall.subarray(0, 4),
      'an SVG that reads a file': text(
        '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>',
      ),
      'an SVG that calls out': text(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="http://127.0.0.1:1/"/></svg>',
      ),
      'a GIF': await grey(64, 64).gif().toBuffer(),
      'a TIFF': await grey(64, 64).tiff().toBuffer(),
      'an HTML page': text('<html><script>1</script></html>'),
      'a PDF': text('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj'),
      'an archive': new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 0, 0]),
      'a program': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]),
      'a script for ImageMagick': text(
        'push graphic-context\nfill \'url(https://127.0.0.1:1/"|id")\'\npop graphic-context',
      ),
      'a JPEG with a page behind it': Buffer.concat([wall, text('<html><script>1</script></html>')]),
      'a PNG with a broken check sum': flip(await grey(64, 64).png().toBuffer(), 40),
    };
    for (const [name, file] of Object.entries(files)) {
      const { status } = await post(site, file, { headers });
      tries.held(status >= 400 && status < 500, `${name}: ${status}`);
    }
    const random = Buffer.from(wall);
    for (let at = 20; at < random.length; at += 7) {
      const { status } = await post(site, flip(random, at), { headers });
      tries.held(status < 500, `a bent byte at ${at}: ${status}`);
    }
  },
};

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const bent = Uint8Array.from(bytes);
  bent[at] = (bent[at] ?? 0) ^ 0xff;
  return bent;
}

const bombs: Attack<Site> = {
  name: 'pictures that are small as files and huge when they are opened, and the visits meanwhile',
  long: true,
  run: async (site, tries) => {
    const headers = site.token('mask');
    const kiosk = site.as('kiosk');
    const pictures = [
      await grey(12_000, 12_000).png({ compressionLevel: 9 }).toBuffer(),
      await grey(16_000, 8000).jpeg({ quality: 1 }).toBuffer(),
      await grey(65_000, 16).png().toBuffer(),
      await grey(12_000, 12_000).webp({ quality: 1, effort: 0 }).toBuffer(),
    ];
    for (const picture of pictures) {
      const posted = Promise.all([0, 1, 2].map(() => post(site, picture, { headers })));
      const { status } = await site.send('POST', '/api/visits', evidence({ mask: 'no_mask' }), kiosk);
      tries.held(status === 200, `a visit beside ${picture.length} bytes: ${status}`);
      for (const answer of await posted) {
        const fine = answer.status === 413 || answer.status === 422 || answer.status === 503;
        tries.held(fine, `${picture.length} bytes: ${answer.status} ${answer.text}`);
      }
    }
    tries.held(await site.answers(), 'nobody is answered any more');
  },
};

const forms: Attack<Site> = {
  name: 'forms with a path as a name, two files, no end, a boundary of another form; pictures of visits elsewhere',
  run: async (site, tries) => {
    const headers = site.token('mask', 'visit');
    const wall = await grey(64, 64).jpeg().toBuffer();
    const before = readdirSync(site.data).sort().join();
    for (const name of [
      '../../evil.jpg',
      '/etc/cron.d/evil',
      'a\0b.jpg',
      'kf99.sqlite',
      '<img src=x>',
      'a'.repeat(5000),
    ]) {
      const { status } = await post(site, wall, { headers, name });
      tries.held(status >= 400 && status < 500, `a file named ${name.slice(0, 40)}: ${status}`);
    }
    for (const visit of [
      '../../x',
      '0',
      uuidv7().toUpperCase(),
      '00000000-0000-0000-0000-000000000000',
      'null',
    ]) {
      const { status } = await post(site, wall, { headers, visit });
      tries.held(status >= 400 && status < 500, `the visit ${visit}: ${status}`);
    }
    const type = 'multipart/form-data; boundary=x';
    const part = (rest: string) => `--x\r\ncontent-disposition: form-data; name="file"${rest}`;
    for (const [what, body] of [
      ['no end', part('; filename="a.jpg"\r\n\r\nabc')],
      ['no head', '--x\r\n\r\nabc\r\n--x--\r\n'],
      ['another boundary', '--y\r\n\r\nabc\r\n--y--\r\n'],
      ['a text for a file', `${part('\r\n\r\nabc')}\r\n--x--\r\n`],
      ['two files', `${part('; filename="a"\r\n\r\na\r\n')}${part('; filename="b"\r\n\r\nb')}\r\n--x--\r\n`],
      ['a head of 60 kB', part(`; filename="${'a'.repeat(60_000)}"\r\n\r\nabc\r\n--x--\r\n`)],
      ['a thousand parts', `${part('\r\n\r\nabc\r\n').repeat(1000)}--x--\r\n`],
      [
        'a path as a field',
        '--x\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\nabc\r\n--x--\r\n',
      ],
    ] as const) {
      const { status } = await site.ask('POST', '/mask/', {
        headers: { ...headers, 'content-type': type },
        body,
      });
      tries.held(status >= 400 && status < 500, `${what}: ${status}`);
    }
    for (const id of ['..%2f..%2fevil', uuidv7(), '1', '%00']) {
      const asked = {
        headers: { ...site.as('kiosk'), 'content-type': 'image/jpeg', origin: site.url },
        body: wall,
      };
      const { status } = await site.ask('PUT', `/api/captures/${id}`, asked);
      tries.held(status >= 400 && status < 500, `a kept picture as ${id}: ${status}`);
    }
    tries.held(readdirSync(site.data).sort().join() === before, 'something was written into the data folder');
    tries.held(!existsSync(join(site.data, '../evil.jpg')), 'something was written outside');
  },
};

const PHOTO = join(import.meta.dirname, '../../../node_modules/@vladmandic/face-api/demo/sample1.jpg');

const scopes: Attack<Site> = {
  name: 'more pictures than can wait, and a token that makes visits without the scope for it',
  long: true,
  run: async (site, tries) => {
    const photo = readFileSync(PHOTO);
    const before = site.visits();
    const alone = await post(site, photo, { headers: site.token('mask'), visit: uuidv7() });
    tries.held(
      alone.status === 403 && site.visits() === before,
      `a visit without its scope: ${alone.status}`,
    );
    const headers = site.token('mask');
    const kiosk = site.as('kiosk');
    const flood = Array.from({ length: 60 }, () => post(site, photo, { headers }));
    for (let n = 0; n < 5; n++) {
      const { status } = await site.send('POST', '/api/visits', evidence({ mask: 'no_mask' }), kiosk);
      tries.held(status === 200, `a visit beside the flood: ${status}`);
    }
    for (const { status } of await Promise.all(flood))
      tries.held(status === 200 || status === 503, `${status}`);
  },
};

export const model = room('model', () => Site.start(), [empty, odd, bombs, forms, scopes]);
