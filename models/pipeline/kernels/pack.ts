import type { Weight } from './graph.ts';

/** Channels of a panel: two SIMD registers. */
const PANEL = 8;

/**
 * The weights of a convolution in the order in which the kernel reads them: for every 8 output channels their biases, then
 * their weights of each input. What is missing in the last panel is 0.
 *
 * @param filter [rows, columns, inputs, outputs]
 */
export function packPanels(filter: Weight, bias: Weight): Weight {
  const outputs = filter.shape[3]!;
  const inputs = filter.data.length / outputs;
  const panels = Math.ceil(outputs / PANEL);
  const data = new Float32Array(panels * (inputs + 1) * PANEL);
  for (let panel = 0, at = 0; panel < panels; panel++) {
    const first = panel * PANEL;
    const here = Math.min(PANEL, outputs - first);
    data.set(bias.data.subarray(first, first + here), at);
    at += PANEL;
    for (let input = 0; input < inputs; input++, at += PANEL) {
      const from = input * outputs + first;
      data.set(filter.data.subarray(from, from + here), at);
    }
  }
  return { shape: [panels, inputs + 1, PANEL], data };
}

/** [10, channels]: the biases of a depthwise convolution, then its weights. @param filter [3, 3, channels, 1] */
export function packDepthwise(filter: Weight, bias: Weight): Weight {
  const channels = bias.data.length;
  const data = new Float32Array(channels + filter.data.length);
  data.set(bias.data);
  data.set(filter.data, channels);
  return { shape: [data.length / channels, channels], data };
}
