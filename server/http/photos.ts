import * as z from 'zod/mini';
import {ErrorResponse} from '../contract/status.ts';
import {readPhoto} from '../store/photos.ts';
import type {RouteDeps} from './deps.ts';
import type {App} from './openapi.ts';
import {notFound} from './status.ts';

/** What browsers and Google's card renderer show. */
const MEDIA_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

const Picture = z.instanceof(Buffer);

const PHOTO_PATH = '/v1/photos/:photo(^[^:/]+)';

/** A card shows pictures without signing in: the address itself is the right to see one. */
export function photoRoutes(app: App, {db, photos}: RouteDeps): void {
  app.get(
    PHOTO_PATH,
    {
      config: {access: 'public'},
      schema: {
        summary:
          'The bytes of a photo, by the address that a contact has for it',
        params: z.object({photo: z.string()}),
        response: {
          200: {
            content: Object.fromEntries(
              MEDIA_TYPES.map(type => [type, {schema: Picture}]),
            ),
          },
          default: ErrorResponse,
        },
      },
    },
    async (request, reply) => {
      await photos.load();
      const address = photos.read(request.params.photo);
      const photo = address && (await readPhoto(db, address.hash));
      if (address === undefined || photo === undefined) throw notFound();
      // Cards stand on other origins; nothing but the picture comes of it.
      void reply.headers({
        'content-type': photo.mediaType,
        'cache-control': `private, max-age=${address.leftSeconds}, immutable`,
        'content-disposition': 'inline',
        'cross-origin-resource-policy': 'cross-origin',
      });
      return reply.send(photo.bytes);
    },
  );
}
