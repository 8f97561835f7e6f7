import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { repositoryOf } from './git.js'
import { revisionsOf } from './revisions.js'

const folders: string[] = []
afterAll(() => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })))

let folder = ''
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: folder, encoding: 'utf8' }).trim()
function commit(files: Readonly<Record<string, string | Buffer>>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  git('add', '--all', '--force')
  git('commit', '--quiet', '-m', 'x')
  return git('rev-parse', 'HEAD')
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'revisions-')))
  folders.push(folder)
  git('init', '--quiet', '--initial-branch=main')
})

test('gives the text of code as each commit has it, and of what is not there none', () => {
  commit({ 'a.ts': 'one\n' })
  git('checkout', '--quiet', '-b', 'repairs')
  const [first, second] = [commit({ 'a.ts': 'two\n' }), commit({ 'b.sql': 'select 1;\n' })]
  const { base, commits, filesAt } = revisionsOf({ ...repositoryOf(folder)!, head: git('rev-parse', 'main') }, 'repairs')
  expect(commits).toEqual([first, second])
  const at = (revision: string): unknown => Object.fromEntries(filesAt(revision))
  expect(at(base)).toEqual({ 'a.ts': 'one\n', 'b.sql': undefined })
  expect(at(second)).toEqual({ 'a.ts': 'two\n', 'b.sql': 'select 1;\n' })
})

test('leaves variables, keys, pictures and dumps where they are', () => {
  mkdirSync(join(folder, 'keys'))
  const files = { '.env': 'KEY=1\n', '.env.production': 'KEY=1\n', 'keys/server.pem': 'x\n', 'logo.png': Buffer.from([0, 255]) }
  commit({ ...files, 'seed.sql': '-- dump\n', 'a.ts': 'one\n' })
  git('checkout', '--quiet', '-b', 'repairs')
  const last = commit({
    '.env': '',
    '.env.production': '',
    'keys/server.pem': '',
    'logo.png': '',
    'seed.sql': 'x'.repeat(5_000_000),
    'a.ts': 'two\n',
  })
  const { filesAt } = revisionsOf({ ...repositoryOf(folder)!, head: git('rev-parse', 'main') }, 'repairs')
  expect([...filesAt(last).keys()]).toEqual(['a.ts'])
})

test('of a branch that changes no code there is nothing to read', () => {
  commit({ 'a.ts': 'one\n', '.env': 'KEY=1\n' })
  git('checkout', '--quiet', '-b', 'repairs')
  const last = commit({ '.env': '' })
  expect([...revisionsOf({ ...repositoryOf(folder)!, head: git('rev-parse', 'main') }, 'repairs').filesAt(last)]).toEqual([])
})
