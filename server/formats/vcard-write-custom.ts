/** Custom fields: those that were properties once are properties again. */
import {itemFingerprint, type Content, type Item} from '../core/content.ts';
import {createCharsets} from './vcard-charset.ts';
import {createRemarks, VCARD_LIMITS} from './vcard-limits.ts';
import {countMembers} from './vcard-group.ts';
import {contactOf, CUSTOM_FIELD} from './vcard-person.ts';
import {decodeCard} from './vcard-property.ts';
import {
  addLine,
  textOf,
  type Sheet,
  type WrittenVersion,
} from './vcard-sheet.ts';
import {escapeText} from './vcard-text.ts';

/** The head of a property, as the reader keeps it. */
const HEAD = /^[A-Z][A-Z0-9-]*(?:;|$)/;

export function writeCustomFields(
  sheet: Sheet,
  {userDefined = []}: Content,
): void {
  for (const item of userDefined) {
    const property = propertyOf(item, sheet.version);
    if (property !== undefined) sheet.lines.push(property);
    else {
      addLine(sheet, {
        name: CUSTOM_FIELD,
        value: escapeText(textOf(item, 'value') ?? ''),
        label: textOf(item, 'key'),
      });
    }
  }
}

/**
 * The property that a custom field was read from, if one would be read as this
 * very field: somebody may call a field of theirs NOTE.
 */
function propertyOf(item: Item, version: WrittenVersion): string | undefined {
  const key = textOf(item, 'key');
  const value = textOf(item, 'value');
  if (key === undefined || value === undefined || !HEAD.test(key)) {
    return undefined;
  }
  if (/[\r\n]/.test(key)) return undefined;
  const escaped = value.replace(/[\\\n]/g, each =>
    each === '\n' ? '\\n' : '\\\\',
  );
  const line = `${key}:${escaped}`;
  return isReadAs(line, item, version) ? line : undefined;
}

function isReadAs(line: string, item: Item, version: WrittenVersion): boolean {
  const remarks = createRemarks(1);
  const part = (text: string) => ({
    line: 1,
    mode: 'text' as const,
    parts: [
      {
        text: Buffer.from(text, 'utf8').toString('latin1'),
        join: 'start' as const,
      },
    ],
  });
  const properties = [part(`VERSION:${version}`), part(line)];
  const card = decodeCard(
    {kind: 'card', line: 1, properties, remarks},
    createCharsets({}),
  );
  const {person, labels, photo} = contactOf(card, VCARD_LIMITS);
  const {userDefined = [], ...others} = person;
  const [read] = userDefined;
  return (
    countMembers(card) === undefined &&
    userDefined.length === 1 &&
    read !== undefined &&
    itemFingerprint(read) === itemFingerprint(item) &&
    Object.keys(others).length === 0 &&
    labels.length === 0 &&
    photo === undefined &&
    remarks.list().length === 0
  );
}
