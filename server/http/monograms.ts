import {readdirSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import * as z from 'zod/mini';
import {ErrorResponse} from '../contract/status.ts';
import type {App} from './openapi.ts';
import {notFound} from './status.ts';

/** By a letter's code point, and a figure; test/addon/preview/draw-monograms.ts drew them. */
const FOLDER = new URL('monograms/', import.meta.url);
const DAYS_KEPT = 30;

const Picture = z.instanceof(Buffer);

/**
 * Pictures for who has no photo. A card's host fetches them without signing in; they are the same
 * for everybody, and the address says a letter and no more.
 */
export function monogramRoutes(app: App): void {
  const drawn = new Set(readdirSync(FOLDER));
  app.get(
    '/v1/monograms/:monogram(^[^:/]+)',
    {
      config: {access: 'public'},
      schema: {
        summary: 'A letter in a circle’s colour, in the place of a photo',
        params: z.object({monogram: z.string()}),
        response: {
          200: {content: {'image/png': {schema: Picture}}},
          default: ErrorResponse,
        },
      },
    },
    async (request, reply) => {
      const {monogram} = request.params;
      if (!drawn.has(monogram)) throw notFound();
      void reply.headers({
        'content-type': 'image/png',
        'cache-control': `public, max-age=${DAYS_KEPT * 86_400}`,
        'content-disposition': 'inline',
        'cross-origin-resource-policy': 'cross-origin',
      });
      return reply.send(await readFile(new URL(monogram, FOLDER)));
    },
  );
}
