import { VERSION } from '../../common/version.ts';

const INTRODUCTION = `
What a kiosk knows and does, for programs. A program needs an **API token**: an admin makes one on the admin page under
API tokens, chooses its scopes, and sees it once. It goes into the header \`authorization: Bearer kf99_…\`. Each
operation says whom it takes; the ones that take a token have an example in curl, Python and JavaScript, which expect
the server's address in \`KF99_URL\` and the token in \`KF99_TOKEN\`.

- **Errors** are \`application/problem+json\` (RFC 9457): \`code\` is stable and for programs, \`title\` says what to do,
  \`request_id\` stands in the server's log too.
- **Lists** come newest first, \`limit\` at a time. \`next\` of one page is \`before\` of the following one; \`null\` ends it.
- **Times** are ISO 8601 in UTC, temperatures degrees Celsius, distances and durations millimetres and milliseconds.
- **What happens now** comes from \`GET /api/events\`, which resumes after a break. What should come by itself: webhooks
  (below) and MQTT.
- A field that is new may come at any time: ignore what you don't know.
`.trim();

/** Groups of operations, in the order in which they are shown. */
export const TAGS = [
  ['State', 'Health, the stream of events, metrics: what a program follows.'],
  ['Visits', 'What was decided: lists, single visits, statistics, marks and kept pictures.'],
  ['Thin clients', 'Cameras and thermometers without a browser.'],
  ['Kiosk page', "What the paired kiosk's page sends, and what staff do with it."],
  ['Door', 'Letting somebody in, and ending a lock.'],
  ['Alarms and calls', 'Alarms, rules, who is told, and by which way.'],
  ['Settings', "The site's settings, calibration, camera and machine."],
  ['Log-in', "A person's session, password and second factor."],
  ['People and tokens', 'Who may log in, API tokens, paired browsers, and the log of changes.'],
  ['Webhooks', 'What this server posts to yours.'],
  ['Fleet', 'All kiosks at once, from the cloud.'],
] as const;
export type Tag = (typeof TAGS)[number][0];

/** The first line that fits a path says its tag. */
const BY_PATH: readonly [RegExp, Tag][] = [
  [/^\/(api\/(health|events)|metrics)/, 'State'],
  [/^\/(mask|temperature)\//, 'Thin clients'],
  [/^\/api\/admin\/(door|staff-pass)/, 'Door'],
  [/^\/api\/(admin\/)?kiosk\//, 'Kiosk page'],
  [/^\/api\/(admin\/)?(visits|today|statistics|report|marks|captures)/, 'Visits'],
  [/^\/api\/admin\/(alarms|rules|webhook|ways|deliveries|duty|push)/, 'Alarms and calls'],
  [/^\/api\/session/, 'Log-in'],
  [/^\/api\/admin\/(users|tokens|audit|pairings)/, 'People and tokens'],
  [/^\/api\/(settings|admin\/(settings|guide|machine|camera|calibrations))/, 'Settings'],
  [/^\/api\/admin\/(kiosks|totals)/, 'Fleet'],
];

/** @returns null for a path that no line fits: it wants one above */
export function tagOf(path: string): Tag | null {
  return BY_PATH.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

/** Head of the API's document; what each operation says besides is added by `describe()`. */
export const HEAD = {
  openapi: '3.1.0',
  info: {
    version: VERSION,
    summary: 'Visits, temperatures, alarms and doors.',
    description: INTRODUCTION,
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/', description: 'The server that this document came from.' }],
};
