import type {Remark} from './file-contact.ts';

/** How much of a file the reader takes; whoever reads may ask for less. */
export interface VcardLimits {
  /** One line as it stands in the file; a photo may be one. */
  readonly lineOctets: number;
  /** One card, with the cards within it. */
  readonly cardOctets: number;
  /** Of those, what is neither a picture nor another file. */
  readonly textOctets: number;
  /** A picture, decoded. */
  readonly photoOctets: number;
  readonly cards: number;
  /** Cards within cards. */
  readonly nestingDepth: number;
  readonly remarksPerCard: number;
  /**
   * What a property that no field is for may hold: longer ones fit into no
   * custom field (Google takes 1,024 characters a field).
   */
  readonly keptCharacters: number;
}

const MEBIBYTE = 1024 * 1024;

export const VCARD_LIMITS: VcardLimits = {
  lineOctets: 14 * MEBIBYTE,
  cardOctets: 16 * MEBIBYTE,
  textOctets: MEBIBYTE,
  photoOctets: 10 * MEBIBYTE,
  cards: 200_000,
  nestingDepth: 8,
  remarksPerCard: 200,
  keptCharacters: 1_024,
};

/** What the reader mends, leaves out or stops at: the code of a remark, and what it means. */
export const VCARD_REMARKS = {
  addressUnstructured: 'an address in one piece is kept as it is written',
  aboutTheFile: 'says something about the file or its program, not the person',
  base64Broken: 'a binary value is no base64, or ends in the middle',
  beginWithinCard: 'a card begins before the one around it has ended',
  blankLine: 'a blank line within a card',
  byteOrderMark: 'a byte order mark in the middle: files were put together',
  bytesUndecodable: 'bytes that no character set explains became U+FFFD',
  cardCutOff: 'the file ends within a card: what of it stands there is read',
  cardEmpty: 'a card in which nothing stands',
  cardTooLarge: 'limit cardOctets: the rest of the card is left out',
  cardUnended: 'a card without END:VCARD, and another follows',
  charsetDoubtful: 'no UTF-8, and more than one CHARSET is likely: guessed',
  charsetUndeclared: 'no UTF-8, and no CHARSET says what else: guessed',
  charsetUnknown: 'a CHARSET that nobody knows: guessed',
  charsetWrong: 'the bytes are not of the CHARSET that is declared',
  comment: 'a line that begins with #',
  dateGuessed: 'a date in an order that the standard does not have',
  dateUnreadable: 'a date that is none is kept as text',
  emptyProperty: 'a property without a value',
  endWithoutBegin: 'END:VCARD where no card is open',
  extraComponents: 'more parts than a name or an address has',
  groupCard: 'a card of a group: its members are no contacts by it',
  indented: 'the whole card is indented',
  lineTooLong: 'limit lineOctets: the property is left out',
  lineWithoutColon: 'a line that goes on without the blank of a fold',
  lineUnreadable: 'a line that belongs to no property',
  nestedTooDeep: 'limit nestingDepth: the outermost card counts as ended',
  noCards: 'no card in the whole file',
  notesJoined: 'several notes became one',
  parametersLeftOut: 'parameters that nothing is known of',
  photoEncodingGuessed: 'a picture that does not say that it is base64',
  photoLeftOut: 'a contact has one picture',
  photoTooLarge: 'limit photoOctets: the picture is left out',
  quoteUnclosed: 'a parameter whose quotation mark is never closed',
  quotedPrintableBroken: 'an equals sign that encodes nothing stays one',
  quotedPrintableUndeclared: 'quoted-printable though nothing declares it',
  softBreakDangling: 'quoted-printable is to go on, and the card ends',
  strayText: 'text outside of any card',
  textTooLarge:
    'limit textOctets: the card is left out, for no contact is so large',
  tooLongToKeep: 'limit keptCharacters: longer than a custom field',
  tooManyCards: 'limit cards: the rest of the file is not read',
  tooManyRemarks: 'limit remarksPerCard: more was mended than is told',
  typesLeftOut: 'more types than a value has, or where none belongs',
  versionMissing: 'a card without VERSION',
} as const;

export type VcardRemarkCode = keyof typeof VCARD_REMARKS;

/** Remarks of one card, bounded. */
export interface Remarks {
  add(code: VcardRemarkCode, line: number, field?: string): void;
  list(): readonly Remark[];
}

export function createRemarks(countMax: number): Remarks {
  const remarks: Remark[] = [];
  return {
    add(code, line, field) {
      if (remarks.length > countMax) return;
      remarks.push(
        remarks.length === countMax
          ? remarkOf('tooManyRemarks', line)
          : remarkOf(code, line, field),
      );
    },
    list: () => remarks,
  };
}

export function remarkOf(
  code: VcardRemarkCode,
  line: number,
  field?: string,
): Remark {
  return field === undefined ? {code, line} : {code, line, field};
}
