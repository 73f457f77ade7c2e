const KELVIN = 273.15;
const STEPS = 60;

/**
 * The share of what the sensor sees that is a disc in the middle of its view, 0 to 1; the rest is what is behind.
 *
 * A datasheet gives the field of view as the full angle between the directions in which the signal has fallen to a
 * half (Melexis MLX90614, rev 13, 'Field of view'). Between them its curves look like a bell, so one is used here:
 * s(a) = 2^-(2a/view)², summed over the solid angle.
 *
 * @param view degrees
 * @param radius and @param distance of the disc, mm
 */
export function shareInView(view: number, radius: number, distance: number): number {
  const edge = Math.atan2(radius, distance);
  const whole = signal(view, Math.PI / 2);
  return signal(view, edge) / whole;
}

/** The signal from directions up to `edge` (radians) off the axis, in any unit. */
function signal(view: number, edge: number): number {
  const half = (view / 2) * (Math.PI / 180);
  // Beyond four half angles less than a ten-thousandth is left: there the steps would be wasted.
  const end = Math.min(edge, 4 * half, Math.PI / 2);
  let sum = 0;
  for (let i = 0; i < STEPS; i++) {
    const angle = ((i + 0.5) / STEPS) * end;
    sum += 2 ** -((angle / half) ** 2) * Math.sin(angle);
  }
  return (sum * end) / STEPS;
}

/** The one temperature, °C, that a sensor makes of parts that it sees: radiation is added, not degrees. */
export function mixed(parts: readonly { share: number; celsius: number }[]): number {
  const power = parts.reduce((sum, { share, celsius }) => sum + share * (celsius + KELVIN) ** 4, 0);
  return power ** 0.25 - KELVIN;
}
