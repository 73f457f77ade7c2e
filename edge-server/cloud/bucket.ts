import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { type Clock, systemClock } from '../clock/clock.ts';
import { within } from '../clock/wait.ts';
import { readS3Key, type S3Config } from '../config/s3.ts';
import type { RemoveObject } from './erase.ts';

const ANSWER_MS = 60_000;

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
    if (!isTagOf(answer.headers, body)) {
      const advice = 'look at the network between here and KF99_S3_ENDPOINT';
      throw new BucketError(answer.status, `the answer ${answer.status} is not one of a bucket: ${advice}`);
    }
  }

  /** Removes an object below the prefix, which may be gone already; a kiosk's own key may not. */
  async remove(name: string): Promise<void> {
    const { answer } = await this.#ask(name, undefined, { method: 'DELETE' });
    if (answer.ok || answer.status === 404) return;
    throw new BucketError(
      answer.status,
      `the bucket answered ${answer.status} when ${name} was to be erased: use a key that may delete`,
    );
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

  #ask(name: string, stopping: AbortSignal | undefined, request: RequestInit) {
    const { endpoint, bucket, prefix } = this.#config;
    const url = `${endpoint}/${bucket}/${prefix}${name}`;
    const ask = async (signal: AbortSignal) => {
      const answer = await this.#client.fetch(url, { ...request, redirect: 'manual', signal });
      return { answer, text: await answer.text() };
    };
    return within(this.#clock, ANSWER_MS, ask, stopping);
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

function refusal(status: number, text: string): BucketError {
  const code = codeOf(text);
  const region = /<Region>([\w-]+)<\/Region>/.exec(text)?.[1];
  const redirected = status >= 300 && status < 400;
  const known = redirected ? 'name the address of the bucket itself in KF99_S3_ENDPOINT' : ADVICE[code];
  const advice = region && code !== 'AccessDenied' ? `set KF99_S3_REGION=${region}` : known;
  return new BucketError(
    status,
    `the bucket answered ${status} ${code}`.trim() + (advice ? `: ${advice}` : ''),
  );
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
