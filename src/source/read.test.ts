import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readSource } from './read.js'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function app(files: Readonly<Record<string, string | Buffer>>): string {
  const root = mkdtempSync(join(tmpdir(), 'source-'))
  folders.push(root)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

const git = (root: string, ...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'core.hooksPath=/dev/null', ...words], {
    cwd: root,
    stdio: 'pipe',
  })

const paths = (root: string) => readSource(root).files.map(file => file.path)

test('lists files in order, without what is generated or ignored', () => {
  const root = app({
    'b.ts': 'export {}',
    'a.ts': 'export {}',
    'node_modules/x/index.js': '1',
    'dist/b.js': '1',
    '.next/a.js': '1',
    'package.json': '{}',
    'build/x.js': '1',
    'src/build/page.ts': '1',
    'app/vendor/page.tsx': '1',
    'public/vendor/x.js': '1',
    '.bolt/supabase_discarded_migrations/0001.sql': 'create table a (id int)',
    'package-lock.json': '{}',
    'lib/min.min.js': '1',
    '.gitignore': '/private\n*.log\n',
    'private/x.ts': '1',
    'x.log': '1',
    'sub/.gitignore': '!x.log\ny.ts',
    'sub/x.log': '1',
    'sub/y.ts': '1',
  })
  expect(paths(root)).toEqual([
    '.gitignore',
    'a.ts',
    'app/vendor/page.tsx',
    'b.ts',
    'package.json',
    'src/build/page.ts',
    'sub/.gitignore',
    'sub/x.log',
    'sub/y.ts',
  ])
})

test('in a copy without its repository, code is read though it is ignored; what is made, and what is kept private, is not', () => {
  const files = {
    '.gitignore': '*.json\n*.sql\nlib/\nadmin\n/generated\n.env*\n*.csv\n',
    'package.json': '{}',
    'credentials.json': '{}',
    'schema.sql': 'select 1',
    'lib/a.ts': '1',
    'routes/admin/index.js': '1',
    'routes/admin/people.csv': '1',
    'generated/client.ts': '1',
    '.env': 'A=1',
  }
  const copy = app(files)
  expect(paths(copy)).toEqual(['.gitignore', 'lib/a.ts', 'package.json', 'routes/admin/index.js', 'schema.sql'])
  expect(readSource(copy, { ignore: ['lib'] }).files.map(file => file.path)).not.toContain('lib/a.ts')
  const own = app(files)
  git(own, 'init', '-q')
  git(own, 'add', '-f', 'routes/admin/index.js')
  expect(paths(own)).toEqual(['.gitignore', 'routes/admin/index.js'])
})

test('leaves out compiled twins and minified bundles, and keeps scripts of their own', () => {
  const root = app({
    'tsconfig.json': '{ // comment\n "compilerOptions": { "outDir": "./lib", "rootDir": "./src" } }',
    'src/a.ts': '1',
    'lib/a.js': '1',
    'lib/own.js': '1',
    'src/b.ts': '1',
    'src/b.js': '1',
    'src/c.js': '1',
    'big.js': `var a=1;${'x=1;'.repeat(3000)}`,
  })
  expect(paths(root)).toEqual(['lib/own.js', 'src/a.ts', 'src/b.ts', 'src/c.js', 'tsconfig.json'])
})

test('keeps what git tracks whatever .gitignore says, and knows it', () => {
  const root = app({ '.gitignore': '.env*\nlib/\n', '.env': 'A=1', '.env.local': 'B=1', 'lib/a.ts': '1', 'lib/b.ts': '1', 'c.ts': '1' })
  git(root, 'init', '-q')
  git(root, 'add', '-f', '.env', 'lib/a.ts', 'c.ts')
  const source = readSource(root)
  expect(source.files.map(file => [file.path, source.isTracked(file.path)])).toEqual([
    ['.env', true],
    ['.gitignore', false],
    ['c.ts', true],
    ['lib/a.ts', true],
  ])
})

test.each(['2', '3', '4'])('reads version %s of the index, from a folder inside the repository', version => {
  const root = app({
    '.gitignore': 'secret.ts',
    'web/a.ts': '1',
    'web/ab/längerer-name.ts': '1',
    'web/b.ts': '1',
    'web/secret.ts': '1',
    'other/x.ts': '1',
  })
  git(root, 'init', '-q')
  git(root, 'add', 'web/a.ts', 'web/ab', 'other')
  if (version === '3') git(root, 'add', '-N', 'web/b.ts')
  else git(root, 'update-index', '--index-version', version)
  const source = readSource(join(root, 'web'))
  expect(source.files.map(file => [file.path, source.isTracked(file.path)])).toEqual([
    ['a.ts', true],
    ['ab/längerer-name.ts', true],
    ['b.ts', version === '3'],
  ])
})

test('reads an app that is reached through a link where it is', () => {
  const root = app({ 'a.ts': '1' })
  const link = join(app({ 'b.ts': '2' }), 'link')
  symlinkSync(root, link)
  expect(readSource(link).root).toBe(realpathSync(root))
})

test('says nothing of tracking where there is no git', () => {
  const source = readSource(app({ 'a.ts': '1' }))
  expect(source.isTracked('a.ts')).toBeUndefined()
})

test('survives loops, links out, binary content, bundles and broken packages, and says so', () => {
  const outside = app({ 'x.ts': 'secret' })
  const root = app({
    'src/a.ts': 'export {}',
    'src/picture.ts': Buffer.from([1, 0, 2]),
    'huge.js': 'x\n'.repeat(1_500_000),
    'package.json': '{ "name": ',
  })
  symlinkSync(root, join(root, 'src/loop'))
  symlinkSync('self', join(root, 'self'))
  symlinkSync(outside, join(root, 'out-of-app'))
  symlinkSync('src/a.ts', join(root, 'again.ts'))
  const source = readSource(root)
  expect(source.files.map(file => `${file.path} ${file.kind}`)).toEqual([
    'huge.js code',
    'package.json json',
    'src/a.ts code',
    'src/picture.ts binary',
  ])
  expect(source.gaps.map(gap => `${gap.at.file}: ${gap.why}`)).toEqual([
    'huge.js: the file is too large to read (3 MB)',
    'out-of-app: the symbolic link leads out of the app and is not followed',
    'package.json: `package.json` is not valid JSON',
    'self: the symbolic link leads back to itself',
    'src/loop: the symbolic link leads to a folder that holds it',
    'src/picture.ts: the file has a code name but binary content',
  ])
  expect(source.file('huge.js')?.text()).toBe('')
})

test.skipIf(process.getuid?.() === 0)('reports a folder that may not be read', () => {
  const root = app({ 'a.ts': '1' })
  mkdirSync(join(root, 'closed'), { mode: 0 })
  expect(readSource(root).gaps.map(gap => gap.at.file)).toEqual(['closed'])
})

test('gives text without its byte order mark, line ends as they are, and a hash of the content', () => {
  const root = app({
    'a.ts': '\ufeffconst a = 1\r\nconst b = 2\r\n',
    'b.ts': Buffer.from('\ufeffconst a = 1\r\n', 'utf16le'),
    'c.ts': 'const a = 1\r\nconst b = 2\r\n',
  })
  const [a, b, c] = readSource(root).files
  expect([a!.text(), b!.text()]).toEqual(['const a = 1\r\nconst b = 2\r\n', 'const a = 1\r\n'])
  expect(a!.hash).toBe(c!.hash)
  expect(a!.hash).not.toBe(b!.hash)
})

test('reads the root package and workspaces, and finds the owner of a file', () => {
  const root = app({
    'package.json': '{ "name": "root", "workspaces": ["packages/*"] }',
    'packages/api/package.json':
      '{ "name": "api", "type": "module", "dependencies": { "express": "5" }, "scripts": { "dev": "node ." }, "main": "a.js" }',
    'packages/api/src/a.ts': '1',
    'b.ts': '1',
  })
  const source = readSource(root)
  expect(source.packages.map(one => one.folder)).toEqual(['', 'packages/api'])
  expect(source.packageOf('packages/api/src/a.ts')).toEqual({
    folder: 'packages/api',
    name: 'api',
    type: 'module',
    dependencies: { express: '5' },
    devDependencies: {},
    scripts: { dev: 'node .' },
    main: 'a.js',
  })
  expect(source.packageOf('b.ts')?.name).toBe('root')
})

test('refuses what is no folder, and a folder without code', () => {
  const root = app({ 'readme.md': '#' })
  expect(() => readSource(join(root, 'missing'))).toThrow(expect.objectContaining({ code: 'not-a-folder' }))
  expect(() => readSource(join(root, 'readme.md'))).toThrow(expect.objectContaining({ code: 'not-a-folder' }))
  expect(() => readSource(root)).toThrow(expect.objectContaining({ code: 'not-a-project' }))
})
