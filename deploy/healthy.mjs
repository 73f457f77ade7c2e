/**
 * The health check of the edge server's container: exit code 0 when it can judge a visit. It runs twice a minute for
 * years, so it is plain JavaScript and loads no more than it needs.
 */
const { KF99_PORT: port, KF99_TLS_CERT: tls } = process.env;
const { get } = await import(tls ? 'node:https' : 'node:http');
// The certificate is for the name that staff type, not for this address.
const target = {
  host: '127.0.0.1',
  port,
  path: '/api/health/ready',
  timeout: 4000,
  rejectUnauthorized: false,
};
get(target, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1));
