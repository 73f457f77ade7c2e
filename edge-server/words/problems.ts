import type { ProblemCode } from '../contract/index.ts';

/** One sentence for each code: what happened and what to do. */
export const PROBLEM_TITLES: Readonly<Record<ProblemCode, string>> = {
  invalid_request: 'The request is not what this route takes; see detail.',
  not_paired:
    'This browser is not paired: type the code of its screen on the admin page under People, or open the address that `npm run pair` prints.',
  login_required: 'Nobody is logged in, or the session is over: log in on the admin page.',
  token_required: 'Send a valid API token of this server: authorization: Bearer kf99_...',
  wrong_login: 'The name or the password is wrong.',
  code_required:
    'This person has a second factor: send the code of the authenticator app too, or a recovery code.',
  wrong_code:
    'The code is wrong, or was used already: wait for the next one of the authenticator app, and look whether the time of the phone is right.',
  wrong_code_no_time:
    'The code does not fit, and the clock of this kiosk is not set, so no code of an app can: use a recovery code, or give the kiosk a time server.',
  factor_wanted:
    'This site asks admins for a second factor: set one up on the admin page under People; until then you may do what a viewer may.',
  factor_first:
    'Set up a second factor of your own first, on the admin page under People: without one you could not take this back.',
  factor_there: 'This person has a second factor already: take it away first.',
  factor_not_begun: 'No second factor was begun: begin again.',
  setup_closed:
    'This code is used, old or wrong: restart the server, or run `npm run reset-admin` on it, for a new one.',
  name_taken: 'This name is taken: choose another one.',
  weak_password:
    'This password is one of those that are tried first, or little more than the name: choose other words, three or four of them.',
  last_admin: 'This is the last admin: make another person an admin first.',
  too_many_logins: 'Too many tries: wait, or use a browser in which this person logged in before.',
  pairing_closed: 'This pairing code is used, old or wrong: run `npm run pair` on the machine for a new one.',
  unknown_code:
    'No screen shows this code now: type the digits that stand on the screen. After five wrong tries each screen shows others.',
  wrong_host: 'The server is not known by this name: use its own address or set KF99_ORIGIN.',
  wrong_origin:
    'Another site made this request: use the pages of this server, and set KF99_ORIGIN to their address when a proxy speaks TLS for it.',
  forbidden: 'Your role, or the scopes of this token, do not allow this: ask an admin.',
  captures_off: 'This site keeps no pictures: an admin can turn them on in the settings.',
  person_in_view: 'Somebody stands before the camera: ask for the picture when nobody is in view.',
  no_camera: 'The kiosk page gave no picture: look at its screen, it says what is wrong with the camera.',
  turn_0: 'More faces are found when the camera picture is not turned: set cameraTurn to 0.',
  turn_90: 'More faces are found when the camera picture is turned by 90°: set cameraTurn to 90.',
  turn_180: 'More faces are found when the camera picture is turned by 180°: set cameraTurn to 180.',
  turn_270: 'More faces are found when the camera picture is turned by 270°: set cameraTurn to 270.',
  settings_changed: 'Somebody changed the settings meanwhile: read them again, then change what you want.',
  not_found: 'There is nothing at this address.',
  not_http:
    'The thermometer of this kiosk is on a serial line: set KF99_THERMOMETER=http to take posted readings.',
  not_steady: 'The readings are not steady: hold the sensor still before the reference, then try again.',
  visit_abandoned: 'The visitor had gone: begin a new visit.',
  visit_conflict: 'This visit is of another client, or was posted with other evidence: begin a new visit.',
  too_large: 'The body is larger than this route takes.',
  too_slow:
    'The request came too slowly: send at least 1,000 bytes a second, a head within 10 seconds and all within 5 minutes.',
  too_many_pixels: 'The picture has too many pixels: make it smaller.',
  reference_implausible:
    'Sensor and reference are too far apart for a calibration: check both, and the distance.',
  other_source:
    'Another thermometer posts readings already: stop one of the two, or wait until it falls silent.',
  stale_reading:
    'This reading is not of now: set the clock of that client, and post each reading once, at once.',
  stale_request:
    'This request is not of now, or came already: set the clock of that client, and give each request a new id.',
  wrong_media_type:
    'Send the content-type that this route takes: application/json unless detail names another.',
  not_a_picture: 'The file is not a whole JPEG, PNG or WebP of a size that the server takes.',
  no_face: 'There is no face in the picture: come closer, look into the camera, and send another one.',
  stale_visit:
    "The id's time is more than 2 minutes from the server's clock: set the clock, begin a new visit.",
  too_busy: 'Too much is going on at once: try again in a few seconds.',
  busy: 'More pictures wait than the server can judge: send it again after the time in retry-after.',
  internal: 'The server failed; its log says why.',
  store_full: 'The visit could not be written to the disk, so there is no verdict: make room on the disk.',
  bucket_away:
    'The picture is in the bucket, which does not give it: see detail. Its key has to be one that may read there.',
  cloud_away: 'The cloud database does not answer: look at its state and at KF99_READER_URL, then try again.',
  not_ready: 'The server can not do this yet: try again in a few seconds.',
};
