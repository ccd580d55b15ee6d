/**
 * The real service on the emulator, each a process of its own, with the sample
 * domain: the sharer's label is shared with the sales group, as editors, and a
 * second one with a person of each role.
 */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {
  ADMIN_SCOPES,
  OTHER_CONTACTS_SCOPE,
  USER_SCOPES,
} from '../../../server/google/credentials.ts';
import {AUDIENCE, connectEmulator} from '../../demo/calls.ts';
import type {Emulator} from '../../demo/calls.ts';
import {freePort, HOST} from '../../demo/ports.ts';
import {startProcess} from '../../demo/processes.ts';
import type {DemoProcess} from '../../demo/processes.ts';
import {NOT_FOR_THE_DEMO} from '../../demo/settings.ts';
import {
  SAMPLE_ADMIN,
  SAMPLE_GROUP,
  SAMPLE_LABEL,
  SAMPLE_REGION,
  SAMPLE_SHARER,
} from '../../emulator/sample.ts';
import type {Draft} from '../../emulator/types.ts';

export interface Backend {
  readonly url: string;
  readonly emulator: Emulator;
  idToken(email: string): Promise<string>;
  /** One call of somebody's; it has to succeed. */
  call(email: string, line: string, body?: Draft): Promise<Draft>;
  close(): Promise<void>;
}

/** For as long as nobody polls: what is asked for is waited for by `:sync`. */
const SYNC_INTERVAL_SECONDS = 60;

export async function openBackend(): Promise<Backend> {
  const folder = mkdtempSync(join(tmpdir(), 'add-on-'));
  const {signal} = new AbortController();
  const started: DemoProcess[] = [];
  const close = async () => {
    for (const each of started.toReversed()) await each.stop();
    rmSync(folder, {recursive: true, force: true});
  };
  try {
    const emulatorUrl = `http://${HOST}:${await freePort(0)}`;
    started.push(
      await startProcess(
        {
          name: 'The emulator',
          script: 'test/emulator/main.ts',
          args: ['--port', new URL(emulatorUrl).port, '--host', HOST],
          logFile: join(folder, 'emulator.log'),
          readyUrl: `${emulatorUrl}/__emulator/`,
        },
        signal,
      ),
    );
    const emulator = connectEmulator(emulatorUrl, signal);
    await emulator.delegate([
      ...USER_SCOPES,
      ...ADMIN_SCOPES,
      OTHER_CONTACTS_SCOPE,
    ]);
    const key = join(folder, 'key.json');
    writeFileSync(key, await emulator.serviceAccountKey(), {mode: 0o600});
    const port = await freePort(0);
    const url = `http://${HOST}:${port}`;
    started.push(
      await startProcess(
        {
          name: 'The service',
          script: 'server/main.ts',
          env: {
            ...NOT_FOR_THE_DEMO,
            HOST,
            PORT: `${port}`,
            DATA_DIR: join(folder, 'store'),
            GOOGLE_APPLICATION_CREDENTIALS: key,
            WORKSPACE_ADMIN: SAMPLE_ADMIN,
            ID_TOKEN_AUDIENCES: AUDIENCE,
            WORKSPACE_EMULATOR_HOST: new URL(emulatorUrl).host,
            SYNC_INTERVAL_SECONDS: `${SYNC_INTERVAL_SECONDS}`,
          },
          logFile: join(folder, 'service.log'),
          readyUrl: `${url}/readyz`,
        },
        signal,
      ),
    );
    return {url, emulator, ...callsTo(url, emulator), close};
  } catch (error) {
    await close();
    throw error;
  }
}

function callsTo(url: string, emulator: Emulator) {
  const tokens = new Map<string, Promise<string>>();
  const idToken = (email: string) => {
    const ask = () => emulator.idToken(email);
    const kept = tokens.get(email) ?? ask().catch(ask);
    tokens.set(email, kept);
    return kept;
  };
  return {
    idToken,
    async call(email: string, line: string, body?: Draft): Promise<Draft> {
      const [method = 'GET', path = ''] = line.split(' ');
      const send = async () =>
        fetch(`${url}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${await idToken(email)}`,
            ...(body && {'content-type': 'application/json'}),
          },
          ...(body && {body: JSON.stringify(body)}),
        });
      // The add-on's calls hold this thread: a connection may have ended unnoticed.
      const response = await send().catch(send);
      const text = await response.text();
      if (!response.ok) {
        throw new Error(`${line} answered ${response.status}: ${text}`);
      }
      return JSON.parse(text) as Draft;
    },
  };
}

export interface SampleShare {
  /** `labels/…` */
  readonly label: string;
  readonly owner: string;
  /** Addresses of the group's members but the owner. */
  readonly members: readonly string[];
  /** Of some contacts of the label, as a message would name them. */
  readonly mailboxes: readonly string[];
}

const MAILBOXES = 4;

/** @param role of the sales group */
export async function shareSample(
  {call, emulator}: Backend,
  role = 'editor',
): Promise<SampleShare> {
  const owner = SAMPLE_SHARER;
  await call(owner, 'POST /v1/accounts/me:sync');
  const {groups} = await emulator.book(owner);
  const group = groups.find(({name}) => name === SAMPLE_LABEL)!;
  const {name: label} = await call(owner, 'POST /v1/labels', {
    contactGroup: group.resourceName,
  });
  await call(owner, `PATCH /v1/${label}`, {regionCode: SAMPLE_REGION});
  await call(owner, 'POST /v1/accounts/me:sync');
  await call(owner, `POST /v1/${label}/grants`, {
    principal: {type: 'group', email: SAMPLE_GROUP},
    role,
  });
  const world = await emulator.world();
  const sales = world.groups.find(({email}) => email === SAMPLE_GROUP)!;
  const isPerson = (email: string) =>
    email !== owner && world.users.some(user => user.email === email);
  const {contacts} = await call(
    owner,
    `GET /v1/${label}/contacts?pageSize=100`,
  );
  for (const person of othersBeside(contacts)) {
    await emulator.createOtherContact(owner, person);
  }
  return {
    label,
    owner,
    members: sales.members.filter(isPerson),
    mailboxes: mailboxesOf(contacts),
  };
}

/** Whom somebody wrote to: two who are new, and one who is shared already and has another address. */
function othersBeside(contacts: readonly Draft[]): readonly Draft[] {
  const {names, emailAddresses = []} =
    contacts.find(({person}) => person['emailAddresses'])?.['person'] ?? {};
  return [
    {
      names: [{familyName: '青木', givenName: '綾'}],
      emailAddresses: [{value: 'aya.aoki@minato-logistics.example'}],
    },
    {emailAddresses: [{value: 'orders@bluebell-imports.example'}]},
    {
      names,
      emailAddresses: [
        {value: 'at.home@private.example'},
        ...emailAddresses.slice(0, 1),
      ],
    },
  ];
}

function mailboxesOf(contacts: readonly Draft[]): readonly string[] {
  return contacts
    .filter(({person}) => person['emailAddresses'] && person['names'])
    .slice(0, MAILBOXES)
    .map(({person}) => {
      const {familyName = '', givenName = ''} = person['names'][0];
      const address = person['emailAddresses'][0]['value'];
      return `"${familyName}, ${givenName}" <${address}>`;
    });
}
