import {testWorlds} from './worlds.ts';

testWorlds({from: 26, count: 25});
