import {testNamedWorlds} from './worlds.ts';

testNamedWorlds([
  [4105, 'a copy in the place of a deleted one has nothing of its own layer'],
  [4342, 'an own contact that took in two copies becomes one of them'],
]);
