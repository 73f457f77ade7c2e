import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { readModelFile, wasmFolder } from './edge-server/models/build-files.ts';
import { startWasm } from './models/pipeline/backend.ts';
import { loadGated } from './models/pipeline/gate.ts';

const gzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip);
const brotli = promisify<Buffer, Buffer>(zlib.brotliCompress);
const here = import.meta.dirname;
const web = join(here, 'web');

/** The pages, by entry name. */
const pages = {
  kiosk: join(web, 'index.html'),
  admin: join(web, 'admin/index.html'),
  vision: join(web, 'vision.html'),
  sw: join(web, 'admin/sw.ts'),
};

const MIME: Record<string, string> = { '.json': 'application/json', '.wasm': 'application/wasm' };

/** COOP and COEP give the vision worker its threads (`SharedArrayBuffer`); the edge server sends the same. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  root: web,
  base: '/',
  appType: 'mpa',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es', plugins: () => [selfContainedThreads()] },
  plugins: [gated(), asTheyAre(), compressed()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // The kiosk's Chromium is new, but staff open the admin page on the phone that they have.
    target: 'baseline-widely-available',
    // The server's CSP refuses data: fonts and inline scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: pages,
      // To judge the models and to compress takes most of the build, on purpose.
      checks: { bundlerTimings: false },
      output: {
        // A service worker's address is for good, and decides which pages are its own.
        entryFileNames: ({ name }) => (name === 'sw' ? 'admin/sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: {
    headers: isolation,
    proxy: { '/api': { target: 'http://127.0.0.1:8080', changeOrigin: true } },
  },
  preview: { headers: isolation },
});

/** Files that pages load under a path of ours, by that path: weights, TF.js' WASM binaries, the API's reference page. */
function copiedFiles(): Map<string, string> {
  const models = join(here, 'models');
  const wasm = join(here, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  return new Map([
    // Every folder of a trained model.
    ...readdirSync(models)
      .filter((model) => existsSync(join(models, model, 'model.json')))
      .flatMap((model) =>
        ['model.json', `${model}.bin`, 'manifest.json'].map((file) => [
          `models/${model}/${file}`,
          join(models, model, file),
        ]),
      ),
    ['models/gate/samples.bin', join(models, 'gate/samples.bin')],
    ...readdirSync(join(models, 'kernels'))
      .filter((file) => file.endsWith('.wasm'))
      .map((file) => [`models/kernels/${file}`, join(models, 'kernels', file)]),
    ...readdirSync(wasm)
      .filter((file) => file.endsWith('.wasm'))
      .map((file) => [`wasm/${file}`, join(wasm, file)]),
    ['reference/index.html', join(web, 'reference/index.html')],
    // A classic script that brings its own styles: one file that nothing could be shaken out of.
    ['reference/scalar.js', join(here, 'node_modules/@scalar/fastify-api-reference/dist/js/standalone.js')],
  ] as [string, string][]);
}

/** Stops a build whose mask model does not pass the gate, by the sentence that names it. */
function gated(): Plugin {
  return {
    name: 'kf99-gated',
    apply: 'build',
    async buildStart() {
      await startWasm(wasmFolder());
      const { classifier } = await loadGated(readModelFile);
      classifier.dispose();
    },
  };
}

/** Serves these files in development and copies them into the build under the same paths. */
function asTheyAre(): Plugin {
  return {
    name: 'kf99-as-they-are',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = copiedFiles().get((request.url ?? '').split('?')[0]!.slice(1));
        if (!path) return next();
        response.setHeader('Content-Type', MIME[extname(path)] ?? 'application/octet-stream');
        response.end(readFileSync(path));
      });
    },
    generateBundle() {
      for (const [fileName, path] of copiedFiles()) {
        this.emitFile({
          type: 'asset',
          fileName,
          originalFileName: basename(path),
          source: readFileSync(path),
        });
      }
    },
  };
}

/** Kinds of files that gzip and Brotli make smaller; fonts, pictures and sounds are compressed already. */
const COMPRESSIBLE = /\.(html|js|css|json|svg|wasm|bin|webmanifest)$/;
const LEAST_BYTES = 1024;
/** A larger file is the API's reference page, which is read seldom: Brotli takes some two seconds for each megabyte. */
const MOST_BROTLI_BYTES = 1 << 20;

/** Writes a `.gz` and a `.br` beside each file of the build that is worth it: the server sends what suits whom it answers. */
function compressed(): Plugin {
  return {
    name: 'kf99-compressed',
    async writeBundle({ dir = '' }, bundle) {
      const files = Object.keys(bundle).filter((file) => COMPRESSIBLE.test(file));
      await Promise.all(
        files.map(async (file) => {
          const path = join(dir, file);
          const bytes = await readFile(path);
          if (bytes.length < LEAST_BYTES) return;
          await writeFile(`${path}.gz`, await gzip(bytes, { level: 9 }));
          if (bytes.length <= MOST_BROTLI_BYTES) await writeFile(`${path}.br`, await brotli(bytes));
        }),
      );
    },
  };
}

/**
 * TensorFlow.js starts its threads from the text of one function, which reads `_scriptDir` from around it.
 * Minified, that name no longer exists in a thread, so the variable is moved into the function.
 */
function selfContainedThreads(): Plugin {
  const outside = /var _scriptDir = [^;]*;\s*if \(typeof __filename [^;]*;/;
  const inside = 'function(WasmBackendModuleThreadedSimd) {';
  return {
    name: 'kf99-self-contained-threads',
    transform(code, id) {
      if (!id.endsWith('tfjs-backend-wasm-threaded-simd.js')) return null;
      if (!outside.test(code) || !code.includes(inside)) {
        this.error(
          'TensorFlow.js changed how it starts threads: check selfContainedThreads in vite.config.ts',
        );
      }
      return { code: code.replace(outside, '').replace(inside, `${inside} var _scriptDir;`), map: null };
    },
  };
}
