"""Lists every call, import and base class of a folder of Python code as JSON lines, with UTF-16 positions."""

import ast
import json
import pathlib
import sys


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


def main(folder):
    for path in sorted(pathlib.Path(folder).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        lines = [line.encode() for line in source.splitlines()]

        def emit(relationship, name, line, byte):
            column = utf16(lines[line - 1][:byte].decode())
            print(json.dumps({"path": str(path), "line": line - 1, "column": column, "name": name, "relationship": relationship}))

        def last_name(node, relationship):
            if isinstance(node, ast.Subscript):
                node = node.value
            if isinstance(node, ast.Name):
                emit(relationship, node.id, node.lineno, node.col_offset)
            elif isinstance(node, ast.Attribute):
                emit(relationship, node.attr, node.end_lineno, node.end_col_offset - len(node.attr.encode()))

        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call):
                last_name(node.func, "calls")
            elif isinstance(node, ast.ClassDef):
                for base in node.bases:
                    last_name(base, "inherits")
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    emit("imports", alias.name, alias.lineno, alias.col_offset + alias.name.rfind(".") + 1)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if alias.name != "*":
                        emit("imports", alias.name, alias.lineno, alias.col_offset)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                for decorator in node.decorator_list:
                    if not isinstance(decorator, ast.Call):
                        last_name(decorator, "calls")


main(sys.argv[1])
