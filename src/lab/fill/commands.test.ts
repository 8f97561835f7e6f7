import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSource } from '#source/read'
import { recognise } from '../recognise/recognise.js'
import { schemaCommands, seedCommands } from './commands.js'
import { sqlFilesFor } from './sql-files.js'

const root = mkdtempSync(join(tmpdir(), 'fill-'))
afterAll(() => rmSync(root, { recursive: true }))
let count = 0

async function app(scripts: Record<string, string>, files: Record<string, string> = {}, dependencies: Record<string, string> = {}) {
  const folder = join(root, String(count++))
  const own = JSON.stringify({
    name: 'app',
    scripts: { start: 'node server.js', ...scripts },
    dependencies: { express: '5', ...dependencies },
  })
  for (const [path, text] of Object.entries({ 'package.json': own, 'server.js': "require('express')().listen(3000)", ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const source = await readSource(folder)
  return { source, app: recognise(source)! }
}
const commands = async (scripts: Record<string, string>, files?: Record<string, string>, dependencies?: Record<string, string>) => {
  const made = await app(scripts, files, dependencies)
  return { tables: schemaCommands(made.source, made.app), seeds: seedCommands(made.source, made.app.package) }
}

test('the app’s own scripts make its tables, in the order that they need', async () => {
  const { tables, seeds } = await commands({ 'db:seed': 'tsx seed.ts', 'db:migrate': 'tsx migrate.ts', 'db:create': 'tsx create.ts' })
  expect(tables).toEqual(['npm run --silent db:create', 'npm run --silent db:migrate'])
  expect(seeds).toEqual(['npm run --silent db:seed'])
})

test.each([
  ['data:import', 'node backend/seeder'],
  ['seed', 'node seed/seed.js'],
  ['seed:db', 'node utils/seed.js'],
  ['populate', 'node populate.js'],
])('%s is a seed', async (name, text) => {
  expect((await commands({ [name]: text })).seeds).toEqual([`npm run --silent ${name}`])
})

test.each([
  ['data:destroy', 'node backend/seeder -d'],
  ['db:seed', 'docker exec db psql < seed.sql'],
  ['db:drop', 'node drop.js'],
  ['test', 'npm run seed && jest'],
  ['import-map', 'node maps.js'],
])('%s is none', async (name, text) => {
  expect((await commands({ [name]: text })).seeds).toEqual([])
})

test('a file that fills the database is one where no script is; one that only describes it is none', async () => {
  const fills = "const { MongoClient } = require('mongodb'); MongoClient.connect(url).then(db => db.collection('users').insertMany(users))"
  expect((await commands({}, { 'artifacts/db-reset.js': fills, 'src/data/seeds.js': 'module.exports = [{ name: 1 }]' })).seeds).toEqual([
    'node artifacts/db-reset.js',
  ])
})

test('tools of the database make tables where no script does', async () => {
  const uses = { 'db.js': "import { drizzle } from 'drizzle-orm/libsql'" }
  expect((await commands({}, uses, { 'drizzle-orm': '1' })).tables).toEqual(['drizzle-kit push --force'])
})

test('migrations of Knex without a file that names the database are told the way', async () => {
  const migrations = {
    'db/client.js': "const knex = require('knex')({ client: 'pg' })",
    'db/migrations/1_users.js': 'exports.up = knex => knex',
  }
  const packages = { knex: '3', pg: '8' }
  expect((await commands({}, migrations, packages)).tables).toEqual([
    'knex migrate:latest --client pg --connection "$DATABASE_URL" --migrations-directory db/migrations',
  ])
  expect((await commands({}, { ...migrations, 'knexfile.js': 'module.exports = {}' }, packages)).tables).toEqual(['knex migrate:latest'])
})

test('files of SQL are taken by their dialect, those with most tables first', async () => {
  const { source } = await app(
    {},
    {
      'a.sql': 'CREATE TABLE `one` (id INT AUTO_INCREMENT PRIMARY KEY);',
      'b.sql': 'CREATE TABLE `one` (id INT AUTO_INCREMENT); CREATE TABLE `two` (id INT AUTO_INCREMENT);',
      'c.sql': 'create table three (id serial primary key, at timestamptz)',
      'drop.sql': 'DROP TABLE `one`; CREATE TABLE `one` (id INT AUTO_INCREMENT);',
    },
  )
  expect(sqlFilesFor(source, 'mysql')).toEqual(['b.sql', 'a.sql'])
})
