import * as z from 'zod/mini';

/** Schemas that stand by name under `components` of `/openapi.json`. */
export const components = z.registry<{id: string}>();
