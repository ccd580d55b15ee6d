/**
 * Person etags, as decoded from captures (people-api §5): `%` and base64 of a protobuf
 * {2: packed numbers of the requested fields, 3: packed source types, 4: source etag
 * without `#`}. So the etag of one person differs from mask to mask, and only the
 * embedded source etag says whether the contact changed.
 */

/** Numbers in every mask's list. The split over fields below is ours; the whole is Google's. */
const ALWAYS = [1, 2, 3, 46, 53, 55, 61];

const FIELD_NUMBERS: Readonly<Record<string, readonly number[]>> = {
  names: [6],
  nicknames: [5],
  coverPhotos: [4],
  photos: [7, 64],
  genders: [8],
  ageRanges: [31],
  birthdays: [9],
  addresses: [10],
  emailAddresses: [11, 62],
  phoneNumbers: [12, 63],
  biographies: [13],
  urls: [14],
  organizations: [15],
  occupations: [16],
  interests: [19],
  skills: [17],
  memberships: [20, 52],
  events: [21],
  imClients: [22],
  relations: [25],
  userDefined: [33],
  sipAddresses: [34],
  locales: [35],
  locations: [36],
  externalIds: [37],
  clientData: [38],
  calendarUrls: [39],
  miscKeywords: [18],
  metadata: [23],
};

const SOURCE_NUMBERS: Readonly<Record<string, readonly number[]>> = {
  READ_SOURCE_TYPE_CONTACT: [2],
  READ_SOURCE_TYPE_PROFILE: [1, 5, 7],
  READ_SOURCE_TYPE_DOMAIN_CONTACT: [6],
  READ_SOURCE_TYPE_OTHER_CONTACT: [9],
};

/** Everything before the source etag: the same for every person of one answer. */
export function etagPrefix(
  fields: readonly string[],
  sources: readonly string[],
): EtagPrefix {
  const numbers = [
    ...ALWAYS,
    ...fields.flatMap(field => FIELD_NUMBERS[field] ?? []),
  ].sort((a, b) => a - b);
  const types = sources
    .flatMap(source => SOURCE_NUMBERS[source] ?? [])
    .sort((a, b) => a - b);
  const bytes = Buffer.from([
    0x12,
    numbers.length,
    ...numbers,
    0x1a,
    types.length,
    ...types,
  ]);
  return encodeHead(bytes);
}

/** `etagPrefix` ready for use: what is the same in every etag is encoded once. */
export interface EtagPrefix {
  readonly head: string;
  /** The bytes that `head` leaves over, and room for the source etag. */
  readonly scratch: Buffer;
  readonly rest: number;
}

const SCRATCH_BYTES = 256;

function encodeHead(bytes: Buffer): EtagPrefix {
  const whole = bytes.length + 2;
  const rest = whole % 3;
  const scratch = Buffer.alloc(SCRATCH_BYTES);
  const tagged = Buffer.concat([bytes, Buffer.from([0x22, ETAG_LENGTH])]);
  tagged.copy(scratch, 0, whole - rest);
  const head = `%${tagged.subarray(0, whole - rest).toString('base64')}`;
  return {head, scratch, rest};
}

/** Source etags are 8 bytes in base64: 12 characters. */
const ETAG_LENGTH = 12;

export function personEtag(prefix: EtagPrefix, sourceEtag: string): string {
  const {head, scratch, rest} = prefix;
  const bare = sourceEtag.startsWith('#') ? sourceEtag.slice(1) : sourceEtag;
  if (bare.length !== ETAG_LENGTH) throw new Error(`odd etag ${sourceEtag}`);
  scratch.write(bare, rest, 'latin1');
  return head + scratch.toString('base64', 0, rest + ETAG_LENGTH);
}

/** The source etag inside a person etag, `#` added; nothing when it is no person etag. */
export function sourceEtagOf(etag: string): string | undefined {
  if (!etag.startsWith('%')) return undefined;
  const bytes = Buffer.from(etag.slice(1), 'base64');
  let at = 0;
  while (at + 1 < bytes.length) {
    const tag = bytes[at]!;
    const length = bytes[at + 1]!;
    const body = bytes.subarray(at + 2, at + 2 + length);
    if (tag === 0x22) return `#${body.toString('latin1')}`;
    at += 2 + length;
  }
  return undefined;
}
