/** directory-api §1, §5: users, and what every Directory answer has. */
import {beforeEach, expect} from '@jest/globals';
import {
  ADMIN,
  ANA,
  BEN,
  DIRECTORY_SCOPES,
  emulatorFact,
  errorOf,
  raw,
  REAL_ACCOUNT,
  useBench,
} from './google-support.ts';

const bench = useBench();

beforeEach(() => {
  if (!REAL_ACCOUNT) bench.reset();
});

const users = () => bench.directory().users;

const MINE = {customer: 'my_customer'};

const DAY_MS = 24 * 3600 * 1000;

const idOf = async (userKey: string) => (await users().get({userKey})).data.id!;

function addUsers(count: number) {
  for (let index = 0; index < count; index++) {
    bench.control('addUser', {email: `u${index}@example.com`});
  }
}

emulatorFact(
  'directory-api §1: users are listed for a customer or a domain, not for neither',
  async () => {
    expect((await users().list(MINE)).data.users).toHaveLength(3);
    expect(
      (await users().list({domain: 'example.com'})).data.users,
    ).toHaveLength(3);
    expect(
      (await users().list({customer: 'C0testing'})).data.users,
    ).toHaveLength(3);
    expect((await errorOf(users().list({}))).status).toBe(400);
  },
);

emulatorFact('directory-api §1: an empty list has no users key', async () => {
  const {data} = await users().list({domain: 'example.org'});
  expect(data).not.toHaveProperty('users');
  expect(data.kind).toBe('admin#directory#users');
});

emulatorFact('directory-api §1: 100 users a page, 500 at most', async () => {
  addUsers(520);
  expect((await users().list(MINE)).data.users).toHaveLength(100);
  const {data} = await users().list({...MINE, maxResults: 500});
  expect(data.users).toHaveLength(500);
  const rest = await users().list({
    ...MINE,
    maxResults: 500,
    pageToken: data.nextPageToken!,
  });
  expect(rest.data.users).toHaveLength(23);
  expect(rest.data).not.toHaveProperty('nextPageToken');
});

emulatorFact(
  'directory-api §1: a page token is good for three days',
  async () => {
    bench.control('switches', {directoryListingMsMax: 10 * DAY_MS});
    const {data} = await users().list({...MINE, maxResults: 1});
    bench.control('clock', {advanceMs: 3 * DAY_MS + 1000});
    const {status} = await errorOf(
      users().list({...MINE, maxResults: 1, pageToken: data.nextPageToken!}),
    );
    expect(status).toBe(400);
  },
);

emulatorFact(
  'directory-api §1: a listing over an hour long is 503 backendError',
  async () => {
    const {data} = await users().list({...MINE, maxResults: 1});
    bench.control('clock', {advanceMs: 61 * 60 * 1000});
    const {status, error} = await errorOf(
      users().list({...MINE, maxResults: 1, pageToken: data.nextPageToken!}),
    );
    expect(status).toBe(503);
    expect(error['errors'][0].reason).toBe('backendError');
    expect(error['message']).toBe('Service unavailable. Please try again');
  },
);

emulatorFact(
  'directory-api §1: a user is found by id, primary address and alias',
  async () => {
    const id = await idOf(ANA);
    expect(id).toMatch(/^\d{21}$/);
    expect(await idOf(id)).toBe(id);
    expect(await idOf('anna@example.com')).toBe(id);
    expect(await idOf('ANA@example.com')).toBe(id);
  },
);

emulatorFact(
  'directory-api §1: an unknown user is 404 in the legacy dialect',
  async () => {
    const {status, error} = await errorOf(
      users().get({userKey: 'no@example.com'}),
    );
    expect(status).toBe(404);
    expect(error).toEqual({
      code: 404,
      message: 'Resource Not Found: userKey',
      errors: [
        {
          message: 'Resource Not Found: userKey',
          domain: 'global',
          reason: 'notFound',
        },
      ],
    });
  },
);

emulatorFact(
  'directory-api §1: the user id is the profile id of the People API and the sub of ID tokens',
  async () => {
    const {data} = await bench.people().people.get({
      resourceName: 'people/me',
      personFields: 'names',
    });
    const id = await idOf(ANA);
    expect(data.resourceName).toBe(`people/${id}`);
    const {idToken} = bench.control('idToken', {email: ANA, audience: 'x'});
    const claims = JSON.parse(
      Buffer.from(idToken.split('.')[1], 'base64url').toString(),
    );
    expect(claims.sub).toBe(id);
  },
);

emulatorFact(
  'directory-api §1: every user has kind, etag and a customer, but no time of change',
  async () => {
    const {data} = await users().get({userKey: ANA});
    expect(data).toMatchObject({
      kind: 'admin#directory#user',
      customerId: 'C0testing',
      isAdmin: false,
      suspended: false,
    });
    expect(data.etag).toBeTruthy();
    expect(Object.keys(data).filter(key => /modif|update/i.test(key))).toEqual(
      [],
    );
  },
);

emulatorFact(
  'directory-api §1: a change of a user changes its etag, and only its',
  async () => {
    const before = (await users().list(MINE)).data.users!;
    bench.control('renameUser', {user: ANA, familyName: 'Berg'});
    const after = (await users().list(MINE)).data.users!;
    const changed = after.filter(
      (user, index) => user.etag !== before[index]!.etag,
    );
    expect(changed.map(user => user.primaryEmail)).toEqual([ANA]);
  },
);

emulatorFact(
  'directory-api §1: the old address of a renamed user becomes an alias, the id stays',
  async () => {
    const id = await idOf(ANA);
    bench.control('renameUser', {user: ANA, email: 'ana.berg@example.com'});
    const {data} = await users().get({userKey: ANA});
    expect(data.id).toBe(id);
    expect(data.primaryEmail).toBe('ana.berg@example.com');
    expect(data.aliases).toContain(ANA);
  },
);

emulatorFact(
  'directory-api §1: a recycled address is another person',
  async () => {
    const id = await idOf(ANA);
    bench.control('renameUser', {user: ANA, email: 'ana.berg@example.com'});
    bench.control('recycleAddress', {address: ANA});
    expect(await idOf(ANA)).not.toBe(id);
    expect(await idOf('ana.berg@example.com')).toBe(id);
  },
);

emulatorFact(
  'directory-api §1: suspended users are listed with their flag',
  async () => {
    bench.control('suspendUser', {user: BEN});
    const {data} = await users().list({...MINE, query: 'isSuspended=true'});
    expect(data.users!.map(user => user.primaryEmail)).toEqual([BEN]);
    expect(data.users![0]!.suspended).toBe(true);
  },
);

emulatorFact(
  'directory-api §1: deleted users are listed only when asked for, and then alone',
  async () => {
    bench.control('deleteUser', {user: BEN});
    expect((await users().list(MINE)).data.users).toHaveLength(2);
    const {data} = await users().list({...MINE, showDeleted: 'true'});
    expect(data.users!.map(user => user.primaryEmail)).toEqual([BEN]);
    expect(data.users![0]!.deletionTime).toBeTruthy();
    bench.control('undeleteUser', {user: BEN});
    expect((await users().list(MINE)).data.users).toHaveLength(3);
  },
);

emulatorFact('directory-api §1: users are searched and sorted', async () => {
  const prefix = await users().list({...MINE, query: 'email:be*'});
  expect(prefix.data.users).toHaveLength(1);
  const name = await users().list({...MINE, query: "givenName='Ana'"});
  expect(name.data.users).toHaveLength(1);
  const {data} = await users().list({
    ...MINE,
    orderBy: 'familyName',
    sortOrder: 'DESCENDING',
  });
  expect(data.users!.map(user => user.name!.familyName)).toEqual([
    'Okafor',
    'Min',
    'Lund',
  ]);
});

emulatorFact(
  'directory-api §5: a subject who is no administrator is 403 forbidden',
  async () => {
    const {status, error} = await errorOf(
      bench.directory(ANA).users.list(MINE),
    );
    expect(status).toBe(403);
    expect(error['errors'][0].reason).toBe('forbidden');
    expect(error['message']).toBe('Not Authorized to access this resource/api');
  },
);

emulatorFact('directory-api §1: anybody may read the public view', async () => {
  const {data} = await bench.directory(ANA).users.get({
    userKey: BEN,
    viewType: 'domain_public',
  });
  expect(data.primaryEmail).toBe(BEN);
  expect(data).not.toHaveProperty('isAdmin');
});

emulatorFact('directory-api §5: another customer is none of ours', async () => {
  const {status} = await errorOf(users().list({customer: 'C0other'}));
  expect(status).toBe(403);
});

emulatorFact(
  'directory-api §5: too many queries of a user are 403 userRateLimitExceeded',
  async () => {
    bench.control('switches', {
      quotas: true,
      quotaLimits: {directoryQueries: 1},
    });
    await users().list(MINE);
    const {status, error} = await errorOf(users().list(MINE));
    expect(status).toBe(403);
    expect(error['errors'][0].reason).toBe('userRateLimitExceeded');
  },
);

emulatorFact(
  'directory-api §5: an unknown parameter is passed over',
  async () => {
    const answer = await raw(
      bench,
      'GET',
      '/admin/directory/v1/users?customer=my_customer&nonsense=1',
      {as: ADMIN, scopes: DIRECTORY_SCOPES},
    );
    expect(answer.status).toBe(200);
  },
);

emulatorFact(
  'directory-api §1: consumer accounts are in no directory',
  async () => {
    bench.control('addUser', {email: 'me@mail.example', consumer: true});
    expect((await users().list(MINE)).data.users).toHaveLength(3);
    expect(
      (await errorOf(users().get({userKey: 'me@mail.example'}))).status,
    ).toBe(404);
  },
);

emulatorFact(
  'directory-api §1: a page token goes on with its own listing, in pages of any size, and with no other',
  async () => {
    const {data} = await users().list({...MINE, maxResults: 1});
    const pageToken = data.nextPageToken!;
    const rest = await users().list({...MINE, maxResults: 5, pageToken});
    expect(rest.data.users).toHaveLength(2);
    const other = {...MINE, query: 'email:ana*', pageToken};
    const {status, error} = await errorOf(users().list(other));
    expect(status).toBe(400);
    expect(error['errors'][0].reason).toBe('invalid');
  },
);

emulatorFact(
  'directory-api §5: a word that a parameter does not know is 400 invalid, in the legacy dialect',
  async () => {
    const {status, error} = await errorOf(
      users().list({...MINE, orderBy: 'age'}),
    );
    expect(status).toBe(400);
    expect(error).toEqual({
      code: 400,
      message: 'Invalid Input: orderBy',
      errors: [
        {
          domain: 'global',
          reason: 'invalid',
          message: 'Invalid Input: orderBy',
        },
      ],
    });
  },
);
