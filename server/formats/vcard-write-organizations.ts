/** A workplace as ORG, TITLE and ROLE; those of several are told apart by groups. */
import type {Content, Item} from '../core/content.ts';
import {spellDate} from './vcard-dates.ts';
import {
  CURRENT_PARAM,
  ORGANIZATION_DATES,
  ORGANIZATION_PARAMS,
} from './vcard-organization.ts';
import {
  addLine,
  newGroup,
  textOf,
  type Param,
  type Sheet,
} from './vcard-sheet.ts';
import {escapeText} from './vcard-text.ts';
import {spellType} from './vcard-types.ts';

export function writeOrganizations(
  sheet: Sheet,
  {organizations = []}: Content,
): void {
  for (const item of organizations) {
    const type = textOf(item, 'type');
    const hasLabel =
      type !== undefined && spellType(type, 'general').kind === 'label';
    const isGrouped = organizations.length > 1 || hasLabel;
    writeOrganization(sheet, item, isGrouped ? newGroup(sheet) : undefined);
  }
}

function writeOrganization(
  sheet: Sheet,
  item: Item,
  group: string | undefined,
): void {
  const name = textOf(item, 'name');
  const department = textOf(item, 'department');
  const type = textOf(item, 'type');
  const params = paramsOf(item);
  const title = textOf(item, 'title');
  const role = textOf(item, 'jobDescription');
  const isPlace = [name, department, type].some(text => text !== undefined);
  if (isPlace || params.length > 0) {
    const units = department === undefined ? [] : [escapeText(department)];
    const value = [escapeText(name ?? ''), ...units].join(';');
    addLine(sheet, {name: 'ORG', params, value, type, group});
  }
  if (title !== undefined) {
    addLine(sheet, {name: 'TITLE', value: escapeText(title), group});
  }
  if (role !== undefined) {
    addLine(sheet, {name: 'ROLE', value: escapeText(role), group});
  }
}

function paramsOf(item: Item): readonly Param[] {
  const texts = Object.entries(ORGANIZATION_PARAMS).flatMap(
    ([sub, param]): Param[] => {
      const text = textOf(item, sub);
      return text === undefined ? [] : [[param, text]];
    },
  );
  const dates = Object.entries(ORGANIZATION_DATES).flatMap(
    ([sub, param]): Param[] => {
      const date = item[sub];
      return typeof date === 'object' ? [[param, spellDate(date)]] : [];
    },
  );
  const current: readonly Param[] =
    item['current'] === true ? [[CURRENT_PARAM, 'true']] : [];
  return [...texts, ...dates, ...current];
}
