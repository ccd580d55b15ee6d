import type {Language} from './language.ts';
import {language as en} from './languages/en.ts';
import {language as ja} from './languages/ja.ts';

const LANGUAGES: readonly Language[] = [en, ja];

/** For a locale such as `ja` or `en-GB`; English for whoever reads none of the others. */
export function pickLanguage(locale: string): Language {
  const [code] = locale.toLowerCase().split(/[-_]/);
  return LANGUAGES.find(language => language.code === code) ?? en;
}
