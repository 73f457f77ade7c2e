import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

/**
 * TensorFlow.js on its CPU backend, with gradients. Its modules that have them are written for bundlers, so one makes
 * a file of them that Node can load.
 */
export async function tensorflow(): Promise<typeof import('./trainable.ts')> {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-tensorflow-'));
  try {
    await build({
      configFile: false,
      logLevel: 'warn',
      ssr: { noExternal: true },
      build: { ssr: join(import.meta.dirname, 'trainable.ts'), outDir: folder, emptyOutDir: false },
    });
    const tf = await import(join(folder, 'trainable.js'));
    await tf.setBackend('cpu');
    return tf;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
