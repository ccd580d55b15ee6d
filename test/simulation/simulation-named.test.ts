import {testNamedWorlds} from './worlds.ts';

testNamedWorlds([
  [4342, 'an own contact that took in two copies becomes one of them'],
]);
