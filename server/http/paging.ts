import {createHash} from 'node:crypto';
import {
  PAGE_SIZE_DEFAULT,
  PAGE_SIZE_MAX,
  type PageQuery,
} from '../contract/query.ts';
import {isResourceId} from '../contract/names.ts';
import {invalid} from './status.ts';

/** One list with the parameters that make it this list: what a page token is bound to. */
export interface ListKey {
  /** `labels/{label}/contacts` */
  readonly list: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface Page {
  readonly key: ListKey;
  readonly size: number;
  /** Id of the last resource looked at for the page before. */
  readonly after: string | undefined;
}

/**
 * The page asked for (AIP-158). Its size may change from page to page; a token
 * of another list, or of other parameters, is refused.
 */
export function readPage(
  key: ListKey,
  query: PageQuery,
  isId: (segment: string) => boolean = isResourceId,
): Page {
  const wanted = query.pageSize ?? 0;
  const size =
    wanted === 0 ? PAGE_SIZE_DEFAULT : Math.min(wanted, PAGE_SIZE_MAX);
  const token = query.pageToken ?? '';
  const after = token === '' ? undefined : readAfter(key, token, isId);
  return {key, size, after};
}

/** Rows to ask for: one more than the page, which tells whether another follows. */
export function fetchLimit(page: Page): number {
  return page.size + 1;
}

/** The rows of the page, and the token of the next where there is one. */
export function cutPage<Row extends {readonly id: string | number}>(
  page: Page,
  rows: readonly Row[],
): {
  readonly rows: readonly Row[];
  readonly next: {readonly nextPageToken?: string};
} {
  const shown = rows.slice(0, page.size);
  const last = shown.at(-1);
  return {
    rows: shown,
    next:
      last !== undefined && rows.length > page.size
        ? {nextPageToken: writeToken(page.key, String(last.id))}
        : {},
  };
}

const BINDING_LENGTH = 16;

/** A token holds no secret: what it opens is checked like any other call. */
function bindingOf({list, parameters = {}}: ListKey): string {
  return createHash('sha256')
    .update(JSON.stringify([list, Object.entries(parameters).sort()]))
    .digest('hex')
    .slice(0, BINDING_LENGTH);
}

/** What `readToken` gives back to who asks with the same key. */
export function writeToken(key: ListKey, after: string): string {
  return Buffer.from(bindingOf(key) + after).toString('base64url');
}

/** Undefined for what no call with this key answered. */
export function readToken(key: ListKey, token: string): string | undefined {
  const text = Buffer.from(token, 'base64url').toString();
  return text.startsWith(bindingOf(key))
    ? text.slice(BINDING_LENGTH)
    : undefined;
}

function readAfter(
  key: ListKey,
  token: string,
  isId: (segment: string) => boolean,
): string {
  const after = readToken(key, token);
  if (after === undefined || !isId(after)) {
    throw invalid('pageToken', 'Not a token of this list');
  }
  return after;
}
