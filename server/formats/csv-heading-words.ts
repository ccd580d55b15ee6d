/** What a heading of English words means that nobody's table has. */
import {parseMeaning} from './csv-columns.ts';
import type {ColumnMeaning} from './csv-columns.ts';

/** A name in one piece, as a mapping says it. */
export const WHOLE_NAME = 'names.unstructuredName';

/** Whose name, address or number it may be: somebody's who is the contact. */
const PERSONS: ReadonlySet<string> = new Set(
  'lead client customer contact person member guest student patient employee attendee user primary main your full buyer applicant candidate donor owner1 participant subscriber recipient'.split(
    ' ',
  ),
);

const TYPE_WORDS: Readonly<Record<string, string>> = {
  work: 'work',
  business: 'work',
  office: 'work',
  company: 'work',
  corporate: 'work',
  home: 'home',
  personal: 'home',
  private: 'home',
  mobile: 'mobile',
  cell: 'mobile',
  whatsapp: 'WhatsApp',
  other: 'other',
  alternate: 'other',
  secondary: 'other',
  alt: 'other',
};

const NOUNS: Readonly<Record<string, string>> = {
  email: 'emailAddresses.value',
  emails: 'emailAddresses.value',
  mail: 'emailAddresses.value',
  phone: 'phoneNumbers.value',
  telephone: 'phoneNumbers.value',
  tel: 'phoneNumbers.value',
  mobile: 'phoneNumbers.value',
  cell: 'phoneNumbers.value',
  whatsapp: 'phoneNumbers.value',
  website: 'urls.value',
  address: 'addresses.formattedValue',
};

/** Words that add nothing. */
const FILLERS: ReadonlySet<string> = new Set(
  'address number no id nr of the s 1 2 3 4 5 6 7 8 9'.split(' '),
);

/** By English words in a heading: `Lead Email`, `Mobile No.`, `Email / Phone`. */
export function guessWords(heading: string): ColumnMeaning | undefined {
  const words = heading
    .normalize('NFKC')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/e-mail/g, 'email')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(word => word !== '');
  const nouns = new Set(words.flatMap(word => NOUNS[word] ?? []));
  const strange = words.filter(
    word =>
      !Object.hasOwn(NOUNS, word) &&
      !Object.hasOwn(TYPE_WORDS, word) &&
      !PERSONS.has(word) &&
      word !== 'name' &&
      !FILLERS.has(word),
  );
  if (strange.length > 0) return undefined;
  const type = words.flatMap(word => TYPE_WORDS[word] ?? [])[0];
  if (nouns.has('emailAddresses.value') && nouns.has('phoneNumbers.value')) {
    return {kind: 'reach'};
  }
  nouns.delete(nouns.size > 1 ? 'addresses.formattedValue' : '');
  if (words.at(-1) === 'name' && nouns.size === 0 && type === undefined) {
    return parseMeaning(WHOLE_NAME);
  }
  const [noun] = nouns;
  if (noun !== undefined && nouns.size === 1) {
    return parseMeaning(type === undefined ? noun : `${noun}:${type}`);
  }
  return undefined;
}
