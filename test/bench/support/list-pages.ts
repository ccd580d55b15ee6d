/** Whole lists of contacts, page by page, and how long each page took. */
const FIELDS =
  'metadata,names,emailAddresses,phoneNumbers,organizations,addresses,biographies,memberships,clientData';

/** A page as text for an address and an access token. */
export type ReadPage = (url: string, token: string) => Promise<string>;

function pageUrl(pageSize: number, pageToken: string | undefined): string {
  const query = new URLSearchParams({
    personFields: FIELDS,
    sources: 'READ_SOURCE_TYPE_CONTACT',
    pageSize: String(pageSize),
    requestSyncToken: 'true',
    prettyPrint: 'false',
    ...(pageToken ? {pageToken} : {}),
  });
  return `/v1/people/me/connections?${query}`;
}

interface Page {
  readonly connections: readonly unknown[];
  readonly nextPageToken?: string;
}

/**
 * Milliseconds of every page of the whole list of each token; reading the JSON is not counted.
 *
 * @throws Error when a list is not of `contacts`.
 */
export async function timePages(
  read: ReadPage,
  tokens: readonly string[],
  {pageSize, contacts}: {pageSize: number; contacts: number},
): Promise<number[]> {
  const times: number[] = [];
  for (const token of tokens) {
    let pageToken: string | undefined;
    let seen = 0;
    do {
      const began = performance.now();
      const text = await read(pageUrl(pageSize, pageToken), token);
      times.push(performance.now() - began);
      const page: Page = JSON.parse(text);
      seen += page.connections.length;
      pageToken = page.nextPageToken;
    } while (pageToken);
    if (seen !== contacts) throw new Error(`${seen} contacts listed`);
  }
  return times;
}
