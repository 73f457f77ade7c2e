export type ConditionFailure = 'syntax' | 'failed' | 'too_slow' | 'busy';

/** A condition that gave neither true nor false. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError';
  readonly code: ConditionFailure;

  constructor(code: ConditionFailure, message: string) {
    super(message);
    this.code = code;
  }
}
