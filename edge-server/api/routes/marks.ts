import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { auditEntry } from '../../access/audit.ts';
import { PictureAwayError } from '../../captures/kept-pictures.ts';
import { MarkRequest, VisitDetail, VisitId } from '../../contract/index.ts';
import { writeMark } from '../../store/sql/marks.ts';
import { json, jsonBody, jsonRequest, onInvalid, problems } from '../body.ts';
import { streamDownload } from '../download.ts';
import { labelledPhotos } from '../labelled-photos.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

const params = z.object({ id: VisitId });

function refuse(cause: unknown): never {
  throw cause instanceof PictureAwayError ? new ProblemError('bucket_away', cause.message) : cause;
}

/** What people say about verdicts, and the pictures that go with it. */
export function markRoutes({ access, audit, store, clock, pictures }: Services) {
  const staff = access.require('viewer');
  const admin = access.require('admin');
  const set = createRoute({
    method: 'put',
    path: '/admin/visits/{id}/mark',
    summary: "Say that a visit's mask was judged wrongly, and what is right",
    middleware: [staff, ...jsonBody(SMALL_BYTES)] as const,
    request: { params, ...jsonRequest(MarkRequest) },
    responses: { 200: json(VisitDetail, 'The visit as it is now.'), ...problems },
  });
  const remove = createRoute({
    method: 'delete',
    path: '/admin/visits/{id}/mark',
    summary: 'Take it back',
    middleware: [staff] as const,
    request: { params },
    responses: { 200: json(VisitDetail, 'The visit as it is now.'), ...problems },
  });
  const picture = createRoute({
    method: 'get',
    path: '/captures/{id}',
    summary: "A visit's kept picture, from this device or, when it is no longer here, from the bucket",
    middleware: [admin] as const,
    request: { params },
    responses: {
      200: {
        description: 'The picture.',
        content: { 'image/jpeg': { schema: z.string().meta({ format: 'binary' }) } },
      },
      ...problems,
    },
  });
  const labelled = createRoute({
    method: 'get',
    path: '/admin/marks.tar',
    summary:
      'Marked visits whose picture is kept, as a folder for `npm run evaluate`: labels.jsonl and the pictures',
    middleware: [admin] as const,
    responses: {
      200: {
        description: 'A tar archive.',
        content: { 'application/x-tar': { schema: z.string().meta({ format: 'binary' }) } },
      },
      ...problems,
    },
  });

  async function write(
    id: string,
    actor: string,
    mark: Parameters<typeof writeMark>[1],
  ): Promise<VisitDetail> {
    const before = store.visitDetail(id);
    if (before === null) throw new ProblemError('not_found', 'no such visit');
    const label = (of: VisitDetail['mark']) => of && { label: of.label };
    const action = mark === null ? 'visit.unmark' : 'visit.mark';
    const audited = auditEntry(clock, {
      actor,
      action,
      target: `visit:${id}`,
      before: label(before.mark),
      after: label(mark),
    });
    await store.write([...writeMark(id, mark, clock.now().toISOString()), audited], 'durable');
    const after = store.visitDetail(id);
    if (after === null) throw new ProblemError('not_found', 'the visit is gone');
    return after;
  }

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(set, async (c) => {
      const { id: author } = c.get('principal');
      const mark = { ...c.req.valid('json'), author, marked_at: clock.now().toISOString() };
      return c.json(await write(c.req.valid('param').id, author, mark), 200);
    })
    .openapi(remove, async (c) =>
      c.json(await write(c.req.valid('param').id, c.get('principal').id, null), 200),
    )
    .openapi(picture, async (c) => {
      const { id } = c.req.valid('param');
      const bytes = (await pictures.here(id)) ?? (await pictures.there(id).catch(refuse));
      if (bytes === null) throw new ProblemError('not_found', 'no picture of this visit is kept');
      audit.record({ actor: c.get('principal').id, action: 'visits.picture', target: `visit:${id}` });
      c.header('content-type', 'image/jpeg');
      c.header('cache-control', 'private, no-store');
      return c.body(bytes as Uint8Array<ArrayBuffer>) as never;
    })
    .openapi(labelled, (c) => {
      audit.record({ actor: c.get('principal').id, action: 'visits.tar', target: 'visits' });
      const name = `kf99-marks-${clock.now().toISOString().slice(0, 10)}.tar`;
      const next = labelledPhotos(store.listMarks, pictures, clock.now());
      return streamDownload(c, { name, type: 'application/x-tar', next }) as never;
    });
}
