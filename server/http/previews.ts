import type {App} from './openapi.ts';
import {invalid} from './status.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the call knows `validateOnly` (AIP-163). */
    previews?: boolean;
  }
}

/** Who asks for a preview never gets the act: a call that has none says so. */
export function refusePreviews(app: App): void {
  app.addHook('onRequest', async request => {
    if (request.method === 'GET') return;
    if (request.routeOptions.config.previews === true) return;
    const {query} = request;
    if (
      typeof query === 'object' &&
      query !== null &&
      'validateOnly' in query &&
      query.validateOnly !== 'false'
    ) {
      throw invalid('validateOnly', 'This call has no preview');
    }
  });
}
