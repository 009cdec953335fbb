import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { JudgedRelationship, Oracle, OracleMention, OracleTarget } from './oracle.ts';

/** Lets the TypeScript compiler resolve; packages that are not installed stay unknown to it. */
export const askTypeScript: Oracle = async (folder) => {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !path.includes('node_modules'))
    .map((path) => join(folder, path));
  const program = ts.createProgram(paths, {
    allowJs: true,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    types: [],
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.Preserve,
  });
  const checker = program.getTypeChecker();
  const known = new Set(paths);
  const mentions: OracleMention[] = [];
  for (const path of paths) {
    const file = program.getSourceFile(path);
    if (file === undefined) continue;
    for (const { node, relationship, name } of mentionsOf(file)) {
      const answer = answerOf(checker, node, known);
      mentions.push({ path, offset: node.getStart(file), relationship, name, answer });
    }
  }
  return { name: `TypeScript ${ts.version}`, mentions };
};

interface Found {
  readonly node: ts.Node;
  readonly relationship: JudgedRelationship;
  readonly name: string;
}

function mentionsOf(file: ts.SourceFile): Found[] {
  const found: Found[] = [];
  const add = (node: ts.Node | undefined, relationship: JudgedRelationship): void => {
    if (node !== undefined) found.push({ node, relationship, name: node.getText(file).replace(/^['"]|['"]$/g, '') });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isDecorator(node))
      add(lastNameOf(node.expression), 'calls');
    else if (ts.isHeritageClause(node)) for (const type of node.types) add(lastNameOf(type.expression), 'inherits');
    else if (ts.isImportDeclaration(node)) for (const name of importedNames(node)) add(name, 'imports');
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      const { exportClause } = node;
      if (exportClause === undefined || ts.isNamespaceExport(exportClause)) add(node.moduleSpecifier, 'imports');
      else for (const element of exportClause.elements) add(element.propertyName ?? element.name, 'imports');
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function importedNames(node: ts.ImportDeclaration): ts.Node[] {
  const clause = node.importClause;
  if (clause === undefined) return [node.moduleSpecifier];
  const bindings = clause.namedBindings;
  return [
    ...(clause.name === undefined ? [] : [clause.name]),
    ...(bindings === undefined
      ? []
      : ts.isNamespaceImport(bindings)
        ? [node.moduleSpecifier]
        : bindings.elements.map(({ name }) => name)),
  ];
}

/** The identifier that is called; undefined for the result of another call, which is a mention of its own. */
function lastNameOf(expression: ts.Expression): ts.Node | undefined {
  if (ts.isIdentifier(expression) || expression.kind === ts.SyntaxKind.SuperKeyword) return expression;
  if (ts.isPropertyAccessExpression(expression)) return expression.name;
  if (ts.isParenthesizedExpression(expression) || ts.isNonNullExpression(expression))
    return lastNameOf(expression.expression);
  return undefined;
}

function answerOf(checker: ts.TypeChecker, node: ts.Node, known: ReadonlySet<string>): OracleMention['answer'] {
  const direct = checker.getSymbolAtLocation(node);
  const symbol =
    direct !== undefined && (direct.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(direct) : direct;
  const declarations = symbol?.declarations ?? [];
  if (declarations.length === 0) return 'unknown';
  const targets = declarations.flatMap((declaration): OracleTarget[] => {
    const file = declaration.getSourceFile();
    if (!known.has(file.fileName)) return [];
    if (ts.isSourceFile(declaration)) return [{ path: file.fileName }];
    const name = ts.getNameOfDeclaration(declaration) ?? declaration;
    return [{ path: file.fileName, offset: name.getStart(file) }];
  });
  return targets.length === 0 ? 'outside' : targets;
}
