import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ConditionRunner } from '../../../../edge-server/condition/condition.ts';
import { RuleSource } from '../../../../edge-server/contract/index.ts';
import {
  COMPARISONS,
  conditionOf,
  FIELDS,
  type Part,
  partOf,
  partsOf,
} from '../../../../web/admin/pages/alarms/condition-parts.ts';

test('the form writes JSONata, and reads what it has written', () => {
  const parts: Part[] = [
    { field: 'verdict', comparison: '=', value: 'deny' },
    { field: 'reasons', comparison: 'has', value: 'fever' },
    { field: 'reasons', comparison: 'has_not', value: 'no_mask' },
    { field: 'temperature', comparison: '>=', value: '38.5' },
    { field: 'simulated', comparison: '=', value: 'false' },
  ];
  const condition = conditionOf('visit', parts)!;
  assert.equal(
    condition,
    'verdict = "deny" and "fever" in reasons and $not("no_mask" in reasons) and temperature >= 38.5 and simulated = false',
  );
  assert.deepEqual(partsOf('visit', condition), parts);
  assert.deepEqual(partsOf('call', 'true'), []);
});

test('a number that is none gives no condition; what only JSONata can say has no lines', () => {
  assert.equal(conditionOf('reading', [{ field: 'temperature', comparison: '>', value: 'hot' }]), null);
  for (const other of ['temperature > ambient', '$count(reasons) > 1', 'a = 1 or b = 2', 'height > 3']) {
    assert.equal(partsOf('reading', other), null, other);
  }
});

test('whatever is typed, it is read as it was written, and says nothing else', () => {
  fc.assert(
    fc.property(fc.constantFrom(...RuleSource.options), fc.string(), fc.nat(), (source, value, n) => {
      const names = Object.keys(FIELDS[source]);
      const field = names[n % names.length]!;
      const comparisons = COMPARISONS[FIELDS[source][field]!.kind];
      const part = { ...partOf(source, field), comparison: comparisons[n % comparisons.length]!, value };
      if (['number', 'flag'].includes(FIELDS[source][field]!.kind)) part.value = n % 2 ? '1.5' : '-3';
      if (FIELDS[source][field]!.kind === 'flag') part.value = 'true';
      const condition = conditionOf(source, [part]);
      assert.deepEqual(partsOf(source, condition!), [part]);
    }),
  );
});

test('JSONata takes what the form writes, and means the same', async () => {
  const runner = new ConditionRunner();
  try {
    const visit = { verdict: 'deny', reasons: ['fever'], temperature: 38.2, simulated: false };
    const is = (parts: Part[]) => runner.evaluate(conditionOf('visit', parts)!, visit);
    assert.equal(await is([{ field: 'reasons', comparison: 'has', value: 'fever' }]), true);
    assert.equal(await is([{ field: 'reasons', comparison: 'has_not', value: 'fever' }]), false);
    assert.equal(await is([{ field: 'temperature', comparison: '<', value: '38,3' }]), true);
    assert.equal(await is([{ field: 'verdict', comparison: '!=', value: '" or true or "' }]), true);
    assert.equal(await is([{ field: 'verdict', comparison: '=', value: '" or true or "' }]), false);
    assert.equal(await is([]), true);
  } finally {
    await runner.close();
  }
});
