/**
 * Something that a person has to mend before the program can start: printed as one line, exit code 2.
 * The message names what is wrong and what to do.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}
