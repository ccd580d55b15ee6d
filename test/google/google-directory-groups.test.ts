/** directory-api §2, §3, §9: groups, members, domains, customers. */
import {beforeEach, expect} from '@jest/globals';
import {
  ADMIN,
  ANA,
  BEN,
  emulatorFact,
  errorOf,
  REAL_ACCOUNT,
  useBench,
} from './google-support.ts';

const bench = useBench();

beforeEach(() => {
  if (!REAL_ACCOUNT) bench.reset();
});

const groups = () => bench.directory().groups;

const members = () => bench.directory().members;

const MINE = {customer: 'my_customer'};

function addUsers(count: number) {
  for (let index = 0; index < count; index++) {
    bench.control('addUser', {email: `u${index}@example.com`});
  }
}

emulatorFact(
  'directory-api §2: groups are listed by customer, domain or direct member',
  async () => {
    expect((await groups().list(MINE)).data.groups).toHaveLength(2);
    const mine = await groups().list({userKey: BEN});
    expect(mine.data.groups!.map(group => group.email)).toEqual([
      'inner@example.com',
    ]);
    const none = await groups().list({userKey: ADMIN});
    expect(none.data).not.toHaveProperty('groups');
  },
);

emulatorFact(
  'directory-api §2: userKey and customer exclude each other',
  async () => {
    const {status} = await errorOf(groups().list({...MINE, userKey: BEN}));
    expect(status).toBe(400);
  },
);

emulatorFact(
  'directory-api §2: the count of direct members is text, nested groups left out',
  async () => {
    const {data} = await groups().get({groupKey: 'team@example.com'});
    expect(data.directMembersCount).toBe('1');
  },
);

emulatorFact(
  'directory-api §2: a group keeps its id when its address changes',
  async () => {
    const {data} = await groups().get({groupKey: 'team@example.com'});
    bench.control('renameGroup', {
      group: 'team@example.com',
      email: 'crew@example.com',
    });
    for (const groupKey of ['crew@example.com', 'team@example.com', data.id!]) {
      expect((await groups().get({groupKey})).data.id).toBe(data.id);
    }
  },
);

emulatorFact('directory-api §2: groups are searched by address', async () => {
  const {data} = await groups().list({...MINE, query: 'email:inn*'});
  expect(data.groups).toHaveLength(1);
});

emulatorFact(
  'directory-api §3: members are direct, with type, role and status',
  async () => {
    const {data} = await members().list({groupKey: 'team@example.com'});
    expect(
      data.members!.map(({email, type, role, status}) => [
        email,
        type,
        role,
        status,
      ]),
    ).toEqual([
      [ANA, 'USER', 'MEMBER', 'ACTIVE'],
      ['inner@example.com', 'GROUP', 'MEMBER', 'ACTIVE'],
    ]);
  },
);

emulatorFact(
  'directory-api §3: somebody outside has an id and no status',
  async () => {
    const {data} = await members().list({groupKey: 'inner@example.com'});
    const guest = data.members!.find(member => member.type === 'EXTERNAL');
    expect(guest!.id).toBeTruthy();
    expect(guest).not.toHaveProperty('status');
  },
);

emulatorFact(
  'directory-api §3: the whole customer is a member without an address',
  async () => {
    bench.control('joinGroup', {group: 'team@example.com', type: 'CUSTOMER'});
    const {data} = await members().list({groupKey: 'team@example.com'});
    const everybody = data.members!.find(member => member.type === 'CUSTOMER');
    expect(everybody).toBeTruthy();
    expect(everybody).not.toHaveProperty('email');
  },
);

emulatorFact('directory-api §3: a suspended member says so', async () => {
  bench.control('suspendUser', {user: ANA});
  const {data} = await members().get({
    groupKey: 'team@example.com',
    memberKey: ANA,
  });
  expect(data.status).toBe('SUSPENDED');
});

emulatorFact(
  'directory-api §3: derived members keep the containers and repeat people',
  async () => {
    bench.control('joinGroup', {group: 'team@example.com', member: BEN});
    const {data} = await members().list({
      groupKey: 'team@example.com',
      includeDerivedMembership: true,
    });
    const emails = data.members!.map(member => member.email);
    expect(emails).toContain('inner@example.com');
    expect(emails.filter(email => email === BEN)).toHaveLength(2);
  },
);

emulatorFact(
  'directory-api §3: derived members may be missing, by a switch',
  async () => {
    bench.control('switches', {derivedMembersDropEvery: 2});
    const {data} = await members().list({
      groupKey: 'team@example.com',
      includeDerivedMembership: true,
    });
    expect(data.members).toHaveLength(2);
  },
);

emulatorFact('directory-api §3: members are listed by role', async () => {
  bench.control('joinGroup', {
    group: 'inner@example.com',
    member: ANA,
    role: 'OWNER',
  });
  const {data} = await members().list({
    groupKey: 'inner@example.com',
    roles: 'OWNER',
  });
  expect(data.members!.map(member => member.email)).toEqual([ANA]);
});

emulatorFact(
  'directory-api §3: 200 members are a page, more are not',
  async () => {
    addUsers(205);
    for (let index = 0; index < 205; index++) {
      bench.control('joinGroup', {
        group: 'team@example.com',
        member: `u${index}@example.com`,
      });
    }
    const first = await members().list({
      groupKey: 'team@example.com',
      maxResults: 500,
    });
    expect(first.data.members).toHaveLength(200);
    const second = await members().list({
      groupKey: 'team@example.com',
      maxResults: 500,
      pageToken: first.data.nextPageToken!,
    });
    expect(second.data.members).toHaveLength(7);
  },
);

emulatorFact('directory-api §3: a circle of groups is refused', () => {
  expect(() =>
    bench.control('joinGroup', {
      group: 'inner@example.com',
      member: 'team@example.com',
    }),
  ).toThrow('Cyclic memberships not allowed');
});

emulatorFact('directory-api §3: hasMember sees through nesting', async () => {
  const has = async (memberKey: string) =>
    (await members().hasMember({groupKey: 'team@example.com', memberKey})).data
      .isMember;
  expect(await has(ANA)).toBe(true);
  expect(await has(BEN)).toBe(true);
  expect(await has(ADMIN)).toBe(false);
});

emulatorFact('directory-api §3: hasMember across domains is 400', async () => {
  bench.control('addUser', {email: 'zoe@example.org'});
  const {status, error} = await errorOf(
    members().hasMember({
      groupKey: 'team@example.com',
      memberKey: 'zoe@example.org',
    }),
  );
  expect(status).toBe(400);
  expect(error['message']).toMatch(/^Invalid Input/);
});

emulatorFact('directory-api §3: an unknown group is 404 groupKey', async () => {
  const {error} = await errorOf(members().list({groupKey: 'no@example.com'}));
  expect(error['message']).toBe('Resource Not Found: groupKey');
});

emulatorFact('directory-api §3: who is deleted leaves the groups', async () => {
  bench.control('deleteUser', {user: ANA});
  const {data} = await members().list({groupKey: 'team@example.com'});
  expect(data.members!.map(member => member.type)).toEqual(['GROUP']);
});

emulatorFact(
  'directory-api §9: domains, their aliases and the customer are told',
  async () => {
    const {domains, customers, domainAliases} = bench.directory();
    const {data} = await domains.list({customer: 'my_customer'});
    expect(
      data.domains!.map(each => [each.domainName, each.isPrimary]),
    ).toEqual([
      ['example.com', true],
      ['example.org', false],
    ]);
    expect(data.domains![0]!.creationTime).toMatch(/^\d+$/);
    const one = await domains.get({
      customer: 'my_customer',
      domainName: 'example.org',
    });
    expect(one.data.isPrimary).toBe(false);
    const aliases = await domainAliases.list({customer: 'my_customer'});
    expect(aliases.data.domainAliases![0]!.domainAliasName).toBe('example.net');
    const customer = await customers.get({customerKey: 'my_customer'});
    expect(customer.data).toMatchObject({
      id: 'C0testing',
      customerDomain: 'example.com',
    });
  },
);
