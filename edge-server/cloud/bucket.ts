import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { type Clock, systemClock } from '../clock/clock.ts';
import { within } from '../clock/wait.ts';
import { readS3Key, type S3Config } from '../config/s3.ts';
import type { RemoveObject } from './erase.ts';

const ANSWER_MS = 60_000;
/** Somebody waits for a picture on the page. */
const GET_MS = 10_000;
/** Bytes of a kept picture at the most: its longer side has 1280 pixels. */
const MOST_PICTURE_BYTES = 4e6;
/** Bytes of any other answer. */
const MOST_ANSWER_BYTES = 1e6;

/** A bucket that did not do what it was asked, or something in the way that is not a bucket. */
export class BucketError extends Error {
  override readonly name = 'BucketError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** Whether a person has to mend something; a bucket that has a fault of its own is tried again. */
  get refused(): boolean {
    return this.status < 500;
  }
}

/**
 * One bucket and the prefix in it. A redirect is never followed: it would carry the picture to a host that nobody
 * named, as the portal of a guest network does.
 */
export class Bucket {
  readonly #config: S3Config;
  readonly #client: AwsClient;
  readonly #clock: Clock;

  /** @throws {StartError} when the key can't be read */
  constructor(config: S3Config, { clock = systemClock, retries = 0 } = {}) {
    this.#config = config;
    this.#clock = clock;
    this.#client = new AwsClient({
      ...readS3Key(config.keyFile),
      service: 's3',
      region: config.region,
      retries,
    });
  }

  /** Puts a JPEG below the prefix. @throws {BucketError} also for an answer that no bucket gives */
  async put(name: string, body: Buffer, stopping: AbortSignal): Promise<void> {
    const { answer, text } = await this.#ask(name, stopping, {
      method: 'PUT',
      body: new Uint8Array(body),
      headers: {
        'content-type': 'image/jpeg',
        // Signed, so that a bucket behind plain HTTP can't be given another picture on the way.
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      },
    });
    if (!answer.ok) throw refusal(answer.status, text);
    if (!isTagOf(answer.headers, body)) throw notOfABucket(answer.status);
  }

  /**
   * Gets an object below the prefix, of {@link MOST_PICTURE_BYTES} at the most; null when there is none of that name.
   * @throws {BucketError} also for an answer that no bucket gives. @throws {LateError} after {@link GET_MS}
   */
  async get(name: string): Promise<Uint8Array | null> {
    const request = { method: 'GET' };
    const { answer, body, text } = await this.#ask(name, undefined, request, GET_MS, MOST_PICTURE_BYTES);
    if (answer.ok) {
      if (isTagOf(answer.headers, body)) return body;
      throw notOfABucket(answer.status);
    }
    if (codeOf(text) === 'NoSuchKey') return null;
    throw refusal(answer.status, text, `use a key that may read ${this.#config.prefix}${name}`);
  }

  /**
   * Removes an object below the prefix, which may be gone already.
   * @throws {BucketError} also for an answer that no bucket gives: the portal of a guest network erases nothing
   */
  async remove(name: string, stopping?: AbortSignal): Promise<void> {
    const { answer, text } = await this.#ask(name, stopping, { method: 'DELETE' });
    const code = codeOf(text);
    if (answer.status === 204 || code === 'NoSuchKey') return;
    if (answer.ok || (answer.status === 404 && code === '')) throw notOfABucket(answer.status);
    throw refusal(answer.status, text, `use a key that may delete ${this.#config.prefix}${name}`);
  }

  /**
   * Asks for an object that is not there, signed: address, region, key and clock are proved by the answer, also to a
   * key that may not read. Not by HEAD, whose answer has no words: 403 alone may mean a wrong key or a right one.
   * @throws {BucketError}
   */
  async probe(): Promise<void> {
    const { answer, text } = await this.#ask('kf99-doctor', undefined, { method: 'GET' });
    const code = codeOf(text);
    if (answer.ok || code === 'NoSuchKey' || code === 'AccessDenied') return;
    throw refusal(answer.status, text);
  }

  /**
   * The bucket's lifecycle rules as they stand; empty when there are none.
   * @throws {BucketError} also where the key may not see them, as a kiosk's may not
   */
  async lifecycle(): Promise<string> {
    const { answer, text } = await this.#send('?lifecycle=', undefined, { method: 'GET' });
    if (answer.ok) return text;
    if (codeOf(text) === 'NoSuchLifecycleConfiguration') return '';
    throw refusal(answer.status, text, 'give the key the right to read the lifecycle rules of the bucket');
  }

  /** Replaces the bucket's lifecycle rules. @throws {BucketError} */
  async setLifecycle(xml: string): Promise<void> {
    const { answer, text } = await this.#send('?lifecycle=', undefined, {
      method: 'PUT',
      body: xml,
      // S3 takes no such change without a sum of it.
      headers: {
        'content-md5': createHash('md5').update(xml).digest('base64'),
        'x-amz-content-sha256': createHash('sha256').update(xml).digest('hex'),
      },
    });
    if (answer.ok) return;
    throw refusal(answer.status, text, 'give the key the right to set the lifecycle rules of the bucket');
  }

  #ask(name: string, stopping: AbortSignal | undefined, request: RequestInit, ms?: number, most?: number) {
    return this.#send(`/${this.#config.prefix}${name}`, stopping, request, ms, most);
  }

  async #send(
    rest: string,
    stopping: AbortSignal | undefined,
    request: RequestInit,
    ms = ANSWER_MS,
    mostBytes = MOST_ANSWER_BYTES,
  ) {
    const { endpoint, bucket } = this.#config;
    const url = `${endpoint}/${bucket}${rest}`;
    const ask = async (signal: AbortSignal) => {
      const answer = await this.#client.fetch(url, { ...request, redirect: 'manual', signal });
      return { answer, body: await readBody(answer, mostBytes) };
    };
    const { answer, body } = await within(this.#clock, ms, ask, stopping);
    return { answer, body, text: body.toString() };
  }
}

/** What to do about a refusal, by the code of the service (AmazonS3/latest/API/ErrorResponses.html). */
const ADVICE: Readonly<Record<string, string>> = {
  AccessDenied: 'give the key the right to put objects below KF99_S3_PREFIX',
  AuthorizationHeaderMalformed: 'set KF99_S3_REGION to the region of the bucket',
  InvalidAccessKeyId: 'check the key in KF99_S3_KEY_FILE',
  NoSuchBucket: 'check KF99_S3_BUCKET',
  RequestTimeTooSkewed: "set the clock of this machine, or the bucket's",
  SignatureDoesNotMatch: 'check the secret in KF99_S3_KEY_FILE, and KF99_S3_REGION',
};

function codeOf(text: string): string {
  return /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? '';
}

/** @param denied what to do where the key has no right */
function refusal(status: number, text: string, denied = ADVICE.AccessDenied): BucketError {
  const code = codeOf(text);
  const region = /<Region>([\w-]+)<\/Region>/.exec(text)?.[1];
  const redirected = status >= 300 && status < 400;
  const known = redirected
    ? 'name the address of the bucket itself in KF99_S3_ENDPOINT'
    : code === 'AccessDenied'
      ? denied
      : ADVICE[code];
  const advice = region && code !== 'AccessDenied' ? `set KF99_S3_REGION=${region}` : known;
  return new BucketError(
    status,
    `the bucket answered ${status} ${code}`.trim() + (advice ? `: ${advice}` : ''),
  );
}

function notOfABucket(status: number): BucketError {
  const advice = 'look at the network between here and KF99_S3_ENDPOINT';
  return new BucketError(status, `the answer ${status} is not one of a bucket: ${advice}`);
}

/** @throws {BucketError} when there are more bytes, however many there are */
async function readBody(answer: Response, mostBytes: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer.body ?? []) {
    bytes += piece.length;
    // Leaving the loop ends the connection.
    if (bytes > mostBytes)
      throw new BucketError(answer.status, `the answer has more than ${mostBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Gets kept pictures; the key is read at each of them, since a server without it has other things to do. */
export function bucketReader(config: S3Config): (name: string) => Promise<Uint8Array | null> {
  return (name) => new Bucket(config).get(name);
}

/** Removes objects below the prefix. */
export function bucketEraser(config: S3Config): RemoveObject {
  const bucket = new Bucket(config, { retries: 2 });
  return (name) => bucket.remove(name);
}

/**
 * Whether an answer's entity tag is that of an object put in one part: its MD5, or any tag where the bucket encrypts
 * with a key of its customer (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html, ETag).
 */
function isTagOf(headers: Headers, body: Buffer): boolean {
  const tag = headers.get('etag')?.replaceAll('"', '');
  if (!tag) return false;
  const encryption = headers.get('x-amz-server-side-encryption') ?? '';
  const customer = headers.has('x-amz-server-side-encryption-customer-algorithm');
  if (customer || encryption.startsWith('aws:')) return true;
  return tag.toLowerCase() === createHash('md5').update(body).digest('hex');
}
