import { z } from 'zod';

/** Stable codes of every error answer; the status belongs to the code. */
export const PROBLEMS = {
  invalid_request: 400,
  not_paired: 401,
  login_required: 401,
  token_required: 401,
  wrong_login: 401,
  code_required: 401,
  wrong_code: 401,
  wrong_code_no_time: 401,
  pairing_closed: 403,
  unknown_code: 404,
  setup_closed: 403,
  wrong_host: 403,
  wrong_origin: 403,
  forbidden: 403,
  factor_wanted: 403,

  not_found: 404,
  too_slow: 408,
  not_http: 409,
  not_steady: 409,
  other_source: 409,
  captures_off: 409,
  settings_changed: 409,
  person_in_view: 409,
  no_camera: 409,
  turn_0: 409,
  turn_90: 409,
  turn_180: 409,
  turn_270: 409,
  visit_abandoned: 409,
  visit_conflict: 409,
  name_taken: 409,
  last_admin: 409,
  factor_there: 409,
  factor_first: 409,
  factor_not_begun: 409,
  too_large: 413,
  too_many_pixels: 413,
  wrong_media_type: 415,
  reference_implausible: 422,
  weak_password: 422,
  stale_reading: 422,
  stale_request: 422,
  not_a_picture: 422,
  no_face: 422,
  stale_visit: 422,
  too_busy: 429,
  too_many_logins: 429,
  internal: 500,
  busy: 503,
  bucket_away: 503,
  cloud_away: 503,
  store_full: 503,
  not_ready: 503,
} as const;

export const ProblemCode = z.enum(
  Object.keys(PROBLEMS) as [keyof typeof PROBLEMS, ...(keyof typeof PROBLEMS)[]],
);
export type ProblemCode = keyof typeof PROBLEMS;

/** An error answer (RFC 9457, `application/problem+json`) with a stable code and a sentence that says what to do. */
export const Problem = z.object({
  type: z.string(),
  status: z.int(),
  code: ProblemCode,
  title: z.string(),
  /** Where the body was wrong, as `path: message`. */
  detail: z.string().optional(),
  /** The request's id as a URI; the same id is in `x-request-id` and in the server's log. */
  instance: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;
