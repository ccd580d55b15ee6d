/** What to try while the demo stays up: lines that work when pasted into a shell. */
import {NEW_NUMBER} from './phone-edit.ts';
import type {Screen} from './screen.ts';
import type {Told} from './story.ts';

export interface Places {
  readonly serviceUrl: string;
  readonly emulatorUrl: string;
  readonly tokenFile: string;
}

export function printNextSteps(
  {print, paint}: Screen,
  {label, contact, sharer, onlooker}: Told,
  {serviceUrl, emulatorUrl, tokenFile}: Places,
): void {
  const call = 'curl -sw \'\\n\' -H "Authorization: Bearer $TOKEN"';
  const json = "-H 'Content-Type: application/json'";
  const field = '{"userDefined":[{"key":"Best time","value":"after 14:00"}]}';
  const book = `${emulatorUrl}/__emulator/account?user=${onlooker.email}`;
  print(
    `  ${paint.bold('Try next')} (all of it stays up; Ctrl-C stops it)`,
    paint.dim(`  # ${sharer.name}’s Google ID token; the file is kept fresh`),
    `  TOKEN=$(cat ${shellWord(tokenFile)}); API=${serviceUrl}/v1`,
    paint.dim('  # labels, and how far this one has come'),
    `  ${call} $API/labels`,
    `  ${call} $API/${label}/delivery`,
    paint.dim(
      `  # ${onlooker.name}’s address book has the number from the phone`,
    ),
    `  BOOK='${book}'`,
    `  curl -s "$BOOK" | grep -o '${NEW_NUMBER}'`,
    paint.dim('  # change a contact, and see it there a moment later'),
    `  ${call} ${json} -X PATCH \\`,
    `    -d '{"person":${field}}' \\`,
    `    $API/${contact}`,
    '  curl -s "$BOOK" | grep -o \'after 14:00\'',
    paint.dim(
      '  # every call of the service, and all that the emulator can do',
    ),
    `  curl -s ${serviceUrl}/openapi.json`,
    `  curl -s ${emulatorUrl}/__emulator/`,
    '',
  );
}

function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text)
    ? text
    : `'${text.replaceAll("'", "'\\''")}'`;
}
