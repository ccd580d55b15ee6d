/**
 * vCard 2.1, 3.0 and 4.0, as programs really write them, to contacts (vCard 2.1
 * by versit, RFC 2425/2426, RFC 6350, RFC 6868). A card that cannot be read
 * whole is read as far as it can be, and each repair is a remark
 * (`VCARD_REMARKS`); no input makes the reader throw anything but `FileFault`.
 */
import {FileFault, type FileEntry, type UnreadPlace} from './file-contact.ts';
import {createCharsets, type CharsetOptions} from './vcard-charset.ts';
import {createFramer, type RawCard} from './vcard-frame.ts';
import {
  remarkOf,
  VCARD_LIMITS,
  VCARD_REMARKS,
  type VcardLimits,
} from './vcard-limits.ts';
import {createLineSplitter, type Line} from './vcard-lines.ts';
import {countMembers} from './vcard-group.ts';
import {contactOf} from './vcard-person.ts';
import {decodeCard} from './vcard-property.ts';

export interface VcardOptions extends CharsetOptions {
  readonly limits?: Partial<VcardLimits> | undefined;
}

export interface VcardReader {
  /** The entries that end in this chunk. Throws `FileFault` when they are too many. */
  push(chunk: Uint8Array): Generator<FileEntry>;
  /** The rest. Throws `FileFault` when there was no card at all. */
  end(): Generator<FileEntry>;
}

/** As whose places cards are told that no contact comes of. */
const REFUSED_CARDS: ReadonlySet<string> = new Set([
  'cardEmpty',
  'textTooLarge',
]);

/** Reads a file chunk by chunk; of it no more than one card is held. */
export function createVcardReader({
  limits: asked = {},
  ...options
}: VcardOptions = {}): VcardReader {
  const limits = {...VCARD_LIMITS, ...asked};
  const splitter = createLineSplitter(limits.lineOctets);
  const framer = createFramer(limits);
  const charsets = createCharsets(options);
  let cards = 0;

  function* entriesOf(
    framed: readonly (RawCard | UnreadPlace)[],
  ): Generator<FileEntry> {
    for (const each of framed) {
      if (each.kind === 'card' || REFUSED_CARDS.has(each.remark.code)) {
        cards += 1;
      }
      if (each.kind === 'unread') {
        yield each;
        continue;
      }
      if (cards > limits.cards) {
        throw fault('tooManyCards', each.line, limits.cards);
      }
      const card = decodeCard(each, charsets);
      const count = countMembers(card);
      if (count === undefined) yield contactOf(card, limits);
      else {
        const remark = {...remarkOf('groupCard', card.line), count};
        yield {kind: 'unread', line: card.line, remark};
      }
    }
  }
  function* read(lines: readonly Line[]): Generator<FileEntry> {
    for (const line of lines) yield* entriesOf(framer.push(line));
  }
  return {
    push: chunk => read(splitter.push(chunk)),
    *end() {
      yield* read(splitter.end());
      yield* entriesOf(framer.end());
      if (cards === 0) throw fault('noCards', 1);
    },
  };
}

function fault(
  code: 'noCards' | 'tooManyCards',
  line: number,
  limit?: number,
): FileFault {
  const bound = limit === undefined ? '' : ` (${limit})`;
  return new FileFault(
    `vCard file, line ${line}: ${VCARD_REMARKS[code]}${bound}.`,
    remarkOf(code, line),
  );
}
