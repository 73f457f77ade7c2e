/** A mask model that may judge nobody. The message is one sentence that names the model. */
export class ModelRefused extends Error {
  override readonly name = 'ModelRefused';
  readonly code = 'model_refused';

  /**
   * @param model its version, or `the mask model` while that is not known
   * @param why in words that follow the name and a colon
   */
  constructor(model: string, why: string, options?: ErrorOptions) {
    super(`${model} is refused: ${why}.`, options);
  }
}
