/** Preloaded as `skewed-clock.ts?ms=240000`: this process's clock is so far ahead. */
const skewMs = Number(new URL(import.meta.url).searchParams.get('ms'));

const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(
      target,
      args.length === 0 ? [RealDate.now() + skewMs] : args,
      newTarget,
    ),
  get: (target, name) =>
    name === 'now' ? () => RealDate.now() + skewMs : Reflect.get(target, name),
});
