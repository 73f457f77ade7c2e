/** A program of somebody else, in types that were made from the API's document alone. */
import createClient from 'openapi-fetch';
import type { paths } from './schema.d.ts';

const client = createClient<paths>({
  baseUrl: process.env.KF99_URL!,
  headers: { authorization: `Bearer ${process.env.KF99_TOKEN}` },
});

const visits = await client.GET('/api/admin/visits', { params: { query: { limit: 2, verdict: 'deny' } } });
if (visits.error) throw new Error(`${visits.error.code}: ${visits.error.title}`);
const [visit] = visits.data.visits;
if (visit === undefined) throw new Error('there is no visit');

const detail = await client.GET('/api/visits/{id}', { params: { path: { id: visit.id } } });
if (detail.error) throw new Error(detail.error.code);
const steps: string[] = detail.data.steps.map(({ step }) => step);

// What the document does not allow is no TypeScript either.
// @ts-expect-error: there is no such verdict
const refused = await client.GET('/api/admin/visits', { params: { query: { verdict: 'maybe' } } });

console.log(JSON.stringify({ verdict: visit.verdict, steps, refused: refused.error?.code }));
