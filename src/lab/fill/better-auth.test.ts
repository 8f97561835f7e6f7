import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSource } from '#source/read'
import { recognise } from '../recognise/recognise.js'
import { authTablesCommand } from './better-auth.js'

const root = mkdtempSync(join(tmpdir(), 'auth-'))
afterAll(() => rmSync(root, { recursive: true }))
let count = 0

async function app(files: Record<string, string>): Promise<{ readonly folder: string; readonly command: string | undefined }> {
  const folder = join(root, String(count++))
  const own = JSON.stringify({ name: 'app', scripts: { start: 'node server.js' }, dependencies: { express: '5', 'better-auth': '1' } })
  for (const [path, text] of Object.entries({ 'package.json': own, 'server.js': "require('express')().listen(3000)", ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const source = await readSource(folder)
  return { folder, command: authTablesCommand(source, recognise(source)!.package) }
}

const GIVEN_A_POOL = `import { betterAuth } from 'better-auth'
import { Pool } from 'pg'
export const people = betterAuth({ database: new Pool(), emailAndPassword: { enabled: true } })`

test('where the library is given a connection, its own migration is run on what the file exports', async () => {
  const { folder, command } = await app({
    'lib/people.mjs': GIVEN_A_POOL,
    // A twin of the library, as far as the command asks for it.
    'node_modules/better-auth/package.json': JSON.stringify({
      name: 'better-auth',
      type: 'module',
      exports: { '.': './index.js', './db': './db.js' },
    }),
    'node_modules/better-auth/index.js': 'export const betterAuth = options => ({ options, handler() {} })',
    'node_modules/better-auth/db.js': `import { writeFileSync } from 'node:fs'
export const getMigrations = async options => ({ runMigrations: async () => writeFileSync('made.json', JSON.stringify(options)) })`,
    'node_modules/pg/package.json': JSON.stringify({ name: 'pg', type: 'module', exports: './index.js' }),
    'node_modules/pg/index.js': 'export class Pool {}',
  })
  execFileSync('sh', ['-c', command!], { cwd: folder })
  expect(JSON.parse(execFileSync('cat', [join(folder, 'made.json')], { encoding: 'utf8' }))).toMatchObject({
    emailAndPassword: { enabled: true },
  })
})

test('a file in TypeScript is run by tsx', async () => {
  expect((await app({ 'src/lib/auth.ts': GIVEN_A_POOL })).command).toContain('$LAB_TSX --eval')
})

test('tables that the app’s own client keeps are its schema’s', async () => {
  const files = { 'lib/auth.ts': `${GIVEN_A_POOL.replace('new Pool()', 'prismaAdapter(prisma)')}` }
  expect((await app(files)).command).toBeUndefined()
  expect((await app({ 'lib/auth.ts': 'export const auth = 1' })).command).toBeUndefined()
})
