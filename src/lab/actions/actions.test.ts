import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readSource } from '#source/read'
import type { Route } from '#model/app-model'
import { encodeAction } from './encode.js'
import { parametersOf } from './find.js'
import { readActions } from './manifest.js'

let folder: string | undefined
afterEach(() => folder && rmSync(folder, { recursive: true, force: true }))

function write(files: Readonly<Record<string, string>>): string {
  const made = mkdtempSync(join(tmpdir(), 'seaworthy-actions-'))
  folder = made
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(made, path, '..'), { recursive: true })
    writeFileSync(join(made, path), text)
  }
  return made
}

test('a form is sent under both names that React reads it by, before the arguments that refer to it', async () => {
  const { headers, body } = encodeAction(
    { id: '40ab', parameters: [{ kind: 'state' }, { kind: 'form' }], slug: 'x' },
    { 'say "hi"': 1, list: ['a'] },
  )
  const form = await new Response(body, { headers: { 'content-type': headers['content-type']! } }).formData()
  expect([...form.keys()]).toEqual(['_1_say "hi"', '_1_list', '1_say "hi"', '1_list', '0'])
  expect(form.get('0')).toBe('[{},"$K1"]')
  expect(form.get('_1_list')).toBe('["a"]')
  expect(headers['next-action']).toBe('40ab')
})

test.each<[string, string, string]>([
  ['one object', 'export async function save({ price }: { price: number }) {}', '[{"price":5,"slug":"tea"}]'],
  ['values by name', 'export async function save(price: number, slug: string) {}', '[5,"tea"]'],
  ['one object by its name', 'export async function save(input: unknown) {}', '[{"price":5,"slug":"tea"}]'],
  ['what may be left out', 'export async function save(limit = 10, filters?: { slug: string }) {}', '["$undefined","$undefined"]'],
  ['a value that no field gives', 'export async function save(price: number, path: string) {}', '[5,"found"]'],
])('arguments are %s', async (_, code, expected) => {
  const source = await readSource(write({ 'package.json': '{"name":"shop"}', 'app/actions.ts': `'use server'\n${code}\n` }))
  const route = { path: 'save', at: { file: 'app/actions.ts', line: 2 } } as Route
  const call = { id: '40ab', parameters: parametersOf(route, source), slug: 'found' }
  expect(encodeAction(call, { price: 5, slug: 'tea' }).body).toBe(expected)
})

test('fields that stand under the argument’s name are what it is', async () => {
  const code = "'use server'\nexport async function save(input: unknown, limit = 10) {}\n"
  const source = await readSource(write({ 'package.json': '{"name":"shop"}', 'app/actions.ts': code }))
  const parameters = parametersOf({ path: 'save', at: { file: 'app/actions.ts', line: 2 } } as Route, source)
  expect(encodeAction({ id: '40ab', parameters, slug: 'x' }, { input: { price: 5 } }).body).toBe('[{"price":5},"$undefined"]')
})

test('what wraps an action is made for a form with its state', async () => {
  const source = await readSource(
    write({
      'package.json': '{"name":"shop"}',
      'app/actions.ts': "'use server'\nexport const save = validated(schema, async (data) => {})\n",
    }),
  )
  const route = { path: 'save', at: { file: 'app/actions.ts', line: 2 } } as Route
  expect(parametersOf(route, source).map(one => one.kind)).toEqual(['state', 'form'])
})

test('ids come from the build, names from there or from the browser’s code', () => {
  const id = 'ab'.repeat(21)
  const manifest = (entry: object): string =>
    JSON.stringify({ node: { [id]: { workers: { 'app/(shop)/products/[slug]/page': {}, 'app/(login)/sign-in/page': {} }, ...entry } } })
  const older = write({
    '.next/server/server-reference-manifest.json': manifest({}),
    '.next/static/chunks/1.js': `x=(0,m.createServerReference)("${id}",m.callServer,void 0,m.findSourceMapURL,"signIn")`,
  })
  expect(readActions(older)).toEqual([{ id, file: '', name: 'signIn', page: '/sign-in' }])
  rmSync(older, { recursive: true })
  expect(
    readActions(write({ '.next/server/server-reference-manifest.json': manifest({ filename: 'app/actions.ts', exportedName: 'buy' }) })),
  ).toEqual([{ id, file: 'app/actions.ts', name: 'buy', page: '/sign-in' }])
  expect(readActions('nowhere')).toEqual([])
})
