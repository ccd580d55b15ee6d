/** What CardService has, read from its published types: nothing else is callable on the fake. */
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import ts from 'typescript';

/** What an argument has to be: `string`, `string[]`, `Card`, `TextButtonStyle`, … */
export interface Parameter {
  readonly name: string;
  readonly type: string;
}

/** Of one method, an entry for each overload. */
export type Signatures = readonly (readonly Parameter[])[];

export interface CardServiceTypes {
  /** By class, by method; of `CardService` itself: its factories. */
  readonly classes: ReadonlyMap<string, ReadonlyMap<string, Signatures>>;
  /** The class that a method returns. */
  readonly returns: ReadonlyMap<string, string>;
  /** By enumeration, its members. */
  readonly enums: ReadonlyMap<string, readonly string[]>;
}

const FILE = createRequire(import.meta.url)
  .resolve('@types/google-apps-script/package.json')
  .replace(/package\.json$/, 'google-apps-script.card-service.d.ts');

export function readCardServiceTypes(): CardServiceTypes {
  const source = ts.createSourceFile(
    FILE,
    readFileSync(FILE, 'utf8'),
    ts.ScriptTarget.ES2020,
  );
  const classes = new Map<string, Map<string, Parameter[][]>>();
  const returns = new Map<string, string>();
  const enums = new Map<string, string[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isEnumDeclaration(node)) {
      enums.set(
        node.name.text,
        node.members.map(member => member.name.getText(source)),
      );
    } else if (ts.isInterfaceDeclaration(node)) {
      const methods = new Map<string, Parameter[][]>();
      for (const member of node.members.filter(ts.isMethodSignature)) {
        const name = member.name.getText(source);
        const parameters = member.parameters.map(parameter => ({
          name: parameter.name.getText(source),
          type: parameter.type?.getText(source) ?? 'any',
        }));
        methods.set(name, [...(methods.get(name) ?? []), parameters]);
        returns.set(
          `${node.name.text}.${name}`,
          member.type?.getText(source) ?? 'void',
        );
      }
      classes.set(node.name.text, methods);
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  return {classes, returns, enums};
}
