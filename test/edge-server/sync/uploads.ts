import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { createLog } from '../../../edge-server/common/log.ts';
import type { S3Config } from '../../../edge-server/config/s3.ts';
import type { Settings } from '../../../edge-server/contract/index.ts';
import { openDatabase } from '../../../edge-server/store/db/open.ts';
import { Uploader } from '../../../edge-server/sync/uploader.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';
import { Bucket } from './bucket.ts';

/** Where in the bucket the kiosk of a test puts its pictures. */
export const PREFIX = 'kiosk-1/';
const PAGE = { origin: 'http://127.0.0.1:8080' };

/** A server that keeps pictures, a bucket, and the uploader between them, whose pauses take no time. */
export class Uploads {
  readonly edge: TestEdge;
  readonly bucket = new Bucket(PREFIX);
  readonly clock = new TestClock(Date.now());
  #end = async (): Promise<void> => undefined;

  private constructor(edge: TestEdge) {
    this.edge = edge;
  }

  static async start(settings: Partial<Settings> = {}): Promise<Uploads> {
    // The server only has to know that there is one; the uploader of a test has its own address.
    const env = {
      KF99_S3_ENDPOINT: 'http://127.0.0.1:1',
      KF99_S3_BUCKET: 'pictures',
      KF99_S3_KEY_FILE: '/none',
    };
    const uploads = new Uploads(await TestEdge.start({ settings: { captures: 'on', ...settings }, env }));
    await uploads.bucket.start();
    return uploads;
  }

  async stop(): Promise<void> {
    await this.stopUploader();
    await this.bucket.dispose();
    await this.edge.stop();
  }

  /** The sync worker's side: its own connection to the store. */
  startUploader(more: Partial<S3Config> = {}, key = this.bucket.key): void {
    const keyFile = join(this.edge.data, 's3-key');
    writeFileSync(keyFile, `${key}\n`);
    const database = openDatabase(join(this.edge.data, 'kf99.sqlite'), 'normal');
    const s3 = {
      ...{ endpoint: this.bucket.endpoint, bucket: 'pictures', prefix: PREFIX, region: 'us-east-1', keyFile },
      ...more,
    };
    const folder = join(this.edge.data, 'captures');
    const uploader = new Uploader({
      s3,
      folder,
      database,
      clock: this.clock,
      log: createLog('test', 'silent'),
    });
    this.#end = async () => {
      await uploader.stop();
      database.close();
    };
    uploader.start();
  }

  async stopUploader(): Promise<void> {
    const end = this.#end;
    this.#end = async () => undefined;
    await end();
  }

  /** Waits for what the uploader does. */
  until(condition: () => boolean, what: () => string): Promise<unknown> {
    return until(async () => {
      await this.clock.advance(1000);
      return condition();
    }, what);
  }

  /** A visitor comes and the page sends a picture; there is no verdict yet. */
  async picture(visit = evidence({ mask: 'no_mask' })) {
    const body = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#456' } })
      .jpeg()
      .toBuffer();
    await this.edge.send('PUT', `/api/visits/${visit.id}/presence`, { present: true });
    await this.edge.request(`/api/captures/${visit.id}`, {
      method: 'PUT',
      body: new Uint8Array(body),
      headers: { 'content-type': 'image/jpeg', ...PAGE },
    });
    return visit;
  }

  /** A visit whose picture is kept; answers its name. */
  async keptPicture(): Promise<string> {
    const visit = await this.picture();
    await this.edge.visit(visit);
    return `${visit.id}.jpg`;
  }

  /** The store's rows of kept pictures. */
  rows() {
    return this.edge.store.database
      .prepare('select id, uploaded_at, error from captures order by id')
      .all() as unknown as { id: string; uploaded_at: string | null; error: string | null }[];
  }
}
