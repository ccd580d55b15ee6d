/** Any content that Google would take. */
import fc from 'fast-check';
import {
  SUBFIELDS,
  TYPED_FIELDS,
  isSingleton,
} from '../../server/core/content.ts';
import type {Content, SharedField} from '../../server/core/content.ts';
import {normalizeContent} from '../../server/core/normalize.ts';

const text = fc.oneof(
  fc.string({unit: 'grapheme', minLength: 1, maxLength: 12}),
  fc.constantFrom(
    'Japan',
    '日本',
    '03-1234-5678',
    'a@B.example',
    ' 山田　太郎 ',
  ),
);
const type = fc.constantFrom('home', 'work', 'other', 'own', '自宅');
const date = fc.record({
  year: fc.constantFrom(0, 1990, 2024),
  month: fc.integer({min: 1, max: 12}),
  day: fc.integer({min: 1, max: 28}),
});

/** Where Google takes, or knows the names of, certain words. */
const WORDS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'biographies.contentType': fc.constantFrom('TEXT_PLAIN', 'TEXT_HTML'),
  'genders.value': fc.constantFrom('female', 'male', 'unspecified', 'own'),
  'imClients.protocol': fc.constantFrom('jabber', 'googleTalk', 'own'),
  'miscKeywords.type': fc.constantFrom('HOME', 'OUTLOOK_KEYWORD'),
  'nicknames.type': fc.constantFrom('DEFAULT', 'MAIDEN_NAME'),
};

function itemOf(field: SharedField) {
  const subfields = Object.entries(SUBFIELDS[field]).map(([name, kind]) => [
    name,
    WORDS[`${field}.${name}`] ??
      (name === 'type' ? type : {text, flag: fc.boolean(), date}[kind]),
  ]);
  return fc.record(Object.fromEntries(subfields), {requiredKeys: []});
}

export const contents: fc.Arbitrary<Content> = fc
  .record(
    Object.fromEntries(
      TYPED_FIELDS.map(field => [
        field,
        fc.array(itemOf(field), {maxLength: isSingleton(field) ? 1 : 3}),
      ]),
    ),
    {requiredKeys: []},
  )
  .map(raw => normalizeContent(raw, {region: 'JP'}));
