import type {SharedField} from '../core/content.ts';
import type {LevelName, Trait} from '../core/linkage-comparisons.ts';
import type {NoticeKind} from '../core/notice.ts';
import type {QualityCode} from '../core/quality.ts';
import type {Role} from '../core/role.ts';
import type {ImportLanguage} from './import-language.ts';
import type {OperationLanguage} from './operation-language.ts';

/** What a notice tells, as its receiver may know it. */
export interface NoticeFacts {
  /** Address of whose act it is; absent where it is nobody's, or several people's. */
  readonly actor?: string | undefined;
  /** A contact by name; absent where it has none that the receiver sees. */
  readonly contact?: string | undefined;
  /** A label by name. */
  readonly label?: string | undefined;
  readonly role?: Role | undefined;
  /** A field of a contact, as `fields` calls it. */
  readonly field?: string | undefined;
  readonly count: number;
}

/**
 * Everything the service says to people in one language. A file in
 * `server/languages` that exports `language` adds one: nothing else has to be changed.
 */
export interface Language {
  /** BCP 47, without a region. */
  readonly code: string;
  /** When people who read it begin their day: an hour of the day in UTC. */
  readonly digestHour: number;
  /** A sentence on one line. */
  readonly notices: Readonly<
    Record<NoticeKind, (facts: NoticeFacts) => string>
  >;
  readonly roles: Readonly<Record<Role, string>>;
  /** Within a sentence. */
  readonly fields: Readonly<Record<SharedField, string>>;
  /** How far two contacts agree in something. */
  readonly evidence: {
    readonly traits: Readonly<Record<Trait, string>>;
    /** Of a trait, as it is called above. */
    readonly levels: Readonly<Record<LevelName, (trait: string) => string>>;
  };
  /** What is wrong with a value of a contact. */
  readonly quality: Readonly<Record<QualityCode, string>>;
  /** What whoever sends a file of contacts is told. */
  readonly imports: ImportLanguage;
  /** What whoever began long work is told of it. */
  readonly operations: OperationLanguage;
  readonly mail: {
    /** Of a mail with several notices. */
    readonly subject: (count: number) => string;
    /** What stands under all mails; the address of the service. */
    readonly footer: (serviceUrl: string) => string;
  };
}

/** Languages by code. */
export type Languages = ReadonlyMap<string, Language>;

/** For whoever reads none of the others. */
const LANGUAGE_DEFAULT = 'en';

/** The language for a locale such as `ja` or `en-GB`. */
export function pickLanguage(
  languages: Languages,
  locale: string | null,
): Language {
  const [code = ''] = (locale ?? '').toLowerCase().split(/[-_]/);
  const language = languages.get(code) ?? languages.get(LANGUAGE_DEFAULT);
  if (language === undefined) {
    throw new Error(`There is no language ${LANGUAGE_DEFAULT}.`);
  }
  return language;
}
