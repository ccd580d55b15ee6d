/** `appsscript.json`, as far as the build needs to know it. */
import * as z from 'zod';

const Run = z.looseObject({runFunction: z.string()});

/** `test/addon/manifest.test.ts` knows all of it and holds it strictly. */
const Manifest = z.looseObject({
  urlFetchWhitelist: z.array(z.string()),
  addOns: z.looseObject({
    common: z.looseObject({
      homepageTrigger: Run,
      universalActions: z.array(Run),
      openLinkUrlPrefixes: z.array(z.string()),
    }),
    gmail: z.looseObject({
      contextualTriggers: z.array(
        z.looseObject({onTriggerFunction: z.string()}),
      ),
      composeTrigger: z.looseObject({selectActions: z.array(Run)}),
    }),
    calendar: z.looseObject({eventOpenTrigger: Run}),
  }),
});
export type Manifest = z.output<typeof Manifest>;

export function parseManifest(text: string): Manifest {
  return Manifest.parse(JSON.parse(text));
}

/** Functions that the platform calls by name, wherever the manifest says so. */
export function namedFunctions(manifest: Manifest): readonly string[] {
  const names = new Set<string>();
  collect(manifest, names);
  return [...names];
}

const NAMING_KEYS = ['runFunction', 'onTriggerFunction'];

function collect(value: unknown, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (NAMING_KEYS.includes(key) && typeof child === 'string') {
      names.add(child);
    } else collect(child, names);
  }
}

/** With the service among the addresses that the script may call. */
export function forService(
  manifest: Manifest,
  serviceUrl: string | undefined,
): Manifest {
  if (serviceUrl === undefined) return manifest;
  return {
    ...manifest,
    urlFetchWhitelist: [...manifest.urlFetchWhitelist, `${serviceUrl}/`],
  };
}
