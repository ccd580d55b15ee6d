/** People named in the headers of a message (RFC 5322, section 3.4). */
import type {MessageHeaders} from './ports.ts';

export interface Correspondent {
  /** As it is written there, whole; in lower case. */
  readonly email: string;
  readonly displayName?: string | undefined;
}

/** RFC 5321 allows no longer path. */
const ADDRESS_LENGTH_MAX = 254;
const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/;

/** Sender first, each once, the reader's own address left out. */
export function correspondents(
  {from, to, cc}: MessageHeaders,
  own: string | undefined,
): readonly Correspondent[] {
  const byEmail = new Map<string, Correspondent>();
  for (const person of [from, to, cc].flatMap(parseAddresses)) {
    const known = byEmail.get(person.email);
    if (person.email === own || known?.displayName !== undefined) continue;
    byEmail.set(person.email, person);
  }
  return [...byEmail.values()];
}

/** What is no address is left out: a group's name, `undisclosed-recipients:;`. */
export function parseAddresses(header: string): readonly Correspondent[] {
  return splitList(header).flatMap(entry => {
    const angle = /^(.*)<([^<>]*)>[^<>]*$/s.exec(entry);
    const email = (angle?.[2] ?? entry)
      .replace(/\(.*?\)/g, '')
      .trim()
      .toLowerCase();
    if (!ADDRESS.test(email) || email.length > ADDRESS_LENGTH_MAX) return [];
    const displayName = unquoted(angle?.[1] ?? '');
    return displayName === '' || displayName.toLowerCase() === email
      ? [{email}]
      : [{email, displayName}];
  });
}

function unquoted(name: string): string {
  return name
    .trim()
    .replace(/^"([\s\S]*)"$/, '$1')
    .replace(/\\(.)/g, '$1')
    .replace(/^'(.*)'$/, '$1')
    .trim();
}

/** At commas, semicolons and the name of a group, where no quotes are open. */
function splitList(header: string): readonly string[] {
  const entries: string[] = [];
  let entry = '';
  let isQuoted = false;
  let isAngled = false;
  for (let at = 0; at < header.length; at++) {
    const character = header.charAt(at);
    if (character === '\\' && isQuoted) {
      entry += character + header.charAt(++at);
      continue;
    }
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === '<') isAngled = true;
    else if (!isQuoted && character === '>') isAngled = false;
    if (!isQuoted && !isAngled && /[,;:]/.test(character)) {
      // Before a colon stands the name of a group, which is nobody's.
      if (character !== ':') entries.push(entry);
      entry = '';
    } else {
      entry += character;
    }
  }
  return [...entries, entry];
}
