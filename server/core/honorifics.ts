import type {Item} from './content.ts';

/**
 * How people are addressed: before a name as a word of its own, with or without its
 * dot; after a Japanese name joined to it. さん, ちゃん and くん end given names too, so
 * they count after a blank or a name that is not in kana. Degrees and honours count in
 * their own spelling: Ma and Do are families.
 */
const TITLE =
  '(?:Dr|DR|Prof|PROF|Mr|MR|Mrs|MRS|Ms|MS|Mx|Herr|Frau|Dipl\\.-Ing|Ing|Mme|Mlle|Sra?)\\.?';
const PREFIXES = new RegExp(
  `^(?<title>${TITLE}(?:\\s+(?:Dr|Prof)\\.?)*|Sir|Dame|M\\.)\\s+(?<name>\\S.*)$`,
  'u',
);
/** A title and no name: `Frau Dr.` in one part, Weber in the other. */
export const TITLES_ALONE = new RegExp(`^${TITLE}(?:\\s+${TITLE})*$`, 'u');
const SUFFIX =
  '(?:Ph\\.?\\s?D|M\\.?D|D\\.?D\\.?S|D D S|M\\.?B\\.?A|CPA|RN|OBE|CBE|MBE|KBE|QC|KC|Esq|Jr|JR|jr|Sr|SR|II|III|IV)\\.?';
const SUFFIXES = new RegExp(
  `^(?<name>.*[^\\s,])(?:\\s*,\\s*|\\s+)(?<title>${SUFFIX}(?:(?:\\s*,\\s*|\\s+)${SUFFIX})*)$`,
  'u',
);
/** A suffix and no name. */
export const SUFFIXES_ALONE = new RegExp(
  `^${SUFFIX}(?:,?\\s+${SUFFIX})*$`,
  'u',
);
const JAPANESE =
  /^(?<name>.*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー])\s*(?<title>様|殿|先生|氏)$/u;
const FAMILIAR =
  /^(?<name>.*\p{Script=Han}|.+(?=\s))\s*(?<title>さん|さま|くん|ちゃん)$/u;
/** What somebody is in a firm, said after the name. */
const POSITION =
  '(?:代表取締役|取締役)?(?:社長|会長|副社長|専務|常務|本部長|部長|次長|課長|係長|主任|支店長|店長|所長|工場長|室長)|代表取締役|取締役|代表';
const POSITIONS = new RegExp(
  `^(?<name>.*\\p{Script=Han}.*\\S)\\s+(?<title>${POSITION})$`,
  'u',
);
export const POSITION_ALONE = new RegExp(`^(?:${POSITION})$`, 'u');

/** Of one character, joined to it, are names and words that end like a title: 宗氏, 鵜殿, 奥さん. */
const JOINED_MIN = 2;

/** A name with what addresses somebody in parts of its own; the very same where it has none. */
export function splitHonorifics(name: Item): Item {
  return splitSuffix(splitPrefix(name));
}

function splitPrefix(name: Item): Item {
  const first = textOf(name, 'givenName') !== '' ? 'givenName' : 'familyName';
  const isKnown = textOf(name, 'honorificPrefix') !== '';
  const found = isKnown ? null : PREFIXES.exec(textOf(name, first));
  if (found?.groups === undefined) return name;
  const {title = '', name: rest = ''} = found.groups;
  return TITLES_ALONE.test(rest)
    ? name
    : {...name, honorificPrefix: title, [first]: rest};
}

function splitSuffix(name: Item): Item {
  if (textOf(name, 'honorificSuffix') !== '') return name;
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
  for (const pattern of [JAPANESE, FAMILIAR, POSITIONS, SUFFIXES]) {
    const {name = '', title = ''} = pattern.exec(text)?.groups ?? {};
    const rest = name.trim();
    const isJoined = !/\s/u.test(text);
    if (title !== '' && (!isJoined || [...rest].length >= JOINED_MIN)) {
      return {name: rest, title};
    }
  }
  return undefined;
}

function textOf(name: Item, part: string): string {
  const value = name[part];
  return typeof value === 'string' ? value : '';
}
