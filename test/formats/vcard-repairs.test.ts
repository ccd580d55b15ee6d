/** What real programs get wrong, each by the name of its repair. */
import {describe, expect, test} from '@jest/globals';
import {
  VCARD_LIMITS,
  VCARD_REMARKS,
  type VcardLimits,
  type VcardRemarkCode,
} from '../../server/formats/vcard-limits.ts';
import {encode} from './encode.ts';
import {card, readWhole} from './vcard-support.ts';

interface Repair {
  readonly file: string | Uint8Array;
  readonly limits?: Partial<VcardLimits>;
  /** What is read all the same, of the first contact. */
  readonly reads?: object;
  readonly contacts?: number;
}

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk';

/** Programs cut values to a length in bytes. */
function cutInside(before: string, after: string): Buffer {
  return Buffer.concat([
    Buffer.from(before, 'utf8').subarray(0, -1),
    Buffer.from(after, 'utf8'),
  ]);
}

const REPAIRS: Record<VcardRemarkCode, Repair> = {
  addressUnstructured: {
    file: card(['ADR:1 Main Street\\, Springfield']),
    reads: {addresses: [{formattedValue: '1 Main Street, Springfield'}]},
  },
  aboutTheFile: {
    file: card(['FN:Ana', 'REV:20080424T195243Z']),
    reads: {names: [{unstructuredName: 'Ana'}]},
  },
  base64Broken: {
    file: card(['FN:Ana', 'PHOTO;ENCODING=b;TYPE=JPEG:qgEP:AS==']),
    reads: {names: [{unstructuredName: 'Ana'}]},
  },
  beginWithinCard: {
    file: 'BEGIN:VCARD\nN:Outer\nBEGIN:VCARD\nN:Inner\nEND:VCARD\nTEL:1\nEND:VCARD',
    reads: {names: [{familyName: 'Inner'}]},
    contacts: 2,
  },
  blankLine: {
    file: card(['FN:Ana', '', 'TEL:1']),
    reads: {phoneNumbers: [{value: '1'}]},
  },
  byteOrderMark: {
    file: `${card(['FN:Ana'])}\ufeff${card(['FN:Bo', '\ufeffTEL:1'])}`,
    contacts: 2,
  },
  bytesUndecodable: {
    file: cutInside('BEGIN:VCARD\nFN:山田太郎', '\nEND:VCARD'),
    reads: {names: [{unstructuredName: '山田太\ufffd'}]},
  },
  cardEmpty: {file: `BEGIN:VCARD\nEND:VCARD\n${card(['FN:Ana'])}`},
  cardTooLarge: {
    file: `${card(['FN:Ana', `NOTE:${'x'.repeat(80)}`, 'TEL:1'])}${card(['FN:Bo'])}`,
    limits: {cardOctets: 60},
    reads: {names: [{unstructuredName: 'Ana'}]},
    contacts: 2,
  },
  cardCutOff: {
    file: 'BEGIN:VCARD\nVERSION:4.0\nFN:Ana',
    reads: {names: [{unstructuredName: 'Ana'}]},
  },
  cardUnended: {
    file: 'BEGIN:VCARD\nFN:Ana\nBEGIN:VCARD\nFN:Bo\nEND:VCARD',
    reads: {names: [{unstructuredName: 'Bo'}]},
    contacts: 2,
  },
  charsetDoubtful: {
    file: encode('BEGIN:VCARD\nFN:Şahin Şen\nEND:VCARD', 'windows-1254'),
    reads: {names: [{unstructuredName: 'Şahin Şen'}]},
  },
  charsetUndeclared: {
    file: Buffer.from('BEGIN:VCARD\nFN:M\xfcller\nEND:VCARD', 'latin1'),
    reads: {names: [{unstructuredName: 'Müller'}]},
  },
  charsetUnknown: {
    file: 'BEGIN:VCARD\nFN;CHARSET=KLINGON:Müller\nEND:VCARD',
    reads: {names: [{unstructuredName: 'Müller'}]},
  },
  charsetWrong: {
    file: 'BEGIN:VCARD\nFN;CHARSET=SHIFT_JIS:山田太郎\nEND:VCARD',
    reads: {names: [{unstructuredName: '山田太郎'}]},
  },
  comment: {
    file: card(['# said by somebody', 'FN:Ana']),
    reads: {names: [{unstructuredName: 'Ana'}]},
  },
  dateGuessed: {
    file: card(['BDAY:24.12.1980']),
    reads: {birthdays: [{date: {year: 1980, month: 12, day: 24}}]},
  },
  dateUnreadable: {
    file: card(['BDAY:around Easter']),
    reads: {birthdays: [{text: 'around Easter'}]},
  },
  emptyProperty: {
    file: card(['FN:Ana', 'EMAIL:']),
    reads: {names: [{unstructuredName: 'Ana'}]},
  },
  groupCard: {file: `${card(['KIND:group', 'FN:Team'])}${card(['FN:Ana'])}`},
  endWithoutBegin: {file: `END:VCARD\n${card(['FN:Ana'])}`},
  extraComponents: {
    file: card(['N:Poe;Ana;;;;Smith']),
    reads: {
      names: [{familyName: 'Poe', givenName: 'Ana'}],
      userDefined: [{key: 'N', value: 'Poe;Ana;;;;Smith'}],
    },
  },
  indented: {
    file: '  BEGIN:VCARD\n  FN:Ana\n  TEL:1\n   23\n  END:VCARD',
    reads: {phoneNumbers: [{value: '1 23'}]},
  },
  lineTooLong: {
    file: card(['FN:Ana', `NOTE:${'x'.repeat(200)}`, 'TEL:1']),
    limits: {lineOctets: 100},
    reads: {
      names: [{unstructuredName: 'Ana'}],
      phoneNumbers: [{value: '1'}],
    },
  },
  lineWithoutColon: {
    file: card(['NOTE:one', 'two']),
    reads: {biographies: [{value: 'one\ntwo'}]},
  },
  lineUnreadable: {
    file: 'BEGIN:VCARD\nwhat is this\nFN:Ana\nEND:VCARD',
    reads: {names: [{unstructuredName: 'Ana'}]},
  },
  nestedTooDeep: {
    file: 'BEGIN:VCARD\nN:1\n'.repeat(4) + 'END:VCARD\n'.repeat(4),
    limits: {nestingDepth: 2},
    reads: {names: [{familyName: '1'}]},
    contacts: 4,
  },
  noCards: {file: 'name,phone\nAna,1\n', contacts: 0},
  notesJoined: {
    file: card(['NOTE:one', 'NOTE:two']),
    reads: {biographies: [{value: 'one\ntwo'}]},
  },
  parametersLeftOut: {
    file: card(['EMAIL;X-HUE=blue:a@b.example']),
    reads: {emailAddresses: [{value: 'a@b.example'}]},
  },
  photoEncodingGuessed: {file: card([`PHOTO;TYPE=PNG:${PIXEL}`])},
  photoLeftOut: {
    file: card([`PHOTO;ENCODING=b:${PIXEL}`, `PHOTO;ENCODING=b:${PIXEL}`]),
  },
  photoTooLarge: {
    file: card([`PHOTO;ENCODING=b:${PIXEL}`, 'FN:Ana']),
    limits: {photoOctets: 20},
    reads: {names: [{unstructuredName: 'Ana'}]},
  },
  quoteUnclosed: {
    file: card(['TEL;TYPE="home:1']),
    reads: {phoneNumbers: [{value: '1', type: 'home'}]},
  },
  quotedPrintableBroken: {
    file: card(['NOTE;ENCODING=QUOTED-PRINTABLE:1 =ZZ 2=3D2'], '2.1'),
    reads: {biographies: [{value: '1 =ZZ 2=2'}]},
  },
  quotedPrintableUndeclared: {
    file: card(['FN;CHARSET=UTF-8:=E5=B1=B1=E7=94=B0'], '2.1'),
    reads: {names: [{unstructuredName: '山田'}]},
  },
  softBreakDangling: {
    file: card(['NOTE;ENCODING=QUOTED-PRINTABLE:one='], '2.1'),
    reads: {biographies: [{value: 'one'}]},
  },
  strayText: {
    file: `Dear all\nmy contacts:\n${card(['FN:Ana'])}`,
    reads: {names: [{unstructuredName: 'Ana'}]},
  },
  textTooLarge: {
    file: `${card([`NOTE:${'x'.repeat(80)}`])}${card(['FN:Bo', `PHOTO;ENCODING=b:${'A'.repeat(80)}`, ` ${'A'.repeat(80)}`])}`,
    limits: {textOctets: 60},
    reads: {names: [{unstructuredName: 'Bo'}]},
    contacts: 1,
  },
  tooLongToKeep: {
    file: card(['FN:Ana', `X-HUGE:${'x'.repeat(30)}`]),
    limits: {keptCharacters: 20},
    reads: {names: [{unstructuredName: 'Ana'}]},
  },
  tooManyCards: {
    file: card(['FN:Ana']) + card(['FN:Bo']) + card(['FN:Cy']),
    limits: {cards: 2},
    contacts: 2,
  },
  tooManyRemarks: {
    file: card(['FN:Ana', ...Array.from({length: 9}, () => '#')]),
    limits: {remarksPerCard: 3},
  },
  typesLeftOut: {
    file: card(['TEL;TYPE=HOME,VIDEO:1']),
    reads: {phoneNumbers: [{value: '1', type: 'home'}]},
  },
  versionMissing: {
    file: 'BEGIN:VCARD\nTEL;HOME:1\nEND:VCARD',
    reads: {phoneNumbers: [{value: '1', type: 'home'}]},
  },
};

describe('the reader mends what programs get wrong, and says so', () => {
  for (const [code, {file, limits, reads, contacts = 1}] of Object.entries(
    REPAIRS,
  )) {
    test(`${code}: ${VCARD_REMARKS[code as VcardRemarkCode]}`, () => {
      const read = readWhole(file, {limits});
      expect(read.remarks.map(remark => remark.code)).toContain(code);
      expect(read.contacts).toHaveLength(contacts);
      if (reads) expect(read.contacts[0]?.person).toMatchObject(reads);
    });
  }
});

test('a limit that is reached is named with its line, and what came before is there', () => {
  const {contacts, fault} = readWhole(
    card(['FN:Ana']) + card(['FN:Bo']) + card(['FN:Cy']),
    {limits: {cards: 2}},
  );
  expect(contacts.map(({line}) => line)).toEqual([1, 5]);
  expect(fault?.message).toMatch(/line 9: limit cards.*\(2\)/);
  expect(fault?.remark).toEqual({code: 'tooManyCards', line: 9});
});

test('a file of 100,000 cards is within the limits', () => {
  expect(VCARD_LIMITS.cards).toBeGreaterThanOrEqual(100_000);
});
