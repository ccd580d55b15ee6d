/** Names as the server completes them: display forms are computed, a free form is taken apart. */
import type {Draft} from '../types.ts';

const PREFIXES = /^(mr|mrs|ms|miss|dr|prof|sir|mx)\.?$/i;
const SUFFIXES = /^(jr|sr|ii|iii|iv|md|phd|esq)\.?$/i;
const JAPANESE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々ー\s]+$/u;

const joined = (parts: readonly (string | undefined)[], glue = ' ') =>
  parts.filter(part => part !== undefined && part !== '').join(glue);

const STRUCTURED = [
  'familyName',
  'givenName',
  'middleName',
  'honorificPrefix',
  'honorificSuffix',
] as const;

/** `Dr. John Jay Doe III` into its parts; one word alone is a given name. */
function parseFreeName(text: string): Draft {
  const words = text.trim().split(/[\s\u3000]+/u);
  const name: Draft = {};
  if (words.length > 1 && PREFIXES.test(words[0]!)) {
    name['honorificPrefix'] = words.shift();
  }
  if (words.length > 1 && SUFFIXES.test(words.at(-1)!)) {
    name['honorificSuffix'] = words.pop();
  }
  if (words.length === 1) return {...name, givenName: words[0]};
  if (words.length === 2 && JAPANESE.test(text)) {
    return {...name, familyName: words[0], givenName: words[1]};
  }
  name['givenName'] = words.shift();
  name['familyName'] = words.pop();
  if (words.length > 0) name['middleName'] = words.join(' ');
  return name;
}

/** Names in Japanese script stand family first, as Android's name splitter puts them too. */
function isJapanese(name: Draft): boolean {
  return JAPANESE.test(`${name['familyName'] ?? ''}${name['givenName'] ?? ''}`);
}

export function displayName(name: Draft): string {
  const middle = isJapanese(name)
    ? [name['familyName'], name['middleName'], name['givenName']]
    : [name['givenName'], name['middleName'], name['familyName']];
  return joined([name['honorificPrefix'], ...middle, name['honorificSuffix']]);
}

/** `Doe, Dr. John Jay, III`; a mononym stands alone. */
export function displayNameLastFirst(name: Draft): string {
  if (isJapanese(name)) return displayName(name);
  const first = joined([
    name['honorificPrefix'],
    name['givenName'],
    name['middleName'],
  ]);
  return joined([name['familyName'], first, name['honorificSuffix']], ', ');
}

/** Parts win over the free form; with no parts the free form is parsed (people-api §3). */
export function completeName(sent: Draft): Draft {
  const hasParts = STRUCTURED.some(part => sent[part] !== undefined);
  const free = sent['unstructuredName'];
  const parts: Draft =
    hasParts || typeof free !== 'string'
      ? sent
      : {...parseFreeName(free), ...sent};
  const display = displayName(parts);
  const lastFirst = displayNameLastFirst(parts);
  return {
    ...(display ? {displayName: display} : {}),
    ...pick(parts, [
      'familyName',
      'givenName',
      'middleName',
      'honorificPrefix',
      'honorificSuffix',
      'phoneticFullName',
      'phoneticFamilyName',
      'phoneticGivenName',
      'phoneticMiddleName',
      'phoneticHonorificPrefix',
      'phoneticHonorificSuffix',
    ]),
    ...(lastFirst ? {displayNameLastFirst: lastFirst} : {}),
    ...(display
      ? {unstructuredName: hasParts ? display : (free ?? display)}
      : {}),
  };
}

function pick(from: Draft, names: readonly string[]): Draft {
  const picked: Draft = {};
  for (const name of names) {
    if (from[name] !== undefined) picked[name] = from[name];
  }
  return picked;
}
