/**
 * Resolves at the first SIGINT or SIGTERM, and in a child also when its parent has gone. Later signals are
 * ignored, since Ctrl-C in a terminal arrives twice under npm: once from the terminal, once handed on.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
    process.on('disconnect', () => resolve());
  });
}
