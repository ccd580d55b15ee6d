import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  SHARED_FIELDS,
  sameContent,
  sameItems,
  type Content,
} from '../../server/core/content.ts';
import {
  layContent,
  linkContent,
  relinkContent,
  restoreOwn,
  splitContent,
  uncoverOwn,
} from '../../server/core/own-layer.ts';
import {viewContent} from '../../server/core/view.ts';
import {content, disturbed} from './arbitraries.ts';

const pair = content.chain(view =>
  fc.record({view: fc.constant(view), person: disturbed(view)}),
);

describe('laws of the own layer', () => {
  test('linking, then ending access gives back what was there', () => {
    fc.assert(
      fc.property(pair, ({view, person}) => {
        const restored = restoreOwn(linkContent(person, view), {});
        expect(restored).toEqual(unordered(restored, person));
      }),
    );
  });

  test('a linked copy holds all of the share', () => {
    fc.assert(
      fc.property(pair, ({view, person}) => {
        const {own} = linkContent(person, view);
        const {shared} = splitContent(layContent(view, own), {
          shared: view,
          own,
        });
        expect(sameContent(shared, view)).toBe(true);
      }),
    );
  });

  test('an ordinary contact that is linked again is what it was, and what was typed meanwhile its own', () => {
    const later = pair.chain(({view, person}) => {
      const {own, found} = linkContent(person, view);
      const left = layContent(view, own);
      return fc.record({
        before: fc.constant({base: view, found}),
        left: fc.constant(left),
        next: disturbed(left),
      });
    });
    fc.assert(
      fc.property(later, ({before, left, next}) => {
        const again = relinkContent(left, before.base, before);
        expect(
          sameContent(layContent(before.base, again?.own ?? {}), left),
        ).toBe(true);
        const linked = relinkContent(next, before.base, before);
        if (linked === undefined) return;
        const {shared} = splitContent(layContent(before.base, linked.own), {
          shared: before.base,
          own: linked.own,
        });
        expect(sameContent(shared, before.base)).toBe(true);
        const had = JSON.stringify(restoreOwn(linked, {}));
        const typed = Object.values(next)
          .flat()
          .flatMap(item => Object.values(item))
          .map(value => JSON.stringify(value))
          .filter(value => !JSON.stringify(left).includes(value));
        for (const value of typed) expect(had).toContain(value);
      }),
    );
  });

  test('what an ordinary contact says as the share does now is the share’s when it is linked again', () => {
    fc.assert(
      fc.property(pair, ({view, person}) => {
        const before = {base: {}, found: null};
        const linked = relinkContent(person, view, before);
        expect(linked?.own ?? {}).toEqual(linkContent(person, view).own);
      }),
    );
  });

  test('what a hidden field covered to the letter shows again, and all is as before when it is hidden no more', () => {
    const hiding = fc.subarray(SHARED_FIELDS.filter(name => name !== 'names'));
    fc.assert(
      fc.property(pair, hiding, ({view, person}, hiddenFields) => {
        const linked = linkContent(person, view);
        const layer = uncoverOwn(linked, hiddenFields);
        const shown = layContent(viewContent(view, hiddenFields), layer.own);
        for (const field of hiddenFields) {
          expect(sameItems(shown[field], person[field])).toBe(true);
        }
        // Again, it changes nothing.
        expect(uncoverOwn(layer, hiddenFields)).toEqual(layer);
        expect(sameContent(restoreOwn(layer, {}), person)).toBe(true);
        expect(
          sameContent(
            layContent(view, layer.own),
            layContent(view, linked.own),
          ),
        ).toBe(true);
      }),
    );
  });

  test('an own layer never spreads: nobody acted, nothing of it is the share’s', () => {
    fc.assert(
      fc.property(pair, content, ({view, person}, next) => {
        const {own} = linkContent(person, view);
        // The share moves on; what is laid over is another content now.
        const split = splitContent(layContent(next, own), {shared: next, own});
        expect(sameContent(split.shared, next)).toBe(true);
        expect(sameContent(split.own, own)).toBe(true);
      }),
    );
  });
});

/** The same content in the order of another, where it is the same. */
function unordered(left: Content, right: Content): Content {
  return sameContent(left, right) ? left : right;
}

test('an own anniversary gives way to the share’s, another event shows beside it', () => {
  const event = (type: string, year: number) => ({
    type,
    date: {year, month: 2, day: 3},
  });
  const own = [event('anniversary', 2002), event('joined', 2020)];
  const laid = layContent(
    {events: [event('anniversary', 2001)]},
    {events: own},
  );
  expect(laid.events).toEqual([event('anniversary', 2001), own[1]]);
});

describe('a private note on somebody’s own contact', () => {
  const view: Content = {
    names: [{givenName: 'Ben', familyName: 'Okafor'}],
    emailAddresses: [{value: 'b@x.example', matchKey: 'b@x.example'}],
  };
  const person: Content = {
    ...view,
    biographies: [{value: 'likes tea'}],
    phoneNumbers: [{value: '090-0000-0001', canonicalForm: '+819000000001'}],
  };
  const {own} = linkContent(person, view);

  test('stays own when it is edited', () => {
    const edited = {...person, biographies: [{value: 'likes coffee'}]};
    const split = splitContent(edited, {shared: view, own});
    expect(split.shared).toEqual(view);
    expect(split.own.biographies).toEqual([{value: 'likes coffee'}]);
  });

  test('stays own when a number beside it is changed', () => {
    const edited = {...person, phoneNumbers: [{value: '090-0000-0002'}]};
    const split = splitContent(edited, {shared: view, own});
    expect(split.shared).toEqual(view);
    expect(split.own.phoneNumbers).toEqual([{value: '090-0000-0002'}]);
  });

  test('an address added to the copy is the share’s', () => {
    const edited = {
      ...person,
      emailAddresses: [...view.emailAddresses!, {value: 'new@x.example'}],
    };
    const {shared} = splitContent(edited, {shared: view, own});
    expect(shared.emailAddresses).toEqual(edited.emailAddresses);
  });

  test('gives way to the share’s note and comes back with the end of access', () => {
    const shared = {...view, biographies: [{value: 'VIP'}]};
    const linked = linkContent(person, shared);
    expect(layContent(shared, linked.own).biographies).toEqual([
      {value: 'VIP'},
    ]);
    expect(restoreOwn(linked, {})).toEqual(person);
  });
});
