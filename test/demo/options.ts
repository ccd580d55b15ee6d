/** What stands behind `npm start --`. */
import {parseArgs} from 'node:util';
import {DemoFault} from './fault.ts';

export interface Options {
  /** The reader's own CSV export. */
  readonly contactsFile: string | undefined;
  readonly help: boolean;
}

export const USAGE = `Usage: npm start [-- --contacts FILE.csv]

  --contacts FILE.csv   share your own contacts: a CSV export of Google Contacts,
                        read on this machine and sent nowhere
  --help                this text

Settings: PORT (8080, or any free one), DATA_DIR (./data).
`;

/** @throws DemoFault for what is not known. */
export function readOptions(args: readonly string[]): Options {
  try {
    const {values} = parseArgs({
      args: [...args],
      options: {
        contacts: {type: 'string'},
        help: {type: 'boolean', short: 'h', default: false},
      },
    });
    return {contactsFile: values.contacts, help: values.help};
  } catch (error) {
    const [what] = String((error as Error).message).split(/\. |\n/);
    throw new DemoFault(
      `${what!.replace(/\.$/, '')}. There are --contacts FILE.csv and --help.`,
    );
  }
}
