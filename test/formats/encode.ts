/** Text to bytes in what `TextDecoder` reads: the standard writes UTF-8 alone. */

const tables = new Map<string, ReadonlyMap<string, readonly number[]>>();

/** `label`: a set of one or two bytes per character. Throws where it lacks one. */
export function encode(text: string, label: string): Buffer {
  const table = tables.get(label) ?? tableOf(label);
  tables.set(label, table);
  return Buffer.from(
    Array.from(text).flatMap(character => {
      const bytes = table.get(character);
      if (bytes === undefined) throw new Error(`No ${character} in ${label}`);
      return bytes;
    }),
  );
}

function tableOf(label: string): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder(label);
  const table = new Map<string, readonly number[]>();
  const note = (bytes: readonly number[]) => {
    const text = decoder.decode(Uint8Array.from(bytes));
    const isOne = Array.from(text).length === 1 && text !== '\ufffd';
    if (isOne && !table.has(text)) table.set(text, bytes);
  };
  for (let first = 0; first < 0x100; first++) note([first]);
  for (let first = 0x81; first < 0xff; first++) {
    for (let second = 0x40; second < 0xff; second++) note([first, second]);
  }
  return table;
}
