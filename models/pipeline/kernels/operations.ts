import { registerOp } from '@tensorflow/tfjs-converter';
import {
  type DataId,
  engine,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  registerKernel,
  type Tensor,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { KernelModule, Pointer, WasmHeap } from './assembly.ts';
import { PACKED_CONVOLUTION, SEPARABLE_BLOCK } from './fuse.ts';

/** TF.js' WASM backend, as far as a kernel needs it. */
export interface WasmBackend extends WasmHeap {
  dataIdMap: { get(id: DataId): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
}

type Shape = readonly [images: number, height: number, width: number, channels: number];
/** What `fuse` writes into a node, as TF.js reads it. */
type Attributes = Readonly<Record<string, number>>;
type Kernel = (inputs: readonly TensorInfo[], attributes: Attributes, backend: WasmBackend) => TensorInfo;

/** Registers both operations of `fuse` with TF.js: with its graph executor, and as kernels of the WASM backend. */
export function registerOperations(module: KernelModule): void {
  register(SEPARABLE_BLOCK, separableBlock(module));
  register(PACKED_CONVOLUTION, packedConvolution(module));
}

function register(name: string, kernel: Kernel): void {
  if (getKernel(name, 'wasm')) unregisterKernel(name, 'wasm');
  registerKernel({
    kernelName: name,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) =>
      kernel(Object.values(inputs) as TensorInfo[], attrs as Attributes, backend as WasmBackend),
  });
  registerOp(name, ({ inputs, attrs }) => {
    const numbered = Object.fromEntries(inputs.entries()) as unknown as NamedTensorMap;
    return engine().runKernel(name, numbered, attrs as NamedAttrMap) as Tensor;
  });
}

function separableBlock(module: KernelModule): Kernel {
  return ([x, depthwise, pointwise], attributes, backend) => {
    const [images, height, width, channels] = x!.shape as unknown as Shape;
    const { stride, outputs, skip, middleLower, middleUpper, lower, upper } = attributes as Record<
      'stride' | 'outputs' | 'skip' | 'middleLower' | 'middleUpper' | 'lower' | 'upper',
      number
    >;
    const y = output(x!, stride, outputs, backend);
    module.exports.block(
      at(x!, backend),
      images,
      height,
      width,
      channels,
      stride,
      at(depthwise!, backend),
      middleLower,
      middleUpper,
      at(pointwise!, backend),
      outputs,
      skip === 0 ? 0 : 1,
      at(y, backend),
      lower,
      upper,
      module.scratch(module.exports.blockScratch(height, width, channels, stride)),
    );
    return y;
  };
}

function packedConvolution(module: KernelModule): Kernel {
  return ([x, weights], attributes, backend) => {
    const [images, height, width, channels] = x!.shape as unknown as Shape;
    const { size, stride, outputs, lower, upper } = attributes as Record<
      'size' | 'stride' | 'outputs' | 'lower' | 'upper',
      number
    >;
    const y = output(x!, stride, outputs, backend);
    module.exports.convolve(
      at(x!, backend),
      images,
      height,
      width,
      channels,
      size,
      stride,
      at(weights!, backend),
      outputs,
      at(y, backend),
      lower,
      upper,
      module.scratch(module.exports.convolveScratch(width, channels, size, stride)),
    );
    return y;
  };
}

function output(x: TensorInfo, stride: number, outputs: number, backend: WasmBackend): TensorInfo {
  const [images, height, width] = x.shape as unknown as Shape;
  return backend.makeOutput(
    [images, Math.ceil(height / stride), Math.ceil(width / stride), outputs],
    'float32',
  );
}

/** Where a tensor lies in the backend's memory. */
function at({ dataId }: TensorInfo, backend: WasmBackend): Pointer {
  return backend.dataIdMap.get(dataId).memoryOffset;
}
