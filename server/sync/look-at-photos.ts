import {createHash} from 'node:crypto';
import {photoOf, withPhoto} from '../core/content.ts';
import type {ObservedPerson, PhotoReading} from '../core/google.ts';
import {layContent} from '../core/own-layer.ts';
import {readCopiesSeen, type CopyRow} from '../store/copies.ts';
import type {PhotoLook} from '../store/copy-photos.ts';
import {readEcho, writeEcho, writePhoto} from '../store/photos.ts';
import type {CopyPhoto} from '../store/schema.ts';
import {fenced, type Run} from './run.ts';

/** A person with the photo in the content. */
export interface LookedPerson extends ObservedPerson {
  /** What is to be noted of the look; absent where nothing was new. */
  readonly look?: PhotoLook;
  /** A picture that may be our own write under way, which the next one covers. */
  readonly doubted?: string;
}

/** Whether it shows a picture that could not be fetched. */
export function isUnread({look}: LookedPerson): boolean {
  return look !== undefined && look.photo === undefined;
}

/** Pictures fetched at once. */
const FETCHES = 6;

/** After so many that nobody answered, the others are not asked either. */
const UNREACHABLE_MAX = 3;

/**
 * Puts the photos into what was read: those of copies, and of the people that
 * `isWanted` names. A picture is fetched when its address or the contact changed
 * since the last look. What cannot be fetched is as it was: no edit. Pictures of
 * everybody else are never asked for.
 */
export async function lookAtPhotos(
  run: Run,
  people: readonly ObservedPerson[],
  isWanted: (person: ObservedPerson) => boolean = () => false,
): Promise<readonly LookedPerson[]> {
  const copies = await readCopiesSeen(run.deps.database.db, run.account.id, {
    sourceIds: people.map(person => person.sourceId),
    markers: people.flatMap(person => person.markers),
  });
  const bySource = new Map(copies.map(copy => [copy.sourceId, copy]));
  const byMarker = new Map(copies.map(copy => [copy.marker, copy]));
  const looker = new Looker(run);
  const looked: LookedPerson[] = [...people];
  const tasks = [...people.entries()].flatMap(([at, person]) => {
    const marker = person.markers.find(each => byMarker.has(each));
    const copy =
      bySource.get(person.sourceId) ??
      (marker === undefined ? undefined : byMarker.get(marker));
    if (copy === undefined && !isWanted(person)) return [];
    return [
      async () => {
        looked[at] = await looker.look(person, copy);
      },
    ];
  });
  const next = tasks.values();
  await Promise.all(
    Array.from({length: FETCHES}, async () => {
      for (const task of next) await task();
    }),
  );
  return looked;
}

/** The photo that is known to stand in a copy, its own layer laid under. */
function knownPhoto(copy: CopyRow | undefined): string | undefined {
  const shared = copy?.observed ?? copy?.base ?? copy?.sent ?? {};
  return photoOf(layContent(shared, copy?.own ?? {}));
}

class Looker {
  readonly #run: Run;
  #unreachable = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  /**
   * | listed | the copy's last look at this contact | photo |
   * | --- | --- | --- |
   * | nothing | any | as known |
   * | the drawn one | showed a picture | none: it was taken away |
   * | the drawn one | none, or showed no picture | as known, of another contact none |
   * | a picture | the same address and etag | as known |
   * | a picture | any other | the one that is fetched |
   */
  async look(
    person: ObservedPerson,
    copy: CopyRow | undefined,
  ): Promise<LookedPerson> {
    const {photo: sighting, sourceId, etag} = person;
    const known = knownPhoto(copy);
    const last = copy?.photo?.source === sourceId ? copy.photo : undefined;
    if (sighting === undefined) return withHash(person, known);
    if (sighting.kind === 'default') {
      const isKnown = copy?.sourceId === sourceId;
      const hash = isKnown && typeof last?.url !== 'string' ? known : undefined;
      if (last?.url === null) return withHash(person, hash);
      return withHash(person, hash, {...NOTHING, source: sourceId, etag});
    }
    const {url} = sighting;
    const isSame = last?.url === url && last.etag === etag && last.seen;
    if (isSame) return withHash(person, last.hash ?? undefined);
    return this.#fetch(person, copy, {last, known, url});
  }

  async #fetch(
    person: ObservedPerson,
    copy: CopyRow | undefined,
    {
      last,
      known,
      url,
    }: {
      readonly last: CopyPhoto | undefined;
      readonly known: string | undefined;
      readonly url: string;
    },
  ): Promise<LookedPerson> {
    const {sourceId, etag} = person;
    const picture = await this.#read(url);
    if (picture.kind === 'unreachable') {
      const failed = {sourceId, etag, photo: undefined};
      return {...withHash(person, known), look: failed};
    }
    const place = {source: sourceId, url, etag, seen: true};
    if (picture.kind === 'unusable') {
      return withHash(person, known, {...place, hash: known ?? null});
    }
    const seen = createHash('sha256').update(picture.bytes).digest('hex');
    const isOurs =
      last?.seen === false && (last.url === url || last.etag === etag);
    if (isOurs && last.hash !== null) {
      const {hash} = last;
      await fenced(this.#run, tx => writeEcho(tx, {seen, hash}));
      return withHash(person, hash, {...place, hash});
    }
    const echo = await readEcho(this.#run.deps.database.db, seen);
    const hash = echo ?? seen;
    if (echo === undefined) {
      await fenced(this.#run, tx => writePhoto(tx, {...picture, hash}));
    }
    if (isUnexplained(hash, copy, last)) {
      const before = last.hash ?? undefined;
      // Not seen, so that the write that follows is the one that is known.
      const note = {...place, hash: last.hash};
      return {...withHash(person, before, note), doubted: hash};
    }
    return withHash(person, hash, {...place, hash});
  }

  async #read(url: string): Promise<PhotoReading> {
    const {account, deps, signal} = this.#run;
    signal.throwIfAborted();
    if (this.#unreachable >= UNREACHABLE_MAX) return {kind: 'unreachable'};
    const picture = await deps.photos.read(url, signal);
    if (picture.kind === 'unreachable') this.#unreachable += 1;
    if (picture.kind === 'unusable') {
      deps.log.warn({accountId: account.id}, 'a picture is not of use');
    }
    return picture;
  }
}

const NOTHING = {url: null, hash: null, seen: true} as const;

/**
 * A write of ours was sent and nobody knows whether it arrived. Google encodes
 * pictures anew, so another one than before may be it, or somebody's own.
 */
function isUnexplained(
  hash: string,
  copy: CopyRow | undefined,
  last: CopyPhoto | undefined,
): last is CopyPhoto {
  const sent = copy?.sent;
  if (!sent || last === undefined) return false;
  const wanted = photoOf(layContent(sent, copy?.own ?? {}));
  const isUnderWay = wanted !== (last.hash ?? undefined);
  return isUnderWay && hash !== wanted && hash !== last.hash;
}

function withHash(
  person: ObservedPerson,
  hash: string | undefined,
  photo?: CopyPhoto,
): LookedPerson {
  const {sourceId, etag} = person;
  return {
    ...person,
    content: withPhoto(person.content, hash),
    ...(photo && {look: {sourceId, etag, photo}}),
  };
}
