/**
 * Resolves at the first SIGINT or SIGTERM, and in a child also when its parent has gone. Later signals are
 * ignored, since Ctrl-C in a terminal arrives twice under npm: once from the terminal, once handed on.
 *
 * SIGHUP says that a terminal was closed, and ends what was started from one. To a service it is somebody's word to read
 * its files again, as other servers do; renewed certificates are taken without it, and nothing ends.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
    process.on('SIGHUP', () => {
      if (process.stdout.isTTY) resolve();
    });
    process.on('disconnect', () => resolve());
  });
}
