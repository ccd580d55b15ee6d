/** Where an act leaves the person, and what is said of it there. */
import {expect, test} from '@jest/globals';
import {openMessage} from '../../../src/handlers/message.ts';
import {offered} from '../support/offers.ts';
import {samplePorts} from '../support/sample.ts';

test.each([
  ['is offered of the sender', {from: 'bob@unknown.example'}, true],
  ['is not offered of others', {}, false],
])('the signature %s', (_, options, isOffered) => {
  const {cards} = openMessage(samplePorts(options).ports);
  const bob = cards.find(card => offered(card, 'addPerson') !== undefined)!;
  expect(bob.header?.title).toBe('bob@unknown.example');
  expect(offered(bob, 'readSignature') !== undefined).toBe(isOffered);
});
