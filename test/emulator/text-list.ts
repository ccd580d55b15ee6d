/** A list of which every row is JSON text already. */
export class TextList {
  readonly texts: readonly string[];

  constructor(texts: readonly string[]) {
    this.texts = texts;
  }

  get length(): number {
    return this.texts.length;
  }

  rows(count = Number.POSITIVE_INFINITY): unknown[] {
    return this.texts.slice(0, count).map(text => JSON.parse(text));
  }
}

const isObject = (body: unknown): body is Record<string, unknown> =>
  typeof body === 'object' && body !== null;

/** `body` with the first `count` rows of each text list as values. */
export function withRows(body: unknown, count?: number): unknown {
  if (!isObject(body)) return body;
  const lists = Object.entries(body).filter(
    ([, value]) => value instanceof TextList,
  );
  if (lists.length === 0) return body;
  return {
    ...body,
    ...Object.fromEntries(
      lists.map(([name, value]) => [name, (value as TextList).rows(count)]),
    ),
  };
}

/** JSON text of `body`, its text lists put in as they are. */
export function compactJson(body: unknown): string {
  if (!isObject(body)) return JSON.stringify(body);
  let text = '';
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:`;
    if (!(value instanceof TextList)) {
      text += JSON.stringify(value);
      continue;
    }
    // Appended one by one: the whole is copied once, where joining copies it thrice.
    let comma = '[';
    for (const row of value.texts) {
      text += comma + row;
      comma = ',';
    }
    text += value.length === 0 ? '[]' : ']';
  }
  return `{${text}}`;
}
