import type {Item} from './content.ts';

/**
 * How people are addressed: before a name as a word of its own, with or without its
 * dot; after a Japanese name joined to it. さん, ちゃん and くん end given names too, so
 * they count after a blank or a name that is not in kana.
 */
const PREFIXES =
  /^(?<title>(?:Dr|Prof|Mr|Mrs|Ms|Mx|Herr|Frau|Dipl\.-Ing|Ing|Mme|Mlle|Sr|Sra)\.?(?:\s+(?:Dr|Prof)\.?)*|Sir|Dame|M\.)\s+(?<name>\S.*)$/u;
const SUFFIXES =
  /^(?<name>.*[^\s,])(?:,\s*|\s+)(?<title>Ph\.?\s?D\.?|M\.?D\.?|MBA|Esq\.?|Jr\.?|Sr\.?|I{2,3}|IV)$/u;
const JAPANESE =
  /^(?<name>.*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー])\s*(?<title>様|殿|先生|氏)$/u;
const FAMILIAR =
  /^(?<name>.*\p{Script=Han}|.+(?=\s))\s*(?<title>さん|さま|くん|ちゃん)$/u;

/** Names of one character that end like a title: 宗氏, 鵜殿. */
const BARE_MIN = 2;

/** A name with what addresses somebody in parts of its own; the very same where it has none. */
export function splitHonorifics(name: Item): Item {
  const before = textOf(name, 'honorificPrefix');
  const after = textOf(name, 'honorificSuffix');
  const first = textOf(name, 'givenName') !== '' ? 'givenName' : 'familyName';
  const prefix = before === '' ? PREFIXES.exec(textOf(name, first)) : null;
  if (prefix?.groups !== undefined && prefix !== null) {
    const {title = '', name: rest = ''} = prefix.groups;
    return {...name, honorificPrefix: title, [first]: rest};
  }
  if (after !== '') return name;
  for (const part of ['givenName', 'familyName']) {
    const found = findSuffix(textOf(name, part));
    if (found !== undefined) {
      return {...name, [part]: found.name, honorificSuffix: found.title};
    }
  }
  return name;
}

function findSuffix(
  text: string,
): {readonly name: string; readonly title: string} | undefined {
  for (const pattern of [JAPANESE, FAMILIAR, SUFFIXES]) {
    const {name = '', title = ''} = pattern.exec(text)?.groups ?? {};
    const rest = name.trim();
    if (title !== '' && [...rest].length >= BARE_MIN) {
      return {name: rest, title};
    }
  }
  return undefined;
}

function textOf(name: Item, part: string): string {
  const value = name[part];
  return typeof value === 'string' ? value : '';
}
