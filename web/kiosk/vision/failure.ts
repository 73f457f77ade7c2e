import type { Failure } from './protocol.ts';

/** What browsers say when WebAssembly or JavaScript can get no more memory. */
const OUT_OF_MEMORY =
  /out of memory|memory size exceeded|allocation failed|array buffer alloc|could not allocate|\bOOM\b|Memory\.grow/i;

/** How an error of the worker is counted. */
export function failureOf(message: string): Failure {
  return OUT_OF_MEMORY.test(message) ? 'out_of_memory' : 'worker_crashed';
}
