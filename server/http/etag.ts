import {staleEtag} from './status.ts';

/** Opaque to callers; bound to its resource, so that it fits no other. */
export function toEtag(name: string, version: number): string {
  return Buffer.from(`${version} ${name}`).toString('base64url');
}

/**
 * The version a caller read, undefined where they sent no etag. What is no etag
 * of this resource is out of date like any other (AIP-154).
 */
export function versionOf(
  name: string,
  etag: string | undefined,
): number | undefined {
  if (etag === undefined) return undefined;
  const [version = '', ...rest] = Buffer.from(etag, 'base64url')
    .toString()
    .split(' ');
  if (rest.join(' ') !== name || !/^\d{1,15}$/.test(version)) {
    throw staleEtag();
  }
  return Number(version);
}
