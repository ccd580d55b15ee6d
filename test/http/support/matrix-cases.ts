import {createHash} from 'node:crypto';
import {sql} from 'kysely';
import {withPhoto} from '../../../server/core/content.ts';
import {editContact} from '../../../server/store/contacts.ts';
import {writePhoto} from '../../../server/store/photos.ts';
import {monogram} from '../../emulator/people/photos.ts';
import type {TestApi} from './api.ts';
import type {ApiDocument, JsonSchema, Operation} from './api-document.ts';
import type {Caller} from './contract-rules.ts';
import {exampleOf, NoExampleError} from './example.ts';
import {shareLabel, type SharedLabel} from './shared-label.ts';
import type {Person} from './workplace.ts';

/** A label with a collaborator of each role, somebody who is none, and a contact in it. */
export interface Scene {
  readonly api: TestApi;
  readonly shared: SharedLabel;
  readonly people: Readonly<Record<Caller, Person>>;
  /** Ids by the name of the path's parameter. */
  readonly ids: Readonly<Record<string, string>>;
  /** When the first contact was in the label, before all else. */
  readonly time: string;
}

export const PHOTO = monogram('photo of the scene');
export const PHOTO_HASH = createHash('sha256').update(PHOTO).digest('hex');

let scenes = 0;

const FILE = 'First Name,E-mail 1 - Value\nHana,hana@example.co.jp\n';

export async function setScene(api: TestApi): Promise<Scene> {
  scenes += 1;
  const shared = await shareLabel(api, `Scene ${scenes}`);
  const other = api.workplace.join(`other-${scenes}`);
  await api.ok(other, 'GET /v1/accounts/me');
  const lastId = (name: string) => name.split('/').at(-1)!;
  const contact = await shared.addContact();
  const {owner} = shared.people;
  const {revisions} = await api.ok(owner, `GET /v1/${contact}/revisions`);
  const restore = await restoreLabel(api, shared, revisions[0].time);
  const person = {names: [{givenName: '華子'}]};
  await api.ok(owner, `PATCH /v1/${contact}`, {person});
  const edited = await api.ok(owner, `GET /v1/${contact}/revisions`);
  const suggestion = await api.ok(
    shared.people.viewer,
    `POST /v1/${contact}/suggestions`,
    {person: {occupations: [{value: 'Gardener'}]}},
  );
  const operation = await api.ok(
    shared.people.owner,
    `POST /v1/${shared.label}:import`,
    FILE,
  );
  const comment = await api.ok(
    shared.people.editor,
    `POST /v1/${contact}/comments`,
    {text: 'Prefers a call', visibility: 'PUBLIC'},
  );
  await makeAdmin(api, owner);
  const floor = {displayName: 'Floor', type: 'number'};
  const labelField = await api.ok(
    owner,
    `POST /v1/${shared.label}/customFields`,
    floor,
  );
  const customField = await api.ok(owner, 'POST /v1/customFields', {
    displayName: `Staff number ${scenes}`,
    type: 'text',
  });
  return {
    api,
    shared,
    people: {...shared.people, 'no collaborator': other},
    time: revisions[0].time,
    ids: {
      label: lastId(shared.label),
      grant: lastId(shared.grants.viewer),
      contact: lastId(contact),
      /** Another contact of the label. */
      twin: lastId(await shared.addContact()),
      /** The workplace's. */
      customField: lastId(customField.name),
      /** Of the label, a number. */
      labelField: lastId(labelField.name),
      /** The viewer's. */
      suggestion: lastId(suggestion.name),
      /** The editor's, public. */
      comment: lastId(comment.name),
      pendingRemoval: lastId(await holdRemoval(api, shared)),
      duplicate: lastId(await proposeDuplicate(api, shared)),
      /** The owner's, of the label. */
      restore: lastId(restore),
      /** The owner's. */
      operation: lastId(operation.name),
      monogram: 'person.png',
      photo: lastId(await givePhoto(api, lastId(contact), owner)),
      /** Before the contact's last change. */
      created: lastId(revisions[0].name),
      /** The owner's last edit. */
      revision: lastId(edited.revisions[0].name),
    },
  };
}

export async function makeAdmin(api: TestApi, person: Person): Promise<void> {
  await api.ok(person, 'GET /v1/accounts/me');
  await sql`
    insert into directory_users (id, email, aliases, suspended, admin)
    values (${person.id}, ${person.email}, '{}', false, true)
    on conflict (id) do update set admin = true`.execute(api.db);
}

/** What a phone types into the contact's `userDefined`. */
export async function typeCustomField(
  api: TestApi,
  {
    contactId,
    by,
    key,
    value,
  }: {
    readonly contactId: string;
    readonly by: Person;
    readonly key: string;
    readonly value: string;
  },
): Promise<void> {
  await api.db.transaction().execute(tx =>
    editContact(tx, {
      contactId,
      by: {accountId: by.id, via: 'GOOGLE'},
      change: ({userDefined = [], ...content}) => ({
        content: {...content, userDefined: [...userDefined, {key, value}]},
      }),
    }),
  );
}

/** Seen at somebody's copy; returns the address that the owner is answered. */
export async function givePhoto(
  api: TestApi,
  contactId: string,
  owner: Person,
): Promise<string> {
  const photo = {hash: PHOTO_HASH, mediaType: 'image/png', bytes: PHOTO};
  await api.db.transaction().execute(async tx => {
    await writePhoto(tx, photo);
    await editContact(tx, {
      contactId,
      by: {accountId: owner.id, via: 'GOOGLE'},
      change: content => ({content: withPhoto(content, PHOTO_HASH)}),
    });
  });
  const {person} = await api.ok(owner, `GET /v1/contacts/${contactId}`);
  return person.photos[0].url;
}

/** To before one more contact was in the label. */
async function restoreLabel(
  api: TestApi,
  {label, people, addContact}: SharedLabel,
  time: string,
): Promise<string> {
  await addContact();
  const {name} = await api.ok(people.owner, `POST /v1/${label}:restore`, {
    time,
  });
  return name;
}

/** One of the remover's, which was too many. */
async function holdRemoval(
  api: TestApi,
  {label, people, addContact}: SharedLabel,
): Promise<string> {
  const limit = (bulkRemoval: object) =>
    api.ok(people.owner, `PATCH /v1/${label}`, {bulkRemoval});
  const contact = await addContact();
  await limit({percent: 0, count: 1});
  await api.ok(people.remover, `DELETE /v1/${contact}`);
  await limit({percent: 10, count: 10});
  const {pendingRemovals} = await api.ok(
    people.owner,
    'GET /v1/pendingRemovals',
  );
  return pendingRemovals[0].name;
}

/** Two of one address. */
async function proposeDuplicate(
  api: TestApi,
  {people, addContact}: SharedLabel,
): Promise<string> {
  for (const familyName of ['山田', '鈴木']) {
    await addContact({
      names: [{familyName}],
      emailAddresses: [{value: 'keiko@example.co.jp'}],
    });
  }
  const {duplicates} = await api.ok(people.owner, 'GET /v1/duplicates');
  return duplicates[0].name;
}

/** What has to be so before a call of the route can succeed. */
const PREPARATIONS: Readonly<
  Record<string, (scene: Scene) => Promise<unknown>>
> = {
  'POST /v1/labels/{label}:undelete': ({api, shared}) =>
    api.ok(shared.people.owner, `DELETE /v1/${shared.label}`),
  'POST /v1/contacts/{contact}:unmerge': scene =>
    scene.api.ok(
      scene.shared.people.owner,
      'POST /v1/contacts:merge',
      nameTwins(scene),
    ),
  'POST /v1/contacts/{contact}:repairCustomFields': ({api, shared, ids}) =>
    typeCustomField(api, {
      contactId: ids['contact']!,
      by: shared.people.owner,
      ...{key: 'Floor', value: '１２'},
    }),
  'POST /v1/duplicates/{duplicate}:reopen': ({api, shared, ids}) =>
    api.ok(
      shared.people.owner,
      `POST /v1/duplicates/${ids['duplicate']}:reject`,
    ),
  'POST /v1/suggestions/{suggestion}:reopen': ({api, shared, ids}) =>
    api.ok(
      shared.people.viewer,
      `POST /v1/suggestions/${ids['suggestion']}:withdraw`,
    ),
  'POST /v1/operations/{operation}:undo': ({api, ids}) =>
    api.db
      .updateTable('operations')
      .set({end_time: new Date()})
      .where('id', '=', ids['operation']!)
      .execute(),
  'POST /v1/contacts/{contact}:undelete': ({api, shared, ids}) =>
    api.ok(shared.people.owner, `DELETE /v1/contacts/${ids['contact']}`),
};

/** Whether making a request already changes the store. */
export function needsPreparation({name}: Operation): boolean {
  return PREPARATIONS[name] !== undefined;
}

/** Bodies that change something, where the schema alone makes none that does. */
const BODIES: Readonly<Record<string, (scene: Scene) => object | string>> = {
  'POST /v1/labels': () => ({displayName: 'New'}),
  'PATCH /v1/labels/{label}': () => ({displayName: 'Renamed'}),
  'PATCH /v1/labels/{label}/membership': () => ({showOnPhones: false}),
  'POST /v1/labels/{label}:transferOwnership': scene => ({
    email: newcomer(scene).email,
  }),
  'POST /v1/labels/{label}/grants': scene => ({
    principal: {type: 'user', email: newcomer(scene).email},
  }),
  'PATCH /v1/labels/{label}/grants/{grant}': () => ({showOnPhones: false}),
  'POST /v1/labels/{label}/contacts': () => ({
    person: {nicknames: [{value: 'Hana'}]},
  }),
  'POST /v1/labels/{label}:import': () => FILE,
  'POST /v1/labels/{label}/qualityFindings:repair': () => ({
    code: 'NAME_UNSPLIT',
  }),
  'POST /v1/labels/{label}/contacts:add': nameContact,
  'POST /v1/labels/{label}/contacts:remove': nameContact,
  'PATCH /v1/contacts/{contact}': () => ({
    person: {nicknames: [{value: 'Hana'}]},
  }),
  'POST /v1/pendingRemovals:approve': namePendingRemoval,
  'POST /v1/pendingRemovals:reject': namePendingRemoval,
  'POST /v1/pendingRemovals:withdraw': namePendingRemoval,
  'POST /v1/contacts/{contact}/suggestions': () => ({
    person: {nicknames: [{value: 'Hana'}]},
  }),
  'PATCH /v1/contacts/{contact}/comments/{comment}': () => ({
    text: 'Prefers a letter',
  }),
  'POST /v1/contacts/{contact}:restore': ({ids}) => ({
    revision: ids['created'],
  }),
  'POST /v1/labels/{label}:restore': ({time}) => ({time}),
  'PATCH /v1/labels/{label}/customFields/{labelField}': () => ({
    required: true,
  }),
  'PATCH /v1/customFields/{customField}': () => ({displayName: 'Staff no.'}),
  'POST /v1/contacts:merge': nameTwins,
  'POST /v1/contacts:lookup': () => ({emails: ['hanako@example.co.jp']}),
};

function namePendingRemoval({ids}: Scene) {
  return {pendingRemovals: [`pendingRemovals/${ids['pendingRemoval']}`]};
}

function newcomer({api}: Scene): Person {
  scenes += 1;
  return api.workplace.join(`newcomer-${scenes}`);
}

function nameTwins({ids}: Scene) {
  return {contacts: [`contacts/${ids['contact']}`, `contacts/${ids['twin']}`]};
}

function nameContact({ids}: Scene) {
  return {contacts: [`contacts/${ids['contact']}`]};
}

/** One call of the matrix, ready to be made by anybody. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

/**
 * A call of the route that succeeds for who may make it: ids of the scene in
 * its path, the rest from its schemas. An error says what to write down here
 * for a route where that is not enough.
 */
export async function requestFor(
  operation: Operation,
  document: ApiDocument,
  scene: Scene,
): Promise<Request> {
  const {name, method, path, parameters = [], requestBody} = operation;
  await PREPARATIONS[name]?.(scene);
  const example = (schema: JsonSchema, at: string) =>
    orAdvise(operation, () =>
      exampleOf(schema, document.components.schemas, at),
    );
  const query = parameters
    .filter(parameter => parameter.in === 'query' && parameter.required)
    .map(({name, schema}): [string, string] => [
      name,
      String(example(schema, name)),
    ]);
  const search = new URLSearchParams(query).toString();
  const body = requestBody?.content['application/json'].schema;
  return {
    method,
    url: withIds(path, scene.ids) + (search && `?${search}`),
    body: BODIES[name]?.(scene) ?? (body && example(body, 'body')),
  };
}

function withIds(path: string, ids: Scene['ids']): string {
  return path.replace(/\{(\w+)\}/g, (_, parameter: string) => {
    const id = ids[parameter];
    if (id !== undefined) return id;
    throw new Error(
      `${path}: add what {${parameter}} names to the ids of setScene in ${HERE}`,
    );
  });
}

function orAdvise(operation: Operation, make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof NoExampleError)) throw error;
    throw new Error(`${error.message}. ${adviceFor(operation)}`);
  }
}

const HERE = 'test/http/support/matrix-cases.ts';

export function adviceFor({name}: Operation): string {
  return `Add to BODIES or PREPARATIONS in ${HERE} what lets ${name} succeed.`;
}
