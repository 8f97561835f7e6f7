import { expect, test } from 'vitest'
import type { SourceFile } from '#source/source'
import { readsIn } from './reads.js'

const file = (text: string, path = 'a.ts'): SourceFile => ({ path, kind: 'code', size: text.length, hash: text, text: () => text })
const reads = (text: string, path?: string) =>
  readsIn(file(text, path)).map(
    read => `${read.line} ${read.name}${read.fallback === undefined ? '' : ` = ${read.fallback}`}${read.inlined ? ' inlined' : ''}`,
  )

test.each([
  ['process.env.A_B', ['1 A_B']],
  ["process.env['A_B']", ['1 A_B']],
  ['process.env.A!', ['1 A']],
  ['import.meta.env.VITE_A', ['1 VITE_A']],
  ["Deno.env.get('A')!", ['1 A']],
  ['const { A, B: b, C = "x" } = process.env', ['1 A', '1 B', '1 C = x']],
  ['const env = process.env\nuse(env.A)', ['2 A']],
  ["const a = process.env.A || process.env.B || 'x'", ['1 A = x', '1 B = x']],
  ['const a = (process.env.A as string) ?? `x`', ['1 A = x']],
  ['const a = Number(process.env.A || 30)', ['1 A = 30']],
  ["process.env.A ||= 'x'", ['1 A = x']],
  ["const schema = z.object({ A: z.string(), B: z.string().min(3).default('x') })\nschema.parse(process.env)", ['1 A', '1 B = x']],
  ["requireEnv('A_B')", ['1 A_B']],
])('reads %s', (text, expected) => expect(reads(text)).toEqual(expected))

test.each([
  ['// process.env.A'],
  ["const a = 'process.env.A'"],
  ["process.env.A = 'x'"],
  ['const all = { ...process.env }'],
  ['process.env[name]'],
  ['const environment = { A: 1 }; use(environment.A)'],
])('reads nothing from %s', text => expect(reads(text)).toEqual([]))

test('knows what a build configuration writes into the browser code', () => {
  expect(
    reads("export default { define: { 'process.env.KEY': JSON.stringify(process.env.KEY) }, base: process.env.BASE }", 'vite.config.ts'),
  ).toEqual(['1 KEY inlined', '1 BASE'])
})

test('reads what it can of a file that does not parse', () => {
  expect(() => reads('const a = process.env.A\nif (')).not.toThrow()
})
