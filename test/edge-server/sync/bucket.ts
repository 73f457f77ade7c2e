import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

/** The part of s3rver that is used here; the package has no types. */
interface S3rver {
  configureBuckets(): Promise<unknown>;
  callback(): RequestListener;
}
const S3rver = createRequire(import.meta.url)('s3rver') as new (options: object) => S3rver;

const KEY = 'S3RVER';

/**
 * A real S3 protocol server whose key may put objects under one prefix and nothing else. s3rver looks at the key's
 * name only, so the signature (version 4) is checked before it.
 */
export class Bucket {
  readonly folder = mkdtempSync(join(tmpdir(), 'kf99-bucket-'));
  /** `METHOD path status` of each request. */
  readonly requests: string[] = [];
  /** Line for KF99_S3_KEY_FILE. */
  readonly key = `${KEY}:${KEY}`;
  /** Whether the key may read objects, too. */
  reads = false;
  /** Whether it may delete objects whose name begins with `temp-`. */
  deletesTemp = false;
  /** What an object that is put waits for before it is there. */
  held: Promise<unknown> = Promise.resolve();
  /** Whether the key is the bucket's owner's, who may read and write its rules. */
  owner = false;
  /** Its lifecycle rules; empty for none. */
  rules = '';
  #server: Server | null = null;
  #port = 0;
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const s3 = new S3rver({ silent: true, directory: this.folder, configureBuckets: [{ name: 'pictures' }] });
    await s3.configureBuckets();
    const handle = s3.callback();
    this.#server = createServer((request, response) => {
      response.on('finish', () =>
        this.requests.push(`${request.method} ${request.url} ${response.statusCode}`),
      );
      if (request.url?.startsWith('/pictures?lifecycle')) {
        void this.#lifecycle(request, response);
        return;
      }
      const signed = isSigned(request);
      if (signed && this.#may(request)) {
        const held = request.method === 'PUT' ? this.held : Promise.resolve();
        void held.then(() => handle(request, response));
        return;
      }
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end(`<Error><Code>${signed ? 'AccessDenied' : 'SignatureDoesNotMatch'}</Code></Error>`);
    }).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #may({ method, url }: IncomingMessage): boolean {
    const below = `/pictures/${this.#prefix}`;
    if (method === 'DELETE') return this.deletesTemp && url?.startsWith(`${below}temp-`) === true;
    return (method === 'PUT' || (this.reads && method === 'GET')) && url?.startsWith(below) === true;
  }

  /** As S3 answers it: s3rver knows no such rules. */
  async #lifecycle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (status: number, text: string) => {
      this.requests.push(`${request.method} ${request.url} ${status}`);
      response.writeHead(status, { 'content-type': 'application/xml' }).end(text);
    };
    const error = (status: number, code: string) => say(status, `<Error><Code>${code}</Code></Error>`);
    if (!isSigned(request)) return error(403, 'SignatureDoesNotMatch');
    if (!this.owner) return error(403, 'AccessDenied');
    if (request.method === 'GET') {
      return this.rules === '' ? error(404, 'NoSuchLifecycleConfiguration') : say(200, this.rules);
    }
    const body = await buffer(request);
    const sum = createHash('md5').update(body).digest('base64');
    if (request.headers['content-md5'] !== sum) return error(400, 'BadDigest');
    this.rules = body.toString();
    say(200, '');
  }

  /** Stops answering; what it has is kept, and so is the port. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  /** Names of the objects that are there as a whole: s3rver answers a put before the file has its bytes. */
  objects(): string[] {
    return readdirSync(join(this.folder, 'pictures'), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('._S3rver_object'))
      .map((name) => name.replace('._S3rver_object', ''))
      .filter((name) => this.#isWhole(name))
      .sort();
  }

  #isWhole(name: string): boolean {
    try {
      const object = readFileSync(this.object(name));
      return (
        readFileSync(`${this.object(name)}.md5`, 'utf8') === createHash('md5').update(object).digest('hex')
      );
    } catch (error) {
      // It is just being put or deleted, file by file.
      if ((error as { code?: string }).code === 'ENOENT') return false;
      throw error;
    }
  }

  /** Removes an object, as a rule of the bucket does. */
  forget(name: string): void {
    for (const part of ['object', 'metadata.json', 'object.md5'])
      rmSync(join(this.folder, 'pictures', `${name}._S3rver_${part}`), { force: true });
  }

  object(name: string): string {
    return join(this.folder, 'pictures', `${name}._S3rver_object`);
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * AWS Signature Version 4 of a request with at most one word of query
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
 */
function isSigned({ method, url, headers }: IncomingMessage): boolean {
  const [, date, region, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=\w+\/(\d{8})\/([\w-]+)\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  if (!date || !region || !names) return false;
  const list = names.split(';');
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => list.includes(name))) return false;
  const canonical = [
    ...[method, ...(url ?? '').split('?').concat('').slice(0, 2)],
    ...list.map((name) => `${name}:${String(headers[name]).trim()}`),
    ...['', names, headers['x-amz-content-sha256']],
  ].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = `AWS4-HMAC-SHA256\n${headers['x-amz-date']}\n${date}/${region}/s3/aws4_request\n${hash}`;
  const mac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const key = [date, region, 's3', 'aws4_request'].reduce<string | Buffer>(mac, `AWS4${KEY}`);
  return mac(key, text).toString('hex') === signature;
}
