import { expect, test } from 'vitest'
import check from './unchecked-certificate.js'
import { placesOf, problemsIn } from './problems.fixture.js'

test('tells of all places at once, and of the whole process first', async () => {
  const one = { 'a.ts': 'new Pool({\n  ssl: { rejectUnauthorized: false },\n})', 'b.ts': 'https.request({ rejectUnauthorized: false })' }
  const [problem, ...others] = await problemsIn(check, one)
  expect(others).toEqual([])
  expect(placesOf([problem!])).toEqual(['a.ts:2 low'])
  expect(problem!.trail?.map(step => step.at.file)).toEqual(['a.ts', 'b.ts'])
  expect(placesOf(await problemsIn(check, { ...one, 'c.ts': "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'" }))).toEqual([
    'c.ts:1 medium',
  ])
})

test('passes tests, comments, the own machine and development', async () => {
  const found = await problemsIn(check, {
    'a.test.ts': 'new Pool({ ssl: { rejectUnauthorized: false } })',
    'b.ts': '// ssl: { rejectUnauthorized: false }',
    'c.ts': "new Pool({ host: 'localhost', ssl: { rejectUnauthorized: false } })",
    'd.ts': "const ssl = process.env.NODE_ENV !== 'production' ? { rejectUnauthorized: false } : true",
    'e.ts': 'new Pool({ ssl: { rejectUnauthorized: true } })',
  })
  expect(found).toEqual([])
})

test('finds the flag that stands where the app is not at home', async () => {
  const [problem] = await problemsIn(check, {
    'a.ts': "const ssl = process.env.NODE_ENV === 'development' ? false : { rejectUnauthorized: false }",
    'b.ts': "const ssl = url.includes('localhost') ? false : { rejectUnauthorized: false }",
    'c.ts': "const ssl = url.includes('127.0.0.1') ? undefined : {\n  rejectUnauthorized: false,\n}",
  })
  expect(problem?.trail?.map(step => step.at.file)).toEqual(['a.ts', 'b.ts', 'c.ts'])
})
