import {testWorlds} from './worlds.ts';

testWorlds({from: 51, count: 25});
