import { expect, test } from 'vitest'
import { collide, composed } from './compose.js'
import { withDependencies } from './dependencies.js'
import type { Patch } from './fix.js'

const NOW = new Date('2026-01-02T03:04:05Z')
const filesOf = (files: Readonly<Record<string, string>>) => ({ paths: Object.keys(files), read: (path: string) => files[path] })
const patch = (rest: Partial<Patch>): Patch => ({ title: 't', says: 's', edits: [], files: [], ...rest })
const made = (files: Readonly<Record<string, string>>, ...patches: Patch[]) =>
  Object.fromEntries(composed(patches, filesOf(files), NOW)!.files)

test('edits touch what they name, and lines keep their ends', () => {
  const edits = [{ file: 'a.ts', start: 3, end: 6, text: 'x\ny' }]
  expect(made({ 'a.ts': 'a\r\nbbb\r\nc' }, patch({ edits }))).toEqual({ 'a.ts': 'a\r\nx\r\ny\r\nc' })
})

test('patches that touch the same place, file or migration collide', () => {
  const at = (start: number, end: number) => patch({ edits: [{ file: 'a.ts', start, end, text: '' }] })
  expect(collide(at(0, 2), at(3, 4))).toBe(false)
  expect(collide(at(0, 3), at(3, 4))).toBe(true)
  expect(collide(patch({ files: [{ file: 'a.ts', text: '' }] }), at(0, 1))).toBe(true)
  const declares = (start: number, name: string) => patch({ edits: [{ file: 'a.ts', start, end: start, text: `const ${name} = 1\n\n` }] })
  expect([collide(declares(0, 'x'), declares(9, 'x')), collide(declares(0, 'x'), declares(9, 'y'))]).toEqual([true, false])
  const index = patch({ migration: { name: 'i', up: 'u', down: 'd' } })
  expect(collide(index, index)).toBe(true)
})

test.each([
  ['prisma/migrations/20250101000000_init/migration.sql', 'prisma/migrations/20260102030405_add_it/migration.sql'],
  ['supabase/migrations/20270101000000_later.sql', 'supabase/migrations/20270101000001_add_it.sql'],
  ['db/migrations/007_x.sql', 'db/migrations/008_add_it.sql'],
])('a migration beside %s is %s', (known, wanted) => {
  expect(made({ [known]: '' }, patch({ migration: { name: 'add it', up: 'select 1;', down: 'select 2;' } }))).toEqual({
    [wanted]: 'select 1;\n',
  })
})

test('a format with a place for it keeps the way back, another leaves it to the ledger', () => {
  const migration = patch({ migration: { name: 'x', up: 'u', down: 'd' } })
  expect(made({ 'migrations/01_a.up.sql': '' }, migration)).toEqual({ 'migrations/02_x.up.sql': 'u\n', 'migrations/02_x.down.sql': 'd\n' })
  expect(composed([migration], filesOf({ 'supabase/config.toml': '' }), NOW)!.downs).toEqual(['d'])
  expect(composed([migration], filesOf({ 'a.ts': '' }), NOW)).toBeUndefined()
})

test('a drizzle journal names the migration', () => {
  const journal =
    '{\n  "version": "7",\n  "dialect": "postgresql",\n  "entries": [\n    {\n      "idx": 0,\n      "version": "7",\n      "when": 1,\n      "tag": "0000_a",\n      "breakpoints": true\n    }\n  ]\n}'
  const files = made(
    { 'drizzle/meta/_journal.json': journal },
    patch({ migration: { name: 'x', up: 'create index a on b (c);', down: '' } }),
  )
  expect(files['drizzle/0001_x.sql']).toBe('create index a on b (c);')
  expect(JSON.parse(files['drizzle/meta/_journal.json']!).entries).toMatchObject([
    { tag: '0000_a' },
    { idx: 1, tag: '0001_x', when: NOW.getTime() },
  ])
})

test('a dependency takes its place of the alphabet, in the spelling of the file', () => {
  const text = '{\n\t"dependencies": {\n\t\t"a": "1",\n\t\t"z": "1"\n\t}\n}\n'
  expect(withDependencies(text, { m: '2.0.0' })).toBe('{\n\t"dependencies": {\n\t\t"a": "1",\n\t\t"m": "2.0.0",\n\t\t"z": "1"\n\t}\n}\n')
  expect(JSON.parse(withDependencies('{ "dependencies": { "b": "1" } }', { a: '1', c: '1' })!).dependencies).toEqual({
    a: '1',
    b: '1',
    c: '1',
  })
  expect(withDependencies('{ "dependencies": {} }', { a: '1' })).toBe('{ "dependencies": { "a": "1" } }')
  expect(withDependencies('{}', { a: '1' })).toBeUndefined()
})

test('a variable is named once, and a new list names them all', () => {
  const environment = { A_KEY: 'What it is' }
  expect(made({ '.env.example': 'X=\n' }, patch({ environment }))).toEqual({ '.env.example': 'X=\nA_KEY=\n' })
  expect(made({ '.env.example': '# x\nA_KEY=""\n' }, patch({ environment }))).toEqual({})
  expect(made({ 'a.ts': 'process.env.B_URL; process.env.NODE_ENV' }, patch({ environment }))['.env.example']).toMatch(
    /B_URL=\n[\s\S]*A_KEY=\n$/,
  )
})
