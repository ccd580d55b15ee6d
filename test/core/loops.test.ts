import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  differingFields,
  sameContent,
  type Content,
} from '../../server/core/content.ts';
import {
  PAUSE_MS,
  RETURNS_MAX,
  REWRITINGS_MAX,
  TRAIL_MS,
  fieldsOf,
  hidePaused,
  noteRewritings,
  showPaused,
  steerPauses,
  type PausableCopy,
  type Trails,
} from '../../server/core/loops.ts';
import {content, disturbed} from './arbitraries.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const note = (value: string): Content => ({biographies: [{value}]});

/** One copy, with the contact as its account sees it, and how often it was written. */
interface Scene extends PausableCopy {
  readonly contact: Content;
  readonly nowMs: number;
  readonly writes: number;
}

const begin = (contact: Content): Scene => ({
  contact,
  base: contact,
  observed: null,
  trails: {},
  pauses: {},
  nowMs: 0,
  writes: 0,
});

const standing = ({base, observed, pauses}: PausableCopy) =>
  showPaused(observed ?? base ?? {}, pauses);

const isPaused = ({pauses}: PausableCopy) => fieldsOf(pauses).length > 0;

/** A run that finds this in the copy: what may not stay is put back, what may is the contact's. */
function run(before: Scene, seen: Content, mayEdit = false): Scene {
  const known = before.observed ?? before.base ?? {};
  const visible = hidePaused(seen, before);
  const changed = !sameContent(visible, known);
  let scene: Scene = {
    ...before,
    ...(changed && {
      observed: visible,
      trails: noteRewritings(before.trails, {
        known,
        seen: visible,
        nowMs: before.nowMs,
      }),
    }),
  };
  scene = {...scene, ...steerPauses(scene, scene)};
  if (scene.observed !== null && mayEdit) {
    scene = {...scene, contact: showShared(scene, scene.observed)};
  }
  const wanted = hidePaused(scene.contact, scene);
  const stood = scene.observed ?? scene.base ?? {};
  const writes = scene.writes + Number(!sameContent(stood, wanted));
  return {...scene, base: wanted, observed: null, writes};
}

/** An edit carried into the contact, whose paused fields are not in it. */
function showShared({contact, pauses}: Scene, edit: Content): Content {
  return hidePaused(edit, {base: contact, pauses});
}

const later = (scene: Scene, ms: number): Scene => ({
  ...scene,
  nowMs: scene.nowMs + ms,
});

/** Somebody else's edit. */
const edited = (scene: Scene, contact: Content): Scene => ({...scene, contact});

describe('a program that rewrites a field', () => {
  test('is given up on after it put the same value back five times, however slowly', () => {
    fc.assert(
      fc.property(fc.integer({min: MINUTE_MS, max: 4 * HOUR_MS}), gapMs => {
        let scene = begin(note('03-1234-5678'));
        for (let round = 0; round < 50 && !isPaused(scene); round++) {
          scene = run(later(scene, gapMs), note('+81 3 1234 5678'));
        }
        expect(scene.writes).toBe(RETURNS_MAX);
        expect(standing(scene)).toEqual(note('+81 3 1234 5678'));
        const rest = run(later(scene, MINUTE_MS), standing(scene));
        expect(rest.writes).toBe(RETURNS_MAX);
      }),
    );
  });

  test('is given up on after twenty values, each another', () => {
    let scene = begin(note('Ida'));
    for (let round = 0; round < 50 && !isPaused(scene); round++) {
      scene = run(later(scene, MINUTE_MS), note(`synced ${round}`));
    }
    expect(scene.writes).toBe(REWRITINGS_MAX - 1);
    expect(isPaused(scene)).toBe(true);
  });

  test('and another one that answers it at another account come to rest', () => {
    let [left, right] = [begin(note('none')), begin(note('none'))];
    let writes = 0;
    for (let round = 0; round < 50; round++) {
      left = run(
        later(edited(left, right.contact), MINUTE_MS),
        note('A'),
        true,
      );
      right = edited(right, left.contact);
      right = run(later(right, MINUTE_MS), note('B'), true);
      const now = left.writes + right.writes;
      if (round > 3 * (RETURNS_MAX + 1)) expect(now).toBe(writes);
      writes = now;
    }
    expect([isPaused(left), isPaused(right)]).toContain(true);
  });

  test('and is still at it when the pause is over costs one write more', () => {
    let scene = begin(note('a'));
    for (let round = 0; round <= RETURNS_MAX; round++) {
      scene = run(later(scene, MINUTE_MS), note('b'));
    }
    const {writes} = scene;
    scene = run(later(scene, PAUSE_MS), note('b'));
    expect([scene.writes, isPaused(scene)]).toEqual([writes + 1, false]);
    scene = run(later(scene, MINUTE_MS), note('b'));
    expect([scene.writes, isPaused(scene)]).toEqual([writes + 1, true]);
  });

  test('pauses that field and no other: what else was typed is decided as ever', () => {
    let scene = begin({...note('a'), urls: [{value: 'u'}]});
    for (let round = 0; round < RETURNS_MAX; round++) {
      scene = run(later(scene, MINUTE_MS), {...scene.contact, ...note('b')});
    }
    expect(isPaused(scene)).toBe(false);
    const seen = {...note('b'), urls: [{value: 'typed'}]};
    const paused = run(later(scene, MINUTE_MS), seen, true);
    expect(fieldsOf(paused.pauses)).toEqual(['biographies']);
    expect(paused.contact).toEqual({...note('a'), urls: [{value: 'typed'}]});
    expect(standing(paused)).toEqual(seen);
  });
});

describe('people are taken for no program', () => {
  test('who type into a field a few times in a row, or type again what was put back', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd');
    fc.assert(
      fc.property(
        fc.array(word, {maxLength: RETURNS_MAX}),
        fc.boolean(),
        (words, mayEdit) => {
          let scene = begin(note('was'));
          for (const each of words) {
            scene = run(later(scene, MINUTE_MS), note(each), mayEdit);
            expect(isPaused(scene)).toBe(false);
          }
        },
      ),
    );
  });

  test('who write into one field by turns, all day', () => {
    let scene = begin(note('0'));
    for (let turn = 1; turn < REWRITINGS_MAX; turn++) {
      const {value} = scene.contact.biographies![0]!;
      scene = run(later(scene, MINUTE_MS), note(`${String(value)} mine`), true);
      const {value: mine} = scene.contact.biographies![0]!;
      scene = edited(scene, note(`${String(mine)} theirs`));
      scene = run(scene, standing(scene), true);
      expect(isPaused(scene)).toBe(false);
    }
  });

  test('who type the same every day', () => {
    let scene = begin(note('a'));
    for (let day = 0; day < 50; day++) {
      scene = run(later(scene, TRAIL_MS / 4), note('b'));
      expect(isPaused(scene)).toBe(false);
    }
  });

  test('who edit on a phone that leaves out what it cannot show', () => {
    const full = {...note('0'), relations: [{person: 'Ida'}]};
    const trails = [1, 2, 3].reduce<Trails>(
      (all, time) =>
        noteRewritings(all, {known: full, seen: note(`${time}`), nowMs: time}),
      {},
    );
    expect(Object.keys(trails)).toEqual(['biographies']);
    const strips = noteRewritings({}, {known: full, seen: note('0'), nowMs: 0});
    expect(Object.keys(strips)).toEqual(['relations']);
  });
});

/** A copy of which the fields that differ were rewritten once too often. */
const looping = content.chain(base =>
  fc.tuple(disturbed(base), disturbed(base)).map(([observed, contact]) => {
    const trails = Object.fromEntries(
      differingFields(base, observed).map(field => [
        field,
        Array.from(
          {length: REWRITINGS_MAX},
          (_, time) => [time, 'x', false] as const,
        ),
      ]),
    );
    return {copy: {base, observed, trails, pauses: {}}, contact};
  }),
);

describe('laws of pauses', () => {
  test('a pause loses nothing that stands there, and its end brings it back to be decided', () => {
    fc.assert(
      fc.property(looping, ({copy, contact}) => {
        const begun = steerPauses(copy, {contact, nowMs: 0});
        if (begun === undefined) return;
        const paused = {...copy, ...begun};
        expect(sameContent(standing(paused), copy.observed)).toBe(true);
        const hidden = hidePaused(contact, paused);
        for (const field of begun.begun) {
          expect(hidden[field]).toEqual(copy.base[field]);
        }
        const ended = steerPauses(paused, {contact, nowMs: PAUSE_MS});
        expect(ended?.pauses).toEqual({});
        expect(sameContent(ended?.observed ?? copy.base, copy.observed)).toBe(
          true,
        );
      }),
    );
  });

  test('steering again changes nothing', () => {
    fc.assert(
      fc.property(looping, ({copy, contact}) => {
        const begun = steerPauses(copy, {contact, nowMs: 0});
        if (begun === undefined) return;
        const again = steerPauses({...copy, ...begun}, {contact, nowMs: 1});
        expect(again).toBeUndefined();
      }),
    );
  });

  const paused: PausableCopy & {readonly contact: Content} = (() => {
    let scene = begin(note('a'));
    for (let round = 0; round <= RETURNS_MAX; round++) {
      scene = run(scene, note('b'));
    }
    return scene;
  })();

  test.each([
    ['its time is over', note('a'), PAUSE_MS],
    ['somebody else edits the field', note('c'), 1],
    ['both say the same', note('b'), 1],
    ['access ends', undefined, 1],
  ] as const)('it ends when %s', (_when, contact, nowMs) => {
    const ended = steerPauses(paused, {contact, nowMs});
    expect(ended).toMatchObject({ended: ['biographies'], pauses: {}});
    expect(ended?.observed).toEqual(note('b'));
  });

  test('it does not end when another field is edited', () => {
    const contact = {...note('a'), urls: [{value: 'new'}]};
    expect(steerPauses(paused, {contact, nowMs: 1})).toBeUndefined();
  });
});
