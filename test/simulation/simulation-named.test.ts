import {testNamedWorlds} from './worlds.ts';

testNamedWorlds([
  [4005, 'what is merged into a group puts its label on, once that is back'],
  [4105, 'a copy in the place of a deleted one has nothing of its own layer'],
  [4342, 'an own contact that took in two copies becomes one of them'],
  [4468, 'what is offered and goes from the own contact may go from the offer'],
  [4883, 'a refused release whose contact reads unchanged waits for a list'],
]);
