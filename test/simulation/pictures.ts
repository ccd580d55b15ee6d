import {createHash} from 'node:crypto';
import {sql} from 'kysely';
import {withPhoto, type Content} from '../../server/core/content.ts';
import {monogram, remarked} from '../emulator/people/photos.ts';
import type {Contact, ContactPhoto} from '../emulator/world/account.ts';
import type {Actor} from './acts.ts';
import {inBook, newWord, noteTyped, wordsIn, type Notes} from './notes.ts';
import {nameOf} from './typing.ts';
import {control, type World} from './world.ts';

/** A picture in which a word stands that no other has. */
function pictureOf(word: string): Buffer {
  return remarked(monogram(word), 'image/png', word);
}

/** Somebody sets the picture of a contact, or takes it away. */
export async function setPicture(
  world: World,
  notes: Notes,
  {person, isRaced}: Actor,
  contact: Contact,
): Promise<string> {
  const takesAway = contact.photo !== undefined && world.dice.chance(0.25);
  const word = takesAway ? undefined : newWord(notes);
  await inBook(world, notes, person, () => {
    if (word !== undefined) {
      const {sourceId} = contact;
      const contactId = world.facts.copies.get(`${person.id} ${sourceId}`);
      const field = 'photos' as const;
      noteTyped(notes, {word, field, person, sourceId, contactId, isRaced});
    }
    return control(world, 'setPhoto', {
      user: person.email,
      contact: contact.resourceName,
      ...(word && {photoBytes: pictureOf(word).toString('base64')}),
    });
  });
  return word === undefined
    ? `takes away the picture of ${nameOf(contact)}`
    : `sets the picture of ${nameOf(contact)}: ${word}`;
}

/** For a while no picture can be fetched. */
export function breakPictures(world: World): string {
  const {switches} = world.emulator.world;
  const pictureStatus = switches.pictureStatus === 200 ? 503 : 200;
  world.emulator.control('switches', {pictureStatus});
  return `pictures are answered ${pictureStatus}`;
}

export function pictureText({bytes}: ContactPhoto): string {
  return Buffer.from(bytes).toString('latin1');
}

/** The pictures in the store. */
export interface Pictures {
  /** What is written in each, by hash. */
  readonly texts: ReadonlyMap<string, string>;
  /** Hashes of ours by hashes of what Google made of them. */
  readonly echoes: ReadonlyMap<string, string>;
}

export async function readPictures({store}: World): Promise<Pictures> {
  const {db} = store.database;
  const photos = await sql<{hash: string; text: string}>`
    select hash, encode(bytes, 'escape') as text from photos`.execute(db);
  const echoes = await sql<{seen: string; hash: string}>`
    select seen, hash from photo_echoes`.execute(db);
  return {
    texts: new Map(photos.rows.map(({hash, text}) => [hash, text])),
    echoes: new Map(echoes.rows.map(({seen, hash}) => [seen, hash])),
  };
}

/** Text in which pictures stand by their hashes, with what is written in them. */
export function withTexts(text: string, {texts}: Pictures): string {
  const shown = [...texts].filter(([hash]) => text.includes(hash));
  return [text, ...shown.map(([, picture]) => picture)].join('\n');
}

/** What a contact shows, its picture by the hash of what we know as that. */
export function contentShown(
  content: Content,
  {photo}: Contact,
  {echoes}: Pictures,
): Content {
  if (photo === undefined) return content;
  const hash = createHash('sha256').update(photo.bytes).digest('hex');
  return withPhoto(content, echoes.get(hash) ?? hash);
}

/** Law 56 and 57: what nobody set is never kept. */
export function drawnPictures({texts}: Pictures): readonly string[] {
  return [...texts]
    .filter(([, text]) => wordsIn(text).size === 0)
    .map(([hash]) => `${hash} is in the store, a picture that nobody set`);
}
