import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sourceOf } from '#database/source.fixture'
import { databasesNamed, mysqlServer } from './server.js'

test('a server is where its program is, MariaDB’s with the one that readies its data', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mysql-'))
  try {
    expect(mysqlServer([folder])).toBeUndefined()
    writeFileSync(join(folder, 'mysqld'), '')
    expect(mysqlServer([folder])).toEqual({ server: join(folder, 'mysqld'), install: undefined })
    for (const name of ['mariadbd', 'mariadb-install-db']) writeFileSync(join(folder, name), '')
    expect(mysqlServer([folder])).toEqual({ server: join(folder, 'mariadbd'), install: join(folder, 'mariadb-install-db') })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('databases that code and SQL name are there from the beginning', () => {
  const source = sourceOf({
    'ormconfig.json': '{ "type": "mysql", "database": "nestjsrealworld" }',
    'db.js': "mysql.createConnection({ host: 'localhost', database: process.env.DB_NAME || 'shop' })",
    'schema.sql': 'CREATE DATABASE IF NOT EXISTS `market`;\nUSE market2;\nCREATE TABLE `a` (id INT);',
    'config/database.json.example': '{ "host": "localhost", "database": "tickets" }',
    'kind.js': "const config = { database: 'mysql' }",
  })
  expect([...databasesNamed(source)].toSorted()).toEqual(['app', 'market', 'market2', 'nestjsrealworld', 'shop', 'tickets'])
})
