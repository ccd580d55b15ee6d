import type {OperationKind} from '../core/long-work.ts';
import type {Language} from '../formats/language.ts';

const someone = (actor: string | undefined) => actor ?? 'Somebody';
const of = (label: string | undefined) => `“${label ?? 'a label'}”`;
/** What is left of work that ends early. */
const LEFT: Readonly<Record<OperationKind, string>> = {
  IMPORT: 'the rows that waited were left out',
  FIND_DUPLICATES:
    'what it proposed until then stays proposed, and another search goes on',
  REPAIR: 'what it repaired until then stays, and can be undone',
  UNDO: 'what it took back until then stays so',
};
const about = (contact: string | undefined) => contact ?? 'a contact';

export const language: Language = {
  code: 'en',
  digestHour: 6,
  notices: {
    MENTION: ({actor, contact}) =>
      `${someone(actor)} mentioned you in a comment on ${about(contact)}`,
    HELD_REMOVAL: ({actor, label, count}) =>
      `${someone(actor)} wants to remove ${contacts(count)} from ${of(label)}: ${count === 1 ? 'it stays' : 'they stay'} until you decide`,
    SUGGESTION: ({actor, contact, label}) =>
      label === undefined
        ? `${someone(actor)} suggested a change to ${about(contact)}`
        : `${someone(actor)} suggested ${about(contact)} for ${of(label)}`,
    REMOVALS: ({actor, label, count}) =>
      `${actor ?? 'Several people'} removed ${contacts(count)} from ${of(label)}`,
    PERMISSION_LOST: () =>
      'Your contacts are not synced any more: Google lets this service into your account no longer. Ask your administrator, or connect again',
    LABEL_SHARED: ({actor, label, role}) =>
      `${someone(actor)} shared ${of(label)} with you${role === undefined ? '' : ` (${language.roles[role]})`}`,
    FIELD_PAUSED: ({actor, field, count}) =>
      `Another program keeps rewriting ${field ?? 'a field'} of ${contacts(count)} in the account ${actor ?? 'of somebody'}: it is left alone there, and everything else goes on. Switch that program off, or let it leave shared contacts out`,
  },
  roles: {
    viewer: 'View only',
    editor: 'Editor',
    remover: 'Can delete',
    manager: 'Manager',
    owner: 'Owner',
  },
  fields: {
    addresses: 'the address',
    biographies: 'the notes',
    birthdays: 'the birthday',
    calendarUrls: 'the calendar address',
    emailAddresses: 'the email address',
    events: 'the dates',
    externalIds: 'the IDs',
    genders: 'the gender',
    imClients: 'the chat address',
    interests: 'the interests',
    locales: 'the language',
    locations: 'the place of work',
    miscKeywords: 'the keywords',
    names: 'the name',
    nicknames: 'the nickname',
    occupations: 'the occupation',
    organizations: 'the company',
    phoneNumbers: 'the phone number',
    photos: 'the photo',
    relations: 'the related people',
    sipAddresses: 'the internet call address',
    urls: 'the website',
    userDefined: 'the custom fields',
  },
  evidence: {
    traits: {
      given: 'given name',
      family: 'family name',
      generation: 'generation (Jr. or Sr.)',
      birthday: 'birthday',
      mail: 'email address',
      roleMail: 'shared mailbox',
      phone: 'phone number',
      id: 'ID',
      street: 'street',
      building: 'building',
      city: 'city',
      region: 'region',
      postcode: 'postal code',
      firm: 'company',
    },
    levels: {
      same: trait => `Same ${trait}`,
      variant: trait => `Another form of the same ${trait}`,
      initial: trait => `Same ${trait}, abbreviated`,
      close: trait => `Nearly the same ${trait}`,
      sound: trait => `Similar-sounding ${trait}`,
      yearUnknown: trait => `Same ${trait}, once without the year`,
      slip: trait => `Same ${trait} but for a typing slip`,
      near: trait => `Partly the same ${trait}`,
      similar: trait => `Similar ${trait}`,
      some: trait => `A little of the ${trait} in common`,
      different: trait => `Different ${trait}`,
    },
  },
  quality: {
    ADDRESS_POSTAL_CODE: 'The postal code is not written as 123-4567',
    ADDRESS_POSTAL_CODE_INVALID: 'A Japanese postal code has seven digits',
    ADDRESS_UNSPLIT: 'The whole address stands in one field',
    BIRTHDAY_IMPOSSIBLE: 'There is no such day, or nobody who was born on it',
    CONTACT_STALE: 'Nobody has changed this contact for over three years',
    EMAIL_DOMAIN_TYPO: 'The mail provider seems to be misspelt',
    EMAIL_INVALID: 'No mail can be sent to this address',
    EMAIL_RESERVED: 'This address is made up for examples',
    EMAIL_SPELLING: 'The address has characters that do not belong to it',
    KANA_HALF_WIDTH: 'The kana are half-width',
    NAME_CASE: 'The name is in capitals or small letters throughout',
    NAME_HONORIFIC: 'The name has a title in it',
    NAME_IS_EMAIL: 'The name has an email address in it',
    NAME_IS_PHONE: 'The name has a phone number in it',
    NAME_MISSING: 'The contact has no name',
    NAME_SWAPPED: 'Given and family name seem to be swapped',
    NAME_UNSPLIT: 'Family and given name stand in one field',
    PHONE_FULL_WIDTH: 'The phone number is in full-width digits',
    PHONE_INVALID: 'No such phone number can be called',
    PHONE_PLACEHOLDER: 'This phone number seems to be made up',
  },
  imports: {
    labels: 'Labels',
    remarks: {
      CARD_CUT_OFF:
        'The vCard has no end, as in a file that was cut off: what stands there was read. Export the file again',
      CARD_TOO_LARGE:
        'The vCard is larger than 16 MB: what comes after that is left out',
      CHARSET_GUESSED:
        'The file does not say which character set it is in, and several are likely: check how names are spelled. If they are wrong, save the file as UTF-8, or name its character set as charset in the Content-Type',
      DATE_AS_TEXT: 'A date cannot be read as one and is kept as text',
      LABELS_HIDDEN:
        'Custom fields are hidden from you here, so the labels in the file are left out',
      LINE_TOO_LONG: 'A line is longer than 14 MB and is left out',
      LINE_UNREADABLE:
        'A line belongs to nothing and is left out. Look at the contact',
      NESTED_TOO_DEEP:
        'More than 8 vCards stand in one another: the outermost was read up to there',
      OTHER_GENDER:
        'The contact it joins has another gender, which stays. The one of the file is in its history, where it can be restored',
      OTHER_NAME:
        'The contact it joins has parts of its name written otherwise, which stay. Those of the file are in its history, where they can be restored',
      OTHER_NOTE:
        'The contact it joins has other notes, which stay. Those of the file are in its history, where they can be restored',
      OTHER_PHOTO:
        'The contact it joins has another photo, which stays. The one of the file is in its history, where it can be restored',
      OTHER_VALUE:
        'The contact it joins has one of these values already, with another type or written otherwise, and that stays. The one of the file is in its history, where it can be restored',
      PHOTO_ADDRESS:
        'The file has only the web address of the photo, which is not fetched. Set the photo in Google Contacts',
      PHOTO_BROKEN:
        'The photo cannot be read and is left out. Export the contact again',
      PHOTO_HIDDEN: 'Photos are hidden from you here, so this one is left out',
      PHOTO_KIND: 'The photo is neither JPEG nor PNG and is left out',
      PHOTO_SECOND:
        'A contact has one photo: the first in the file is taken, the others are left out',
      PHOTO_TOO_LARGE:
        'The photo is larger than 2 MB and is left out. Set a smaller one in Google Contacts',
      PROPERTY_TOO_LONG:
        'Something that no field is for is longer than a custom field (1,024 characters) and is left out',
      TEXT_UNDECODABLE:
        'Some characters cannot be read and became �. Save the file as UTF-8 and import it again',
    },
    refusals: {
      BEFORE_HEADINGS: () =>
        'The row stands before the headings of the columns. If it is a contact, move it below them.',
      CARD_CUT_OFF: () =>
        'The file ends within this vCard, so nothing of it is imported. Export it anew.',
      CARD_EMPTY: () =>
        'The vCard is empty. Fill in a name, an address or a number.',
      CONTACT_TOO_LARGE: () =>
        'A contact has at most 500 values and 128 KB. Leave some of it out.',
      END_WITHOUT_BEGIN: () =>
        'A vCard ends here that never began. If a contact is missing, begin it with BEGIN:VCARD.',
      FIELD_HIDDEN: () =>
        'hidden from you. Leave it out, or ask the owner of the label.',
      FIELD_INVALID: () => 'Not a value of this field. Correct it.',
      FIELD_TOO_LONG: limit => `At most ${limit} characters. Shorten it.`,
      FIELD_TOO_MANY: limit =>
        `At most ${limit} of them. Leave the others out.`,
      GROUP: members =>
        `The vCard is a group of ${members} and no person, so no contact is made of it. Its members come as contacts where they have vCards of their own; to share them together, import those into one label.`,
      NO_FIELD: () => 'A contact needs at least one field.',
      NOTHING_UNDERSTOOD: () =>
        'The row has nothing that a contact could have. Fill in a name, an address or a number.',
      OPEN_QUOTE: () =>
        'A quotation mark that opens here is never closed, so nothing of the file is imported. Close it, and send the file again.',
      REPORT_FOOTER: () =>
        'The line belongs to the footer of a report, below the contacts. If it is a contact, move it up to them.',
      STRAY_TEXT: () =>
        'Text stands outside of any vCard. If it is a contact, put it between BEGIN:VCARD and END:VCARD.',
    },
    customFields: {
      MISSING: () => 'required, and empty',
      SEVERAL: () => 'stands there more than once: keep one',
      NOT_A_NUMBER: () =>
        'not a number: digits, and a point before decimals, as in 1234.5',
      NOT_A_DATE: () => 'not a day: write it as 2026-01-31',
      NOT_A_CHOICE: choices => `not one of ${choices}`,
      NOT_A_URL: () => 'not an address: it begins with https:// or http://',
    },
    faults: {
      cardCutOff: () =>
        'The file ends within a vCard that begins there. Export it anew.',
      columnsMax: limit =>
        `The row has more than ${limit} columns. Leave out columns, or check what separates them.`,
      empty: () => 'The file is empty. Choose another, or export it anew.',
      fileBytesMax: limit =>
        `The file has more than ${limit} bytes. Divide it into several files.`,
      noCards: () =>
        'The file has no vCard. Send a file of vCards, or a table as text/csv.',
      noColumns: () =>
        'No column has a name, an address, a number or anything else of a contact. Put headings over the columns, such as First Name, Last Name, Email and Phone.',
      noContacts: () =>
        'The file is neither a table nor vCards. Export contacts as CSV or vCard from where it comes from.',
      noRows: () =>
        'Nothing stands under the headings. Add contacts, or export them anew.',
      notText: () =>
        'The file is no text. Save a workbook as CSV, or export vCards, and send that.',
      openQuote: () =>
        'A quotation mark that opens there is never closed. Close it, and send the file again.',
      rowLengthMax: limit =>
        `The row has more than ${limit} bytes. Shorten it, or close a quotation mark that is left open there.`,
      rowsMax: limit =>
        `The file has more than ${limit} rows. Divide it into several files.`,
      tooManyCards: limit =>
        `The file has more than ${limit} vCards. Divide it into several files.`,
    },
    kinds: {
      CALENDAR: 'a calendar (iCalendar)',
      CARDS: 'vCards',
      EMPTY: 'an empty file',
      HTML: 'a web page (HTML)',
      IMAGE: 'a picture',
      JSON: 'JSON',
      LDIF: 'an LDAP directory (LDIF)',
      PDF: 'a PDF document',
      TABLE: 'a table (CSV)',
      TEXT: 'plain text',
      WORKBOOK: 'an old Excel workbook',
      XML: 'XML',
      ZIP: 'a ZIP archive or an Excel workbook',
    },
    types:
      'Send a CSV file as text/csv, vCards as text/vcard, or either as application/octet-stream.',
    charset:
      'charset: no character set of this name. Name the one that the file is in, such as utf-8 or shift_jis, or leave it out.',
    place: (line, column) =>
      column === undefined
        ? `(line ${line})`
        : `(line ${line}, column ${column})`,
    extent: (kind, understood) =>
      `It is ${kind}; up to there ${contacts(understood)} ${understood === 1 ? 'was' : 'were'} understood, and nothing is imported.`,
  },
  operations: {
    ends: {
      CANCELLED: kind => `It was cancelled: ${LEFT[kind]}.`,
      PERMISSION_DENIED: kind =>
        `Your role does not allow it any more: ${LEFT[kind]}.`,
      RESOURCE_EXHAUSTED: (_kind, limit) =>
        `These are more than ${limit} contacts. Look for duplicates label by label.`,
    },
    left: {
      CHANGED:
        'Somebody changed the contact since: it stays as it is. Look at it yourself',
      DENIED:
        'Your role does not allow it here. Ask a manager or the owner of the label',
      TOO_MUCH:
        'The contact would have more than 500 values or 128 KB. Leave some of it out first',
    },
    refusals: {
      NOT_UNDONE: 'Only an import or a repair can be undone.',
      UNDER_WAY: 'It is under way: cancel it, and undo it then.',
      TOO_MUCH_TO_PREVIEW:
        'It is too much to be looked at before. Undo it without a preview.',
    },
  },
  mail: {
    subject: count => `${count} notices about your shared contacts`,
    footer: serviceUrl =>
      `You get this because contacts are shared with you on ${serviceUrl}. Which notices are mailed, and when, is in your notice settings there.`,
  },
};

function contacts(count: number): string {
  return count === 1 ? 'a contact' : `${count} contacts`;
}
