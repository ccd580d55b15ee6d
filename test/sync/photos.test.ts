import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from '@jest/globals';
import {sql} from 'kysely';
import {PHOTO_TRIES_MAX} from '../../server/store/copy-photos.ts';
import {monogram} from '../emulator/people/photos.ts';
import type {Draft, WorldSeed} from '../emulator/types.ts';
import {describeOnBothStores} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const EDITOR = 'editor@example.com';
const VIEWER = 'viewer@example.com';
const BLIND = 'blind@example.com';
const EVERYBODY = [OWNER, EDITOR, VIEWER, BLIND];

const NAMES = ['Ada', 'Bea', 'Cleo', 'Dora', 'Emma', 'Fay', 'Gwen', 'Hana'];

const person = (givenName: string) => ({
  names: [{givenName}],
  emailAddresses: [{value: `${givenName.toLowerCase()}@customer.example`}],
});

const SEED: WorldSeed = {
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {
      email: OWNER,
      contacts: [
        ...NAMES.map(name => ({person: person(name), labels: ['Customers']})),
        {person: person('Private')},
      ],
    },
    {email: EDITOR},
    {email: VIEWER},
    {email: BLIND},
    {email: 'later@example.com', contacts: [{person: person('Ada')}]},
  ],
};

/** A picture of one colour. */
const picture = (name: string) => monogram(`picture of ${name}`);

describeOnBothStores('photos', getDatabase => {
  let world: World;
  let label: string;

  beforeAll(async () => {
    world = await openWorld(getDatabase(), {
      ...structuredClone(SEED),
      // Other bytes of the same picture come back, as from Google.
      switches: {photosReencoded: true},
    });
    const {groups} = world.emulator.control('account', {user: OWNER});
    const {body} = await world.call(OWNER, 'POST /v1/labels', {
      contactGroup: groups[0].resourceName,
    });
    label = body.name;
    await world.settle();
    await share(EDITOR, {role: 'editor'});
    await share(VIEWER, {role: 'viewer'});
    await share(BLIND, {role: 'editor', hiddenFields: ['photos']});
  });

  beforeEach(() => {
    world.emulator.control('switches', {
      pictureStatus: 200,
      photoUrlsStable: true,
    });
  });

  afterAll(() => world.close());

  async function share(email: string, grant: object): Promise<string> {
    const {status, body} = await world.call(OWNER, `POST /v1/${label}/grants`, {
      principal: {type: 'user', email},
      ...grant,
    });
    expect([status, body]).toEqual([200, expect.anything()]);
    await world.settle();
    return body.name;
  }

  function entry(email: string, name: string) {
    const found = world.book(email).find(each => each.name === name);
    if (found === undefined) throw new Error(`${email} has no ${name}`);
    return found.person;
  }

  function setPhoto(email: string, name: string, bytes?: Buffer): void {
    world.emulator.control('setPhoto', {
      user: email,
      contact: entry(email, name).resourceName,
      ...(bytes && {photoBytes: bytes.toString('base64')}),
    });
  }

  /** The picture without what encoding it anew adds; undefined: the drawn one. */
  function shown(email: string, name: string): string | undefined {
    const photo = world.emulator.world.photos.get(entry(email, name).photoKey);
    return photo && colourOf(Buffer.from(photo.bytes));
  }

  function colourOf(bytes: Buffer): string {
    const at = bytes.indexOf('IDAT');
    return bytes.subarray(at, at + 20).toString('hex');
  }

  const colour = (name: string) => colourOf(picture(name));

  function writesOf(method: string): number {
    const {byMethod} = world.emulator.control('counters');
    return Object.entries(byMethod as Record<string, number>)
      .filter(([name]) => name.endsWith(`.${method}`))
      .reduce((sum, [, count]) => sum + count, 0);
  }

  const pictures = () => world.emulator.world.picturesServed;

  async function contactNamed(name: string): Promise<Draft> {
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    return body.contacts.find(
      (each: Draft) => each['person'].names[0].givenName === name,
    );
  }

  /** Everybody is polled again and again: nobody writes. */
  async function expectRest(): Promise<void> {
    await world.poll(...EVERYBODY);
    world.emulator.control('resetCounters');
    const before = pictures();
    await world.poll(...EVERYBODY);
    await world.poll(...EVERYBODY);
    expect(writesOf('updateContactPhoto')).toBe(0);
    expect(writesOf('deleteContactPhoto')).toBe(0);
    expect(writesOf('updateContact')).toBe(0);
    expect(pictures()).toBe(before);
  }

  test('a photo that an editor sets reaches every other copy, and nobody writes it twice', async () => {
    setPhoto(EDITOR, 'Ada', picture('Ada'));
    world.emulator.control('resetCounters');
    await world.poll(EDITOR);
    expect([OWNER, EDITOR, VIEWER].map(who => shown(who, 'Ada'))).toEqual([
      colour('Ada'),
      colour('Ada'),
      colour('Ada'),
    ]);
    expect(writesOf('updateContactPhoto')).toBe(2);
    expect(writesOf('updateContact')).toBe(0);
    await expectRest();
  });

  test('a photo hidden from somebody never reaches them', () => {
    expect(shown(BLIND, 'Ada')).toBeUndefined();
  });

  test('who joins later gets the photo with the contact; who leaves has their own back', async () => {
    const later = 'later@example.com';
    setPhoto(later, 'Ada', picture('own'));
    const grant = await share(later, {role: 'viewer'});
    expect(shown(later, 'Ada')).toBe(colour('Ada'));
    expect(shown(later, 'Bea')).toBeUndefined();
    await world.call(OWNER, `DELETE /v1/${grant}`);
    await world.settle();
    expect(shown(later, 'Ada')).toBe(colour('own'));
    expect(shown(OWNER, 'Ada')).toBe(colour('Ada'));
  });

  test('an edit of something else leaves the photo alone', async () => {
    const {name} = await contactNamed('Ada');
    world.emulator.control('resetCounters');
    await world.call(OWNER, `PATCH /v1/${name}?updateMask=nicknames`, {
      person: {nicknames: [{value: 'Addie'}]},
    });
    await world.settle();
    await expectRest();
    expect(writesOf('updateContactPhoto')).toBe(0);
    expect(shown(VIEWER, 'Ada')).toBe(colour('Ada'));
    const {body} = await world.call(OWNER, `GET /v1/${name}/revisions`);
    expect(body.revisions[0].changes.map((c: Draft) => c['field'])).toEqual([
      'nicknames',
    ]);
  });

  test('addresses that change in every answer are no edit', async () => {
    world.emulator.control('switches', {photoUrlsStable: false});
    world.emulator.control('editContact', {
      user: VIEWER,
      contact: entry(VIEWER, 'Ada').resourceName,
      person: {},
    });
    world.emulator.control('resetCounters');
    await world.poll(...EVERYBODY);
    await world.poll(...EVERYBODY);
    expect(writesOf('updateContactPhoto')).toBe(0);
    expect(shown(VIEWER, 'Ada')).toBe(colour('Ada'));
  });

  test('a viewer’s photo is put back and kept as a suggestion, which an editor can accept', async () => {
    setPhoto(OWNER, 'Bea', picture('Bea'));
    await world.poll(OWNER);
    setPhoto(VIEWER, 'Bea', picture('better'));
    await world.poll(VIEWER);
    expect(shown(VIEWER, 'Bea')).toBe(colour('Bea'));
    expect(shown(OWNER, 'Bea')).toBe(colour('Bea'));
    const {body} = await world.call(EDITOR, 'GET /v1/suggestions');
    expect(body.suggestions).toMatchObject([
      {author: VIEWER, changes: [{field: 'photos'}]},
    ]);
    await expectRest();
    await world.call(EDITOR, `POST /v1/${body.suggestions[0].name}:accept`, {});
    await world.settle();
    expect([OWNER, EDITOR, VIEWER].map(who => shown(who, 'Bea'))).toEqual(
      Array(3).fill(colour('better')),
    );
    await expectRest();
  });

  test('a photo that an editor takes away goes everywhere; a viewer’s removal does not', async () => {
    setPhoto(OWNER, 'Cleo', picture('Cleo'));
    await world.poll(OWNER);
    setPhoto(VIEWER, 'Cleo');
    await world.poll(VIEWER);
    expect(shown(VIEWER, 'Cleo')).toBe(colour('Cleo'));
    setPhoto(EDITOR, 'Cleo');
    await world.poll(EDITOR);
    expect(EVERYBODY.map(who => shown(who, 'Cleo'))).toEqual(
      Array(4).fill(undefined),
    );
    await expectRest();
  });

  test('photo and text that are set together go together', async () => {
    setPhoto(EDITOR, 'Dora', picture('Dora'));
    world.emulator.control('editContact', {
      user: EDITOR,
      contact: entry(EDITOR, 'Dora').resourceName,
      person: {nicknames: [{value: 'Dodo'}]},
    });
    await world.poll(EDITOR);
    expect(shown(VIEWER, 'Dora')).toBe(colour('Dora'));
    expect(entry(VIEWER, 'Dora')['nicknames'][0].value).toBe('Dodo');
    await expectRest();
  });

  test('a new copy that a stale read does not show gets its photo after the next list', async () => {
    const later = 'later@example.com';
    world.emulator.control('fault', {
      user: later,
      ...{method: 'getBatchGet', effect: 'staleRead', count: 1},
    });
    const grant = await share(later, {role: 'viewer'});
    await world.poll(later);
    expect(shown(later, 'Dora')).toBe(colour('Dora'));
    await world.call(OWNER, `DELETE /v1/${grant}`);
    await world.settle();
  });

  test('a picture that cannot be fetched is no edit, is not written over, and is tried again', async () => {
    setPhoto(OWNER, 'Emma', picture('Emma'));
    await world.poll(OWNER);
    world.emulator.control('switches', {pictureStatus: 503});
    setPhoto(EDITOR, 'Emma', picture('newer'));
    await world.poll(EDITOR);
    expect(shown(OWNER, 'Emma')).toBe(colour('Emma'));
    expect(shown(EDITOR, 'Emma')).toBe(colour('newer'));
    world.emulator.control('switches', {pictureStatus: 200});
    const {rowCount} = await passRetryTime();
    expect(rowCount).toBeGreaterThan(0);
    await world.poll(EDITOR);
    expect([OWNER, EDITOR, VIEWER].map(who => shown(who, 'Emma'))).toEqual(
      Array(3).fill(colour('newer')),
    );
    await expectRest();
  });

  async function passRetryTime(): Promise<{rowCount: number}> {
    const {rows} = await sql`
      update copies set photo_retry_time = service_now()
      where photo_retry_time is not null returning 1`.execute(getDatabase().db);
    return {rowCount: rows.length};
  }

  test('a copy that waits for its picture says until when, in both deliveries', async () => {
    const {name} = await contactNamed('Cleo');
    const minutesOf = async () => {
      const told = await Promise.all(
        [label, name].map(async of => {
          const {body} = await world.call(OWNER, `GET /v1/${of}/delivery`);
          return body.accounts.find((each: Draft) => each['email'] === EDITOR);
        }),
      );
      expect(told).toMatchObject([{reason: 'HELD'}, {reason: 'HELD'}]);
      return told.map(({retryTime}) =>
        Math.ceil((Date.parse(retryTime) - Date.now()) / 60_000),
      );
    };
    setPhoto(EDITOR, 'Cleo', picture('nobody sees'));
    world.emulator.control('switches', {pictureStatus: 503});
    await world.poll(EDITOR);
    world.emulator.control('switches', {pictureStatus: 200});
    setPhoto(OWNER, 'Cleo', picture('Cleo'));
    await pollAndBreakPictures(OWNER);
    expect(await minutesOf()).toEqual([2, 2]);
    // It is looked at with the next poll, and no sooner.
    await passRetryTime();
    expect(await minutesOf()).toEqual([1, 1]);
    await world.poll(EDITOR);
    expect(shown(EDITOR, 'Cleo')).toBe(colour('Cleo'));
    await expectRest();
  });

  test('a picture that our own write left and that could not be fetched is ours all the same', async () => {
    setPhoto(OWNER, 'Fay', picture('Fay'));
    await world.poll(OWNER);
    const {name} = await contactNamed('Fay');
    // Seen at its author’s already; the others’ own are not.
    setPhoto(OWNER, 'Fay', picture('Fay again'));
    await pollAndBreakPictures(OWNER);
    expect(shown(VIEWER, 'Fay')).toBe(colour('Fay again'));
    world.emulator.control('switches', {pictureStatus: 200});
    await passRetryTime();
    await expectRest();
    const {body} = await world.call(OWNER, `GET /v1/${name}/revisions`);
    expect(
      body.revisions.filter((each: Draft) => each['kind'] === 'edit').length,
    ).toBe(2);
  });

  /** The owner’s picture is fetched; those of the copies it is written to are not. */
  async function pollAndBreakPictures(email: string): Promise<void> {
    const handle = world.deps.photos.read;
    let reads = 0;
    (world.deps.photos as {read: typeof handle}).read = (url, signal) => {
      reads += 1;
      return reads === 1
        ? handle(url, signal)
        : Promise.resolve({kind: 'unreachable'});
    };
    try {
      await world.poll(email);
    } finally {
      (world.deps.photos as {read: typeof handle}).read = handle;
    }
  }

  describe('access that ends while a picture cannot be fetched', () => {
    const later = 'later@example.com';

    async function endWith(name: string): Promise<void> {
      const grant = await share(later, {role: 'editor'});
      world.emulator.control('switches', {pictureStatus: 503});
      setPhoto(later, name, picture(`${name} at last`));
      await world.poll(later);
      await world.call(OWNER, `DELETE /v1/${grant}`);
      await world.settle();
      await world.poll(later);
    }

    const stands = (name: string) =>
      world.book(later).some(each => each.name === name);

    async function lastRevision(name: string): Promise<Draft> {
      const {name: contact} = await contactNamed(name);
      const {body} = await world.call(OWNER, `GET /v1/${contact}/revisions`);
      return body.revisions[0];
    }

    test('leaves the copy until the picture is in the history', async () => {
      await endWith('Gwen');
      expect([stands('Gwen'), stands('Hana')]).toEqual([true, false]);
      world.emulator.control('switches', {pictureStatus: 200});
      await passRetryTime();
      await world.poll(later);
      expect(stands('Gwen')).toBe(false);
      expect(await lastRevision('Gwen')).toMatchObject({
        account: later,
        changes: [{field: 'photos'}],
      });
    });

    test('takes the copy in the end', async () => {
      await endWith('Gwen');
      expect(stands('Gwen')).toBe(true);
      await sql`update copies set photo_tries = ${PHOTO_TRIES_MAX - 1}
        where photo_retry_time is not null`.execute(getDatabase().db);
      await passRetryTime();
      await world.poll(later);
      expect(stands('Gwen')).toBe(false);
    });

    test('leaves it over a contact of one’s own as well', async () => {
      setPhoto(later, 'Ada', picture('own'));
      await endWith('Ada');
      expect(shown(later, 'Ada')).toBe(colour('Ada at last'));
      world.emulator.control('switches', {pictureStatus: 200});
      await passRetryTime();
      await world.poll(later);
      expect(await lastRevision('Ada')).toMatchObject({account: later});
    });
  });

  test('a second contact of a copy waits for its picture, and not for ever', async () => {
    const dora = entry(VIEWER, 'Dora');
    const second = world.emulator.control('createContact', {
      user: VIEWER,
      person: {...person('Dora'), clientData: dora.clientData},
      labels: ['Customers'],
    });
    world.emulator.control('setPhoto', {
      user: VIEWER,
      contact: second.resourceName,
      photoBytes: picture('nobody sees').toString('base64'),
    });
    world.emulator.control('switches', {pictureStatus: 404});
    const doras = () => world.book(VIEWER).filter(each => each.name === 'Dora');
    await world.poll(VIEWER);
    expect(doras()).toHaveLength(2);
    // While it waits, a poll is a list.
    world.emulator.control('resetCounters');
    await world.poll(VIEWER);
    expect(writesOf('getBatchGet')).toBe(0);
    const {db} = getDatabase();
    await sql`update former_copies set photo_tries = ${PHOTO_TRIES_MAX},
      photo_retry_time = service_now() where photo_retry_time is not null`.execute(
      db,
    );
    await world.poll(VIEWER);
    expect(doras()).toHaveLength(1);
  });

  test('a photo reaches a copy that stands in a group of its account’s own, whose sharing ended', async () => {
    const {resourceName} = world.emulator.control('createLabel', {
      user: EDITOR,
      name: 'Team',
    });
    const {body: team} = await world.call(EDITOR, 'POST /v1/labels', {
      contactGroup: resourceName,
    });
    await world.call(EDITOR, `POST /v1/${team.name}/grants`, {
      principal: {type: 'user', email: OWNER},
      role: 'editor',
    });
    const {name} = await contactNamed('Hana');
    const added = await world.call(
      OWNER,
      `POST /v1/${team.name}/contacts:add`,
      {
        contacts: [name],
      },
    );
    expect(added.status).toBe(200);
    await world.settle();
    await world.call(EDITOR, `DELETE /v1/${team.name}`);
    await world.settle();
    expect(entry(EDITOR, 'Hana').memberships).toHaveLength(3);
    setPhoto(OWNER, 'Hana', picture('Hana'));
    await world.poll(OWNER, EDITOR);
    expect(shown(EDITOR, 'Hana')).toBe(colour('Hana'));
    await expectRest();
  });

  test('a picture of somebody who is not shared is never fetched', async () => {
    const before = pictures();
    setPhoto(OWNER, 'Private', picture('Private'));
    await world.poll(OWNER);
    expect(pictures()).toBe(before);
  });

  test('a photo in the history can be restored', async () => {
    setPhoto(OWNER, 'Gwen', picture('Gwen'));
    await world.poll(OWNER);
    const {name} = await contactNamed('Gwen');
    const {body: before} = await world.call(OWNER, `GET /v1/${name}/revisions`);
    setPhoto(OWNER, 'Gwen', picture('Gwen later'));
    await world.poll(OWNER);
    const {status} = await world.call(OWNER, `POST /v1/${name}:restore`, {
      revision: before.revisions[0].name,
    });
    expect(status).toBe(200);
    await world.settle();
    expect(shown(OWNER, 'Gwen')).toBe(colour('Gwen'));
    expect(shown(VIEWER, 'Gwen')).toBe(colour('Gwen'));
    await expectRest();
  });

  test('whatever a photo write’s answer was, the copies come to rest as the contact', async () => {
    setPhoto(OWNER, 'Hana', picture('Hana'));
    await world.poll(OWNER);
    world.emulator.control('fault', {
      method: 'updateContactPhoto',
      ...{effect: 'cut', when: 'after', count: 2},
    });
    setPhoto(EDITOR, 'Hana', picture('Hana later'));
    await world.poll(EDITOR);
    await world.poll(...EVERYBODY);
    expect([OWNER, EDITOR, VIEWER].map(who => shown(who, 'Hana'))).toEqual(
      Array(3).fill(colour('Hana later')),
    );
    const {name} = await contactNamed('Hana');
    const {body} = await world.call(OWNER, 'GET /v1/suggestions');
    const about = body.suggestions.map((each: Draft) => each['contact']);
    expect(about).not.toContain(name);
    await expectRest();
  });

  test('neither log nor job knows a picture’s address', () => {
    expect(world.log()).not.toContain('/contacts/ANvYio');
  });
});
