/** Events and relations, as Apple's properties where the standard has no word. */
import type {Content} from '../core/content.ts';
import {
  addLine,
  dateOf,
  textOf,
  type Param,
  type Sheet,
} from './vcard-sheet.ts';
import {escapeText} from './vcard-text.ts';
import {spellType, typeLabel} from './vcard-types.ts';

const ANNIVERSARY = 'anniversary';

export function writeEvents(sheet: Sheet, {events = []}: Content): void {
  const standard =
    sheet.version === '4.0'
      ? events.find(item => item['type'] === ANNIVERSARY)
      : undefined;
  for (const item of events) {
    const date = dateOf(sheet, item['date']);
    if (date === undefined) continue;
    const type = textOf(item, 'type');
    addLine(
      sheet,
      item === standard
        ? {name: 'ANNIVERSARY', ...date}
        : {
            name: 'X-ABDATE',
            ...date,
            label: type === undefined ? undefined : typeLabel(type),
          },
    );
  }
}

export function writeRelations(sheet: Sheet, {relations = []}: Content): void {
  const asText: readonly Param[] = [['VALUE', 'text']];
  for (const item of relations) {
    const type = textOf(item, 'type');
    const value = escapeText(textOf(item, 'person') ?? '');
    const isStandard =
      sheet.version === '4.0' &&
      (type === undefined || spellType(type, 'relation').kind === 'words');
    if (isStandard) {
      const words = 'relation';
      addLine(sheet, {name: 'RELATED', params: asText, value, type, words});
    } else {
      const label = type === undefined ? undefined : typeLabel(type);
      addLine(sheet, {name: 'X-ABRELATEDNAMES', value, label});
    }
  }
}
