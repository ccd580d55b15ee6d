import {expect, test} from '@jest/globals';
import {
  credentialsOf,
  directoryOf,
  peopleOf,
  valueOf,
} from './client-support.ts';
import {ANA, useBench} from './google-support.ts';

const bench = useBench();

test('an address that went to somebody else is not impersonated', async () => {
  const directory = directoryOf(bench);
  const ana = await valueOf(directory.getUser(ANA));
  const people = peopleOf(bench, {
    credentials: credentialsOf(bench),
    subject: {
      userId: ana.id,
      readAddress: async () => {
        const user = await directory.getUser(ana.id);
        return user.kind === 'ok'
          ? {kind: 'ok', value: user.value.email}
          : user;
      },
    },
  });
  const before = await valueOf(people.listGroups());
  await valueOf(people.createGroup('Only Ana has this'));

  bench.control('renameUser', {
    user: ANA,
    email: 'ana.new@example.com',
    keepAlias: false,
  });
  bench.control('addUser', {email: ANA});
  bench.control('expireTokens', {});

  const after = await valueOf(people.listGroups());
  expect(after).toHaveLength(before.length + 1);
});

test('who is not in the Directory any more has no token asked for', async () => {
  const people = peopleOf(bench, {
    subject: {
      userId: 'gone',
      readAddress: async () => ({kind: 'fault', fault: {kind: 'notFound'}}),
    },
  });
  expect(await people.listGroups()).toEqual({
    kind: 'fault',
    fault: {kind: 'revoked'},
  });
});
