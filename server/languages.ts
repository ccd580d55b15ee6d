import {readdir} from 'node:fs/promises';
import type {Language, Languages} from './formats/language.ts';

const FOLDER = new URL('./languages/', import.meta.url);

/** Every language there is a file of. */
export async function loadLanguages(): Promise<Languages> {
  const files = (await readdir(FOLDER)).filter(name => name.endsWith('.ts'));
  const languages = new Map<string, Language>();
  for (const file of files.sort()) {
    const {language}: {readonly language: Language} = await import(
      new URL(file, FOLDER).href
    );
    languages.set(language.code, language);
  }
  return languages;
}
