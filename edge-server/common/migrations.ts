/**
 * The numbered migrations among the names of a folder, in their order.
 * @throws {Error} when a number is missing or there twice: one of them would never be applied
 */
export function migrationNames(names: readonly string[]): string[] {
  const files = names.filter((name) => /^\d{3}_.*\.sql$/.test(name)).sort();
  const wrong = files.find((name, i) => Number(name.slice(0, 3)) !== i + 1);
  if (wrong !== undefined) throw new Error(`${wrong} does not have the number that follows: count from 001`);
  return files;
}
