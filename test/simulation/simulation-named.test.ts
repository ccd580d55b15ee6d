import {testNamedWorlds} from './worlds.ts';

testNamedWorlds([
  [129, 'after a stale etag labels are listed again', 'photos'],
  [139, 'a picture is written over what was read right before', 'photos'],
  [3019, 'nobody suspended is told that permission is lost', 'states'],
  [4005, 'what is merged into a group puts its label on, once that is back'],
  [4105, 'a copy in the place of a deleted one has nothing of its own layer'],
  [4342, 'an own contact that took in two copies becomes one of them'],
  [4468, 'what is offered and goes from the own contact may go from the offer'],
  [4883, 'a refused release whose contact reads unchanged waits for a list'],
  [10399, 'a last read that is stale loses nothing a list showed'],
  [10797, 'a copy out of the trash lacks a label that was made anew'],
  [11401, 'a release ends before what came off is recorded'],
  [11802, 'a stale read shows a label that came off'],
  [12085, 'a suggestion is typed over after a put-back without an answer'],
]);
