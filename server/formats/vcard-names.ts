/** The properties that vCards have, by standard or by custom. */

/** About the file or the program that wrote it: read, remarked on, and not kept. */
export const FILE_PROPERTIES: ReadonlySet<string> = new Set([
  'BEGIN',
  'END',
  'PRODID',
  'PROFILE',
  'REV',
  'VERSION',
  'X-PRODID',
]);

/** Of RFC 2426, 6350, 6474, 6715, 8605, 9554 and vCard 2.1. */
const STANDARD_PROPERTIES: ReadonlySet<string> = new Set(
  (
    'ADR AGENT ANNIVERSARY BDAY BIRTHPLACE CALADRURI CALURI CATEGORIES CLASS ' +
    'CLIENTPIDMAP CONTACT-URI CREATED DEATHDATE DEATHPLACE EMAIL EXPERTISE ' +
    'FBURL FN GENDER GEO GRAMGENDER HOBBY IMPP INTEREST KEY KIND LABEL LANG ' +
    'LANGUAGE LOGO MAILER MEMBER N NAME NICKNAME NOTE ORG ORG-DIRECTORY PHOTO ' +
    'PRONOUNS RELATED ROLE SOCIALPROFILE SORT-STRING SOUND SOURCE TEL TITLE TZ ' +
    'UID URL XML'
  ).split(' '),
);

/** Whether a line that begins so is a property, even if its colon is still to come. */
export function isKnownProperty(name: string): boolean {
  const upper = name.toUpperCase();
  return (
    upper.startsWith('X-') ||
    STANDARD_PROPERTIES.has(upper) ||
    FILE_PROPERTIES.has(upper)
  );
}
