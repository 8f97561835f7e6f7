import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { audit } from '#audit'
import { withApp } from '#checks/page.fixture'
import check from './committed-data.js'
import { placesOf, problemsIn } from './problems.fixture.js'

const code = { 'server.js': 'start()' }
const hash = (letter: string) => `$2b$10$${letter.repeat(22)}${'abcdefghijKLMNOPQRST0123456789.'}`

test('finds a committed `.env` with secrets and passes one with public values', async () => {
  expect(
    placesOf(await problemsIn(check, { ...code, '.env': 'PORT=1\nSESSION_SECRET=q8Zk31vugNySMo2w\nAPI_TOKEN=h2Kd93jfPq81Lm0z' })),
  ).toEqual(['.env:2 high'])
  expect(
    await problemsIn(check, {
      ...code,
      '.env': 'VITE_SUPABASE_URL=https://abcdefghij.supabase.co\nVITE_SUPABASE_PROJECT_ID=kwvtrxqmzjhdpyblneof\nPORT=3000',
    }),
  ).toEqual([])
})

test('finds a signing secret made of words, and passes placeholders and passwords for the own machine', async () => {
  expect(placesOf(await problemsIn(check, { ...code, '.env': 'PORT=1\nJWT_SECRET=shop_secure_phrase_123' }))).toEqual(['.env:2 high'])
  expect(await problemsIn(check, { ...code, '.env': 'JWT_SECRET=your-secret-key\nDATABASE_PASSWORD=admin2412' })).toEqual([])
})

test('finds a signing secret that is the first guess of anybody, and passes it in an example or as a password of the own machine', async () => {
  expect(placesOf(await problemsIn(check, { ...code, '.env': 'PORT=1\nJWT_SECRET=secret' }))).toEqual(['.env:2 high'])
  expect(
    await problemsIn(check, { ...code, '.env.example': 'JWT_SECRET=secret', '.env': 'DB_PASS=password\nJWT_SECRET=mysecret' }),
  ).toEqual([])
})

test('says of a `.env` that .gitignore names that only its repository could tell', async () => {
  const files = { ...code, '.gitignore': '.env\n', '.env': 'PORT=1\nSESSION_SECRET=q8Zk31vugNySMo2w' }
  expect(await problemsIn(check, files)).toMatchObject([{ at: { file: '.env', line: 2 }, severity: 'medium', certainty: 'possible' }])
  expect(await problemsIn(check, { ...files, '.env': 'PORT=3000' })).toEqual([])
  const found = await withApp(new Map(Object.entries(files)), async root => {
    execFileSync('git', ['init', '-q', root])
    execFileSync('git', ['-C', root, 'add', '.'])
    return (await audit(root, { cache: false })).report.findings.filter(finding => finding.check === 'secrets/committed-data')
  })
  expect(found).toEqual([])
})

test('finds dumps and exports of people, and passes seeds and lists without people', async () => {
  const people = ['ann', 'bob', 'cid', 'dee', 'eve']
    .map((name, index) => `INSERT INTO users VALUES (${index}, '${name}@shopmail.io');`)
    .join('\n')
  const found = await problemsIn(check, {
    ...code,
    'data/backup.sql': people,
    'exports/customers.csv': `email,password\na@example.com,${hash('a')}\nb@example.com,${hash('b')}`,
    'supabase/seed.sql': people,
    'migrations/001_users.sql': people,
    'data/products-export.json': '[{ "name": "Lamp", "price": 10 }]',
  })
  expect(placesOf(found)).toEqual(['data/backup.sql:1 medium', 'exports/customers.csv:2 high'])
})

test('finds a script that prints a table of people, and passes one that counts them', async () => {
  const found = await problemsIn(check, {
    ...code,
    'dump.js': "db.each('SELECT * FROM users', (err, row) => {\n  console.log(row)\n})",
    'count.js': "db.all('SELECT * FROM users', (err, rows) => console.log(rows.length))",
    'route.js': "module.exports = db => db.all('SELECT * FROM users', (err, rows) => console.log(rows))",
  })
  expect(placesOf(found)).toEqual(['dump.js:1 medium'])
})

test('finds a private key, mildly where it is a development certificate', async () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n'.repeat(6)}-----END PRIVATE KEY-----\n`
  expect(placesOf(await problemsIn(check, { ...code, 'deploy.pem': key, 'certs/localhost-key.pem': key }))).toEqual([
    'certs/localhost-key.pem:1 low',
    'deploy.pem:1 critical',
  ])
})

test('finds passwords that are written out where services are started, and passes those of the environment', async () => {
  const compose = (lines: string) => problemsIn(check, { ...code, 'docker-compose.yml': `services:\n  db:\n    environment:\n${lines}` })
  const [found] = await compose('      POSTGRES_USER: shop\n      POSTGRES_PASSWORD: spring24\n      - MYSQL_ROOT_PASSWORD=winter23')
  expect(found).toMatchObject({ at: { line: 5 }, severity: 'medium', trail: [{ at: { line: 5 } }, { at: { line: 6 } }] })
  expect(found!.message).not.toContain('spring24')
  expect(
    await compose(
      '      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}\n      - DB_PASSWORD=$DB_PASSWORD\n      POSTGRES_PASSWORD_FILE: /run/secrets/db\n      ALLOW_EMPTY_PASSWORD: yes',
    ),
  ).toEqual([])
})

test('weighs the settings of tests less', async () => {
  expect(placesOf(await problemsIn(check, { ...code, '.env.test': 'PORT=1\nJWT_SECRET=secret' }))).toEqual(['.env.test:2 low'])
})
