import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { z } from 'zod';
import { ReportQuery, ReportSent, ReportState } from '../../contract/index.ts';
import type { Report } from '../../reports/report.ts';
import { json, onInvalid, problems } from '../body.ts';
import type { Services } from '../services.ts';

/** The weekly report: what is planned and what became of the last one, a download of any week's, and sending it now. */
export function reportRoutes({ reports, access, audit }: Services) {
  const admin = access.require('admin');
  const reader = access.require('viewer');

  const file = <Ending extends 'html' | 'csv'>(ending: Ending, type: string, what: string) =>
    createRoute({
      method: 'get',
      path: `/admin/report.${ending}`,
      summary: `The report of a week as ${what}`,
      middleware: [reader] as const,
      request: { query: ReportQuery },
      responses: {
        200: { description: 'Counts only.', content: { [type]: { schema: { type: 'string' } } } },
        ...problems,
      },
    });

  /** The report of the week that a day is in. */
  const wanted = ({ day, language = undefined }: z.output<typeof ReportQuery>): Promise<Report> => {
    const date = day === undefined ? null : Temporal.PlainDate.from(day);
    const week = date === null ? reports.lastWeek() : date.subtract({ days: date.dayOfWeek - 1 });
    return reports.make(week, language ?? null);
  };

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/admin/report',
        summary: 'When the weekly report is made, who gets it, and what became of the last one',
        middleware: [admin] as const,
        responses: { 200: json(ReportState, 'The report.'), ...problems },
      }),
      (c) => c.json(reports.state(), 200),
    )
    .openapi(file('html', 'text/html', 'a document with charts'), async (c) => {
      const { name, html } = await wanted(c.req.valid('query'));
      return download(c, `${name}.html`, 'text/html; charset=utf-8', html) as never;
    })
    .openapi(file('csv', 'text/csv', 'tables for a spreadsheet'), async (c) => {
      const { name, csv } = await wanted(c.req.valid('query'));
      return download(c, `${name}.csv`, 'text/csv; charset=utf-8', csv) as never;
    })
    .openapi(
      createRoute({
        method: 'post',
        path: '/admin/report/send',
        summary: "Sends the last week's report to everybody who gets it, once and now",
        middleware: [admin] as const,
        responses: { 200: json(ReportSent, 'What came of each receiver.'), ...problems },
      }),
      async (c) => {
        audit.record({ actor: c.get('principal').id, action: 'report.send', target: 'report' });
        return c.json(await reports.sendNow(), 200);
      },
    );
}

function download(c: Context, name: string, type: string, text: string): Response {
  c.header('content-type', type);
  c.header('content-disposition', `attachment; filename="${name}"`);
  c.header('cache-control', 'no-store');
  return c.body(text);
}
