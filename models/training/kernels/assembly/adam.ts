/**
 * One step of Adam with decoupled weight decay (Loshchilov and Hutter 2019) and a running mean of the weights.
 * @param rate learning rate with both bias corrections in it @param epsilon scaled likewise
 * @param decay learning rate times weight decay @param keep share of the running mean that stays
 */
export function adam(
  weights: usize,
  gradient: usize,
  first: usize,
  second: usize,
  average: usize,
  count: i32,
  rate: f32,
  epsilon: f32,
  decay: f32,
  keep: f32,
): void {
  for (let i: usize = 0; i < (<usize>count) << 2; i += 4) {
    const g = load<f32>(gradient + i);
    const m = <f32>0.9 * load<f32>(first + i) + <f32>0.1 * g;
    const v = <f32>0.999 * load<f32>(second + i) + <f32>0.001 * g * g;
    const old = load<f32>(weights + i);
    const w = old - decay * old - (rate * m) / (Mathf.sqrt(v) + epsilon);
    store<f32>(first + i, m);
    store<f32>(second + i, v);
    store<f32>(weights + i, w);
    store<f32>(average + i, keep * load<f32>(average + i) + (<f32>1 - keep) * w);
  }
}
