import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const MARKED = 'const a = 1\n<<<<<<< HEAD\nconst b = 2\n=======\nconst b = 3\n>>>>>>> main\n'

const find = (files: Record<string, string>) => findingsIn('broken/merge-conflict', files)

test('tells of all files at once', async () => {
  expect(await find({ 'src/a.ts': MARKED, 'src/b.css': MARKED, 'package.json': '{}' })).toEqual([
    'src/a.ts:2 high `src/a.ts` holds both sides of a merge that nobody decided; so it is with 1 more file.',
  ])
})

test('reads lines that end as Windows ends them', async () => {
  expect(await find({ 'src/a.ts': MARKED.replaceAll('\n', '\r\n') })).toHaveLength(1)
})

test.each([
  ['a text that quotes the marks', 'src/a.ts', `const sample = \`\n${MARKED}\``],
  ['a document', 'docs/merging.md', MARKED],
  ['a heading in a comment', 'src/a.ts', '/*\nOrders\n=======\n*/\nexport const a = 1'],
  ['one mark alone', 'src/a.ts', '// <<<<<<< HEAD\nexport const a = 1\n<<<<<<< what'],
])('passes %s', async (_, path, text) => {
  expect(await find({ 'package.json': '{ "name": "shop" }', 'src/index.ts': 'export const shop = 1', [path]: text })).toEqual([])
})
