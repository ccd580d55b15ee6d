import {expect, test} from '@jest/globals';
import type {Role} from '../../../server/contract/role.ts';
import {
  endGrant,
  grantForm,
  previewShare,
  saveGrant,
  shareForm,
} from '../../../src/handlers/share.ts';
import type {Card} from '../../../src/card.ts';
import type {Request} from '../../../src/ports.ts';
import {asJson, everyValue} from '../support/card-rules.ts';
import {offered, top} from '../support/offers.ts';
import {
  LABEL,
  samplePorts,
  sampleService,
  type SampleOptions,
} from '../support/sample.ts';

const as = (role: Role, options: SampleOptions = {}) =>
  samplePorts({service: sampleService(role), ...options});

const grantAt = (at: number) =>
  `${LABEL}/grants/5555555${at}-5555-4555-8555-555555555555`;
/** Notes are hidden from the first, and nothing from the second. */
const HIDING = grantAt(2);
const OPEN = grantAt(4);

test.each([
  ['manager', 'something', HIDING, undefined],
  ['manager', 'nothing', OPEN, {role: 'viewer', showOnPhones: true}],
  ['owner', 'something', HIDING, {hiddenFields: ['biographies']}],
] as const)(
  'a %s who ends a grant that hides %s undoes it only if that stays hidden',
  (role, _, grant, body) => {
    const card = top(endGrant(as(role).ports, {grant}));
    const way = offered(card, 'undo');
    const call = way && (JSON.parse(way['call']!) as Request);
    if (body === undefined) expect(call).toBeUndefined();
    else expect(call?.body).toMatchObject(body);
  },
);

interface Choice {
  readonly name: string;
  readonly items: readonly {
    readonly value: string;
    readonly selected: boolean;
  }[];
}

function ticked(card: Card, name: string): readonly string[] {
  const inputs = everyValue(asJson(card), 'selectionInput') as Choice[];
  const {items} = inputs.find(each => each.name === name)!;
  return items.flatMap(({value, selected}) => (selected ? [value] : []));
}

test('what a form hides is the default, and nothing where all was unticked', () => {
  const form = top(shareForm(as('owner').ports, {label: LABEL}));
  expect(ticked(form, 'hiddenFields')).toEqual(['biographies']);
  const inputs = {principal: ['p@example.com'], type: ['user']};
  const {ports} = as('owner', {event: {inputs}});
  const looked = top(previewShare(ports, {label: LABEL}));
  expect(ticked(looked, 'hiddenFields')).toEqual([]);
});

test('a grant that is refused keeps hiding nothing where all was unticked', () => {
  const grant = HIDING;
  const form = top(grantForm(as('owner').ports, {grant}));
  expect(ticked(form, 'hiddenFields')).toEqual(['biographies']);
  const working = sampleService('owner');
  const {ports} = as('owner', {
    event: {inputs: {role: ['viewer']}},
    service: request =>
      request.method === 'PATCH'
        ? {kind: 'answered', status: 409, body: {}}
        : working(request),
  });
  const again = top(saveGrant(ports, {grant, etag: 'g'}));
  expect(ticked(again, 'hiddenFields')).toEqual([]);
});
