/** The TF.js backends that the kiosk can run on. Apart from backend.ts, so that the page loads no TF.js for it. */
export const BACKENDS = ['wasm', 'webgl', 'webgpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** What really runs, which is not always what was asked for. */
export interface Backend {
  name: BackendName;
  /** Threads of the WASM backend; 1 for the others and in Node. */
  threads: number;
  simd: boolean;
}
