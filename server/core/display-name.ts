import type {Content, Item} from './content.ts';

/** Scripts in which the family name comes first. */
const FAMILY_FIRST =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * What a contact is called in a sentence, by what of it is seen: its name, or
 * what stands in for one; undefined where nothing does.
 */
export function displayName(content: Content): string | undefined {
  const [name] = content.names ?? [];
  const candidates = [
    name && fullName(name),
    content.nicknames?.[0]?.['value'],
    content.organizations?.[0]?.['name'],
    content.emailAddresses?.[0]?.['value'],
    content.phoneNumbers?.[0]?.['value'],
  ];
  return candidates.find(
    (each): each is string => typeof each === 'string' && each !== '',
  );
}

function fullName(name: Item): string {
  const text = (part: string) => {
    const value = name[part];
    return typeof value === 'string' ? value : '';
  };
  const [given, middle, family] = [
    text('givenName'),
    text('middleName'),
    text('familyName'),
  ];
  const parts = FAMILY_FIRST.test(given + family)
    ? [family, middle, given]
    : [given, middle, family];
  return parts.filter(part => part !== '').join(' ');
}
