/** What is done to the name of a row once all its cells are read. */
import {splitWholeName} from '../core/whole-name.ts';
import type {ColumnMapping} from './csv-columns.ts';
import type {Parts, Place, RowDraft} from './csv-row-draft.ts';
import {saysSame} from './csv-words.ts';

/** Under which a row's name stands in its draft. */
const NAME_KEY = 'names of .0';

/** A name that stands in one cell. */
export interface WholeName {
  readonly text: string;
  readonly place: Place;
}

/** A name given as a whole beside its parts is kept where it says more than they do. */
export function finishName(
  draft: RowDraft,
  whole: WholeName | undefined,
  {isGoogle, isFamilyFirst = false}: ColumnMapping,
): void {
  const known = draft.partsOf(NAME_KEY) ?? {};
  const isParted = ['givenName', 'middleName', 'familyName'].some(
    part => known[part] !== undefined,
  );
  if (whole !== undefined) {
    const {text, place} = whole;
    if (!isParted) {
      const said = isFamilyFirst
        ? splitWholeName(text, 'familyFirst')
        : {unstructuredName: text};
      const parts = {...said, ...known};
      draft.set(NAME_KEY, 'names', parts, {
        subfield: 'unstructuredName',
        place,
      });
    } else if (isGoogle || !completeName(draft, whole)) {
      if (!saysSame(Object.values(known).join(' '), text)) {
        draft.keep(text, place);
      }
    }
  }
  dropSaidReading(draft.partsOf(NAME_KEY) ?? {});
}

/** `Nom` beside `Prénom` is the other part of the name, or holds it. */
function completeName(draft: RowDraft, {text, place}: WholeName): boolean {
  const known = draft.partsOf(NAME_KEY) ?? {};
  const {givenName: given, familyName: family} = known;
  const [part, missing] =
    family === undefined ? [given, 'familyName'] : [family, 'givenName'];
  const isWhole = given !== undefined && family !== undefined;
  if (isWhole || typeof part !== 'string') return false;
  const other = text.includes(part) ? text.replace(part, '') : text;
  const plain = other.replace(/^[\s,]+|[\s,]+$/g, '');
  if (plain !== '') {
    const parts = {...known, [missing]: plain};
    draft.set(NAME_KEY, 'names', parts, {subfield: missing, place});
  }
  return true;
}

const PHONETIC_PARTS: ReadonlySet<string> = new Set([
  'phoneticGivenName',
  'phoneticMiddleName',
  'phoneticFamilyName',
]);

function dropSaidReading(known: Parts): void {
  const {phoneticFullName: whole} = known;
  const parts = Object.keys(known).filter(part => PHONETIC_PARTS.has(part));
  if (typeof whole !== 'string' || parts.length === 0) return;
  const joined = parts.map(part => known[part]).join(' ');
  if (saysSame(joined, whole)) delete known['phoneticFullName'];
}

/**
 * Google names a contact that it knows by mail alone with the address. Returns
 * whether this was one.
 */
export function dropAddressAsName(draft: RowDraft): boolean {
  const [text, ...others] = Object.values(draft.partsOf(NAME_KEY) ?? {});
  if (typeof text !== 'string' || others.length > 0) return false;
  const isAddress = [...draft.items].some(
    ({field, parts: {value}}) => field === 'emailAddresses' && value === text,
  );
  if (isAddress) draft.drop(NAME_KEY);
  return isAddress;
}
