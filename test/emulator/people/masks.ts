/** Field masks: people-api §4. */
import {badRequest, invalidArgument} from '../errors.ts';

/** Read masks take these, in the order in which Google's answers carry them. */
export const READ_FIELDS = [
  'metadata',
  'names',
  'nicknames',
  'coverPhotos',
  'photos',
  'genders',
  'ageRanges',
  'birthdays',
  'addresses',
  'emailAddresses',
  'phoneNumbers',
  'biographies',
  'urls',
  'organizations',
  'occupations',
  'interests',
  'skills',
  'memberships',
  'events',
  'imClients',
  'relations',
  'userDefined',
  'sipAddresses',
  'locales',
  'locations',
  'externalIds',
  'clientData',
  'calendarUrls',
  'miscKeywords',
] as const;

const READ_ONLY: readonly string[] = [
  'ageRanges',
  'coverPhotos',
  'metadata',
  'photos',
  'skills',
];

export const WRITE_FIELDS: readonly string[] = READ_FIELDS.filter(
  field => !READ_ONLY.includes(field),
);

/** One item per contact source at most; more is 400. */
export const SINGLETONS: readonly string[] = [
  'biographies',
  'birthdays',
  'genders',
  'names',
];

export const OTHER_CONTACT_FIELDS: readonly string[] = [
  'emailAddresses',
  'metadata',
  'names',
  'phoneNumbers',
  'photos',
];

export const GROUP_FIELDS: readonly string[] = [
  'clientData',
  'groupType',
  'memberCount',
  'metadata',
  'name',
];

const snake = (name: string) =>
  name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

function splitMask(mask: string): string[] {
  return mask
    .split(',')
    .map(path => path.trim())
    .filter(path => path !== '');
}

function refuse(
  name: string,
  problem: string,
  valid: readonly string[],
): never {
  const message = `${problem} Please specify one or more valid paths. Valid paths are: [${valid.join(', ')}].`;
  throw badRequest(message, [{field: snake(name), description: message}]);
}

/**
 * The fields a mask names, in answer order. A path below a field (`names.givenName`) is
 * not a valid path for persons.
 */
export function parseMask(
  name: string,
  mask: string,
  valid: readonly string[],
): string[] {
  const asked = new Set(splitMask(mask));
  for (const path of asked) {
    if (path === '*') return [...valid];
    if (!valid.includes(path)) {
      refuse(name, `Invalid ${name} mask path: "${path}".`, valid);
    }
  }
  return valid.filter(field => asked.has(field));
}

/** A read mask that must be there: a missing one is refused in words clients know. */
export function requireMask(
  name: string,
  mask: string | undefined,
  valid: readonly string[] = READ_FIELDS,
): string[] {
  if (mask === undefined || splitMask(mask).length === 0) {
    return refuse(name, `${name} mask is required.`, valid);
  }
  return parseMask(name, mask, valid);
}

/** `personFields`, or the old `requestMask.includeField` whose paths begin with `person.`. */
export function readPersonFields(query: Record<string, unknown>): string[] {
  const old = query['requestMask.includeField'];
  if (typeof old === 'string' && query['personFields'] === undefined) {
    const paths = splitMask(old).map(path => {
      if (!path.startsWith('person.')) {
        throw invalidArgument(`Invalid requestMask.includeField: "${path}".`);
      }
      return path.slice('person.'.length);
    });
    return requireMask('personFields', paths.join(','));
  }
  const mask = query['personFields'];
  return requireMask(
    'personFields',
    typeof mask === 'string' ? mask : undefined,
  );
}
