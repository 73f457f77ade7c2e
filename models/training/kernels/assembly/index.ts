export { adam } from './adam';
export { depthwise, depthwiseFilter, depthwiseInput, flip, pad, unpad } from './depthwise';
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
