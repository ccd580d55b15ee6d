import ts from 'typescript';

/** A source with one thing in it changed, which some test should notice. */
export interface Mutant {
  readonly line: number;
  /** What stood there, and what stands there now. */
  readonly was: string;
  readonly now: string;
  readonly source: string;
}

const SWAPPED: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
};

const METHODS: Readonly<Record<string, string>> = {
  every: 'some',
  some: 'every',
};

/** Every mutant of a TypeScript source, in the order of the text. */
export function mutantsOf(source: string): readonly Mutant[] {
  const file = ts.createSourceFile(
    'source.ts',
    source,
    ts.ScriptTarget.Latest,
    true,
  );
  const mutants: Mutant[] = [];
  const add = (node: ts.Node, now: string) => {
    const [from, to] = [node.getStart(file), node.getEnd()];
    mutants.push({
      line: file.getLineAndCharacterOfPosition(from).line + 1,
      was: source.slice(from, to).replace(/\s+/g, ' '),
      now: now.replace(/\s+/g, ' '),
      source: source.slice(0, from) + now + source.slice(to),
    });
  };
  const visit = (node: ts.Node): void => {
    if (isWithoutEffect(node)) return;
    mutate(node, file, add);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return mutants;
}

/** Types are gone at run time, and what a broken assumption throws is no behaviour. */
function isWithoutEffect(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isThrowStatement(node)
  );
}

function mutate(
  node: ts.Node,
  file: ts.SourceFile,
  add: (node: ts.Node, now: string) => void,
): void {
  if (ts.isBinaryExpression(node)) {
    const now = SWAPPED[node.operatorToken.getText(file)];
    if (now !== undefined) add(node.operatorToken, now);
  } else if (ts.isConditionalExpression(node)) {
    const [yes, no] = [node.whenTrue, node.whenFalse].map(each =>
      each.getText(file),
    );
    add(node, `(${node.condition.getText(file)} ? ${no} : ${yes})`);
  } else if (ts.isIfStatement(node)) {
    add(node.expression, 'true');
    add(node.expression, 'false');
  } else if (
    ts.isPrefixUnaryExpression(node) &&
    node.operator === ts.SyntaxKind.ExclamationToken
  ) {
    add(node, node.operand.getText(file));
  } else if (ts.isCallExpression(node)) {
    mutateCall(node, file, add);
  } else if (node.kind === ts.SyntaxKind.TrueKeyword) {
    add(node, 'false');
  } else if (node.kind === ts.SyntaxKind.FalseKeyword) {
    add(node, 'true');
  } else if (ts.isNumericLiteral(node)) {
    add(node, String(Number(node.text) + 1));
  } else if (ts.isStringLiteral(node)) {
    add(node, "'mutated'");
  } else if (ts.isArrayLiteralExpression(node) && node.elements.length > 0) {
    add(node, '[]');
  }
}

function mutateCall(
  node: ts.CallExpression,
  file: ts.SourceFile,
  add: (node: ts.Node, now: string) => void,
): void {
  if (!ts.isPropertyAccessExpression(node.expression)) return;
  const {name, expression} = node.expression;
  const now = METHODS[name.text];
  if (now !== undefined) add(name, now);
  if (name.text === 'filter') add(node, expression.getText(file));
}
