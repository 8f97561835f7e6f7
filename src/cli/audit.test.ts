import { existsSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { Report } from '#triage/finding'
import { SMALL, folder, seaworthy } from './run.fixture.js'

/** An app with one fault that is certain and grave: a secret that code holds, behind no condition. */
const FAULTY = {
  'package.json': JSON.stringify({ name: 'faulty', type: 'module', dependencies: { express: '^5.0.0', pg: '^8.0.0' } }),
  'src/server.js': `import express from 'express'
import pg from 'pg'
const app = express()
const pool = new pg.Pool()
app.use(express.json())
app.post('/api/search', async (req, res) => {
  const found = await pool.query("SELECT * FROM orders WHERE note = '" + req.body.note + "'")
  res.json(found.rows)
})
app.listen(3000)
`,
}

const json = (root: string, ...args: string[]): Report => JSON.parse(seaworthy([root, '--format', 'json', ...args]).out) as Report

let faulty: string
beforeAll(() => void (faulty = folder(FAULTY)))

test('findings exit with 1, and --fail-on decides from which severity', () => {
  const severities = json(faulty).findings.map(finding => finding.severity)
  expect(severities).toContain('critical')
  expect(seaworthy([faulty, '--format', 'json']).code).toBe(1)
  expect(seaworthy(['audit', faulty, '--format', 'json', '--fail-on', 'critical']).code).toBe(1)
  expect(seaworthy([faulty, '--format', 'json', '--fail-on', 'never']).code).toBe(0)
  const grave = json(folder(SMALL)).findings.filter(({ severity }) => severity === 'critical')
  expect(grave).toEqual([])
  expect(seaworthy([folder(SMALL), '--fail-on', 'critical']).code).toBe(0)
})

test('a person is told what is wrong and where the page is; a format asked for stands alone', () => {
  const root = folder(FAULTY)
  const { out } = seaworthy([], root)
  expect(out).toContain('.seaworthy/report.html')
  expect(readFileSync(join(root, '.seaworthy/report.html'), 'utf8')).toMatch(/^<!doctype html>/i)
  expect(readFileSync(join(root, '.seaworthy/.gitignore'), 'utf8')).toContain('*\n')
  const other = folder(FAULTY)
  expect(seaworthy([other, '--format', 'json', '--no-cache']).code).toBe(1)
  expect(existsSync(join(other, '.seaworthy/report.html'))).toBe(false)
})

test.each([
  ['sarif', 'report.sarif', (text: string) => expect(JSON.parse(text)).toMatchObject({ version: '2.1.0' })],
  ['json', 'report.json', (text: string) => expect(JSON.parse(text)).toMatchObject({ tool: { name: 'seaworthy' } })],
  ['html', 'report.html', (text: string) => expect(text).toMatch(/^<!doctype html>/i)],
  ['markdown', 'report.md', (text: string) => expect(text).toMatch(/^# /m)],
] as const)('%s is printed, and chosen by the name of the output', (format, name, holds) => {
  holds(seaworthy([faulty, '--format', format]).out)
  const path = join(folder({}), 'deep', name)
  expect(seaworthy([faulty, '--output', path])).toMatchObject({ code: 1, out: '' })
  holds(readFileSync(path, 'utf8'))
})

test('what the baseline lists does not count, and what is new does', () => {
  const root = folder(FAULTY)
  expect(seaworthy([root, '--update-baseline']).code).toBe(0)
  expect(seaworthy([root]).code).toBe(0)
  expect(json(root).findings.every(finding => finding.known)).toBe(true)
  const moved = folder({ ...FAULTY, 'src/server.js': `\n\n${FAULTY['src/server.js']}` })
  expect(seaworthy([moved, '--baseline', join(root, '.seaworthy/baseline.json')]).code).toBe(0)
  const worse = FAULTY['src/server.js'].replace(
    'app.listen',
    "app.get('/api/run', (req, res) => res.json(eval(req.query.code)))\napp.listen",
  )
  expect(seaworthy([folder({ ...FAULTY, 'src/server.js': worse }), '--baseline', join(root, '.seaworthy/baseline.json')]).code).toBe(1)
})

test('same input, same bytes: cold, warm and without a cache', () => {
  const root = folder(FAULTY)
  const [cold, warm, none] = [[], [], ['--no-cache']].map(extra => seaworthy([root, '--format', 'json', ...extra]).out)
  expect(warm).toBe(cold)
  expect(none).toBe(cold)
})

test('--timing names the stages', () => {
  expect(seaworthy([folder(SMALL), '--timing']).out).toMatch(/\w+ +\d+ ms/)
})

test('`routes` lists every route with who may call it', () => {
  expect(seaworthy(['routes', faulty]).out).toMatch(/^POST +\/api\/search +open /m)
  expect(JSON.parse(seaworthy(['routes', faulty, '--format', 'json']).out)).toMatchObject([
    { method: 'POST', path: '/api/search', auth: 'open' },
  ])
})

test.each([
  ['a file', () => join(folder({ 'a.txt': 'x' }), 'a.txt'), 'not-a-folder'],
  ['a folder that is not there', () => join(folder({}), 'gone'), 'not-a-folder'],
  ['an empty folder', () => folder({}), 'not-a-project'],
  ['a folder without code', () => folder({ 'notes.txt': 'nothing here' }), 'not-a-project'],
  ['a configuration that is not JSON', () => folder({ ...SMALL, 'seaworthy.json': '{' }), 'invalid-configuration'],
  ['a configuration with an unknown key', () => folder({ ...SMALL, 'seaworthy.json': '{ "ignore": [] }' }), 'invalid-configuration'],
])('%s is a failure with help, and nothing is written', (_, make, named) => {
  const root = make()
  const { code, out, err } = seaworthy([root])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(named)
  expect(err.trim().split('\n')).toHaveLength(3)
  expect(existsSync(join(root, '.seaworthy/report.html'))).toBe(false)
})

test('an output or a baseline that cannot be used is a failure', () => {
  const file = join(folder({ 'a.txt': 'x' }), 'a.txt')
  expect(seaworthy([faulty, '--output', join(file, 'report.json')])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('cannot-write'),
  })
  expect(seaworthy([faulty, '--baseline', join(file, 'gone.json')])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('cannot be read'),
  })
  expect(seaworthy([faulty, '--baseline', file])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('invalid-configuration') })
})

test('a file that does not parse is a gap; the rest is audited', () => {
  const server = FAULTY['src/server.js'].replace(
    'const app = express()',
    "import orders from './orders.js'\nconst app = express()\napp.use('/orders', orders)",
  )
  const report = json(
    folder({ ...FAULTY, 'src/server.js': server, 'src/orders.js': 'export default router.get("/all", (req, res) => {{{ (' }),
  )
  expect(report.gaps.map(gap => gap.at.file)).toContain('src/orders.js')
  expect(report.findings.map(finding => finding.severity)).toContain('critical')
})

test('binary files, bundles and links in a circle are passed over', () => {
  const root = folder({
    ...FAULTY,
    'src/picture.ts': Buffer.from([0, 1, 2, 0, 255, 254, 0]),
    'public/bundle.js': 'var a=1;'.repeat(6_500_000),
  })
  symlinkSync('..', join(root, 'src/again'))
  symlinkSync(root, join(root, 'src/whole'))
  const start = performance.now()
  const report = json(root)
  expect(performance.now() - start).toBeLessThan(30_000)
  expect(report.routes.map(route => `${route.method} ${route.path} ${route.at.file}`)).toEqual(['POST /api/search src/server.js'])
  expect(report.findings.map(finding => finding.severity)).toContain('critical')
  expect(readdirSync(root)).toContain('src')
})
