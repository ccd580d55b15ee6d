import {testWorlds} from './worlds.ts';

testWorlds({from: 76, count: 25});
