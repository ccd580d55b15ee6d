import {expect, test} from '@jest/globals';
import type {Content} from '../../server/core/content.ts';
import {displayName} from '../../server/core/display-name.ts';

test.each<[string | undefined, Content]>([
  [
    'Mia M. Weber',
    {names: [{givenName: 'Mia', middleName: 'M.', familyName: 'Weber'}]},
  ],
  ['松本 太郎', {names: [{givenName: '太郎', familyName: '松本'}]}],
  ['김 민준', {names: [{givenName: '민준', familyName: '김'}]}],
  ['Weber', {names: [{familyName: 'Weber'}]}],
  ['Mimi', {names: [{honorificPrefix: 'Dr.'}], nicknames: [{value: 'Mimi'}]}],
  [
    'Acme',
    {organizations: [{name: 'Acme'}], emailAddresses: [{value: 'a@b.c'}]},
  ],
  ['a@b.c', {emailAddresses: [{value: 'a@b.c'}], phoneNumbers: [{value: '1'}]}],
  ['090', {phoneNumbers: [{value: '090'}]}],
  [undefined, {occupations: [{value: 'Gardener'}]}],
])('is called %s', (name, content) => {
  expect(displayName(content)).toBe(name);
});
