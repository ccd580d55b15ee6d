/** The lines of a card in the making: parameters, types, groups and their labels. */
import type {Item, ItemValue} from '../core/content.ts';
import {formatDate, spellDate} from './vcard-dates.ts';
import {DATE_PARAM} from './vcard-events.ts';
import {encodeParameter, escapeText} from './vcard-text.ts';
import {spellType, type TypeWords} from './vcard-types.ts';

export type WrittenVersion = '3.0' | '4.0';

export interface Sheet {
  readonly version: WrittenVersion;
  /** Not folded yet. */
  readonly lines: string[];
  groups: number;
}

export type Param = readonly [name: string, value: string];

export interface WrittenLine {
  readonly name: string;
  readonly params?: readonly Param[];
  /** With its escapes. */
  readonly value: string;
  readonly type?: string | undefined;
  readonly words?: TypeWords;
  /** Of the group; a type that is no word becomes one. */
  readonly label?: string | undefined;
  /** Without one, a line with a label gets a group of its own. */
  readonly group?: string | undefined;
}

export function createSheet(version: WrittenVersion): Sheet {
  return {version, lines: [], groups: 0};
}

export function newGroup(sheet: Sheet): string {
  sheet.groups += 1;
  return `item${sheet.groups}`;
}

export function addLine(sheet: Sheet, line: WrittenLine): void {
  const {name, params = [], value, type, words = 'general'} = line;
  const spelled = type === undefined ? undefined : spellType(type, words);
  const types =
    spelled?.kind === 'words'
      ? [
          `TYPE=${spelled.words.map(word => cased(sheet, word, words)).join(',')}`,
        ]
      : [];
  const label = spelled?.kind === 'label' ? spelled.label : line.label;
  const group =
    line.group ?? (label === undefined ? undefined : newGroup(sheet));
  const head = [
    group === undefined ? name : `${group}.${name}`,
    ...types,
    ...params.map(([key, text]) => `${key}=${encodeParameter(text)}`),
  ].join(';');
  sheet.lines.push(`${head}:${value}`);
  if (label !== undefined) {
    sheet.lines.push(`${group}.X-ABLabel:${escapeText(label)}`);
  }
}

/** Words of a table are written as each version's own documents do. */
function cased(sheet: Sheet, word: string, words: TypeWords): string {
  if (words === 'own') return word;
  return sheet.version === '3.0' ? word.toUpperCase() : word;
}

export function textOf(item: Item, name: string): string | undefined {
  const value = item[name];
  return typeof value === 'string' ? value : undefined;
}

/** A date as a value, or as a parameter of ours where no calendar has it. */
export function dateOf(
  {version}: Sheet,
  date: ItemValue | undefined,
): {readonly value: string; readonly params: readonly Param[]} | undefined {
  if (typeof date !== 'object') return undefined;
  const form = version === '3.0' ? 'extended' : 'basic';
  const value = formatDate(date, form);
  return value === undefined
    ? {value: '', params: [[DATE_PARAM, spellDate(date)]]}
    : {value, params: []};
}
