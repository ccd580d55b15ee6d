/** The components of an address, in the order of vCard's ADR (RFC 6350 section 6.3.1). */
export const ADDRESS_PARTS = [
  'poBox',
  'extendedAddress',
  'streetAddress',
  'city',
  'region',
  'postalCode',
  'country',
] as const;
