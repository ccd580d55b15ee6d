import type {Item, SharedField} from '../core/content.ts';

/**
 * The fields of a People API `Person` as a file says them: not yet normalised,
 * so whoever takes them in calls `normalizeContent`.
 */
export type FilePerson = {
  readonly [F in Exclude<SharedField, 'photos'>]?: readonly Item[];
};

/** One contact as the reader of a file understood it. */
export interface FileContact {
  readonly kind: 'contact';
  /** The line of the file where it begins, from 1. */
  readonly line: number;
  readonly person: FilePerson;
  /** Names of the labels, groups or categories the file gives it. */
  readonly labels: readonly string[];
  /** The bytes of its picture, as they stand in the file. */
  readonly photo?: Uint8Array;
  readonly remarks: readonly Remark[];
  /** Of a table: where what it says stands. */
  readonly places?: TablePlaces;
}

export interface TablePlaces {
  readonly origins: readonly ItemOrigin[];
  /** Columns that become custom fields, by the keys of their headings; see `customFieldKey`. */
  readonly headings: ReadonlyMap<string, readonly number[]>;
}

/** Of which cells an item of the person is made. */
export interface ItemOrigin {
  readonly item: Item;
  readonly cells: readonly Cell[];
}

/** A cell of a table. */
export interface Cell {
  /** What of an item it says, as `ValueColumn` calls it. */
  readonly subfield: string;
  /** From 1. */
  readonly column: number;
}

/** A place in a file that holds no contact that can be read. */
export interface UnreadPlace {
  readonly kind: 'unread';
  readonly line: number;
  readonly remark: Remark;
}

export type FileEntry = FileContact | UnreadPlace;

/**
 * What a reader had to mend, or could not: never the text itself. `code` is the
 * reader's own word for the repair, `field` the column or property it is about.
 */
export interface Remark {
  readonly code: string;
  readonly line: number;
  /** From 1, where the place within the line is known. */
  readonly column?: number;
  readonly field?: string;
  /** How many there are of what the code is about. */
  readonly count?: number;
}

/** Why a file as a whole cannot be read, or not to its end. */
export class FileFault extends Error {
  readonly remark: Remark;

  constructor(message: string, remark: Remark) {
    super(message);
    this.name = 'FileFault';
    this.remark = remark;
  }
}
