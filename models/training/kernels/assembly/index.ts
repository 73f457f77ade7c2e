export { adam } from './adam';
export { averagePool, averagePoolInput, bnBackward, bnForward, bnStatistics } from './batchnorm';
export { depthwise, depthwiseFilter, depthwiseInput, flip, pad, unpad, unroll } from './depthwise';
export { gemm, transpose } from './gemm';
export {
  fillRows,
  maxPool,
  maxPoolInput,
  passInput,
  residual,
  residualInput,
  sumRows,
  unroll5,
} from './residual';
