/** How many contacts the tables of ../shared/testdata/csv hold, and what some of them say. */
import {existsSync, readFileSync} from 'node:fs';

export const CSV_FOLDER = new URL(
  '../../../shared/testdata/csv/',
  import.meta.url,
);
export const areTablesHere = existsSync(CSV_FOLDER);

export function bytesOfTable(path: string): Buffer {
  return readFileSync(new URL(path, CSV_FOLDER));
}

/** Tables of all kinds, by how many contacts each holds. */
export const TABLE_COUNTS: Readonly<Record<string, number>> = {
  '01-facebook-leads-standard.csv': 5,
  '03-google-ads-leads.csv': 3,
  '05-excel-export.csv': 3,
  '07-real-estate-crm.csv': 3,
  '09-duplicate-headers.csv': 2,
  '11-international-names.csv': 4,
  '13-mixed-languages.csv': 3,
  '15-duplicate-rows.csv': 5,
  '17-formula-injection.csv': 5,
  '19-empty-columns.csv': 3,
  '21-tab-separated.csv': 2,
  '23-quoted-fields-multiline.csv': 2,
  '25-hubspot-export.csv': 3,
  'agency-chaos.csv': 4,
  'european-semicolon.csv': 2,
  'facebook-leads-realistic.csv': 3,
  'horrible-headers-mixed.csv': 3,
  'rtl-arabic-headers.csv': 2,
  'zoho-crm-export.csv': 3,
};

export interface ExpectedRow {
  readonly given?: string | null;
  readonly family?: string | null;
  readonly email?: string;
  readonly work?: string;
  readonly workFax?: string;
  readonly org?: string;
  readonly dept?: string;
  readonly labels?: readonly string[];
  readonly url?: string;
  readonly postalCode?: string;
  readonly region?: string;
  readonly street?: string;
}

export interface ExpectedTable {
  readonly count: number;
  readonly rows: readonly ExpectedRow[];
}

/** Exports with known values, as the projects that test with them say. */
export function expectedTables(): readonly (readonly [
  path: string,
  expected: ExpectedTable,
])[] {
  if (!areTablesHere) return [];
  return ['goldrush', 'linkedout'].flatMap(folder => {
    const expected = JSON.parse(
      String(bytesOfTable(`${folder}/expected.json`)),
    ) as Record<string, ExpectedTable>;
    return Object.entries(expected)
      .filter(([file]) => file.endsWith('.csv'))
      .map(([file, values]) => [`${folder}/${file}`, values] as const);
  });
}
