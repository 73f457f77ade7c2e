import { addressSchema } from './address.ts';

/** Letters of an address at the most. */
export const ADDRESS_LETTERS = 500;

/** An address that the server calls. */
export const webAddress = addressSchema({
  schemes: ['http', 'https'],
  takes: ['path', 'query'],
  write: 'an address that begins with http:// or https://, without a password in it',
}).max(ADDRESS_LETTERS);
