import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const sequelize = (code: string): Promise<string[]> =>
  findingsIn('broken/altered-at-start', {
    'server.js': `const express = require('express'), { Sequelize } = require('sequelize')
const sequelize = new Sequelize(process.env.DATABASE_URL)
const app = express()
${code}
app.listen(3000)`,
  })
const typeorm = (code: string, path = 'src/data-source.ts'): Promise<string[]> =>
  findingsIn('broken/altered-at-start', {
    'package.json': '{ "name": "shop", "dependencies": { "typeorm": "0.3.20", "express": "5.0.0" } }',
    'src/server.ts': "import express from 'express'\nimport './data-source'\nexpress().listen(3000)",
    [path]: `import { DataSource } from 'typeorm'\n${code}`,
  })

test.each([
  'sequelize.sync({ alter: true })',
  'sequelize.sync({ alter: { drop: false } })',
  '(async () => { await sequelize.sync({ alter: true }) })()',
])('finds %s', async code =>
  expect(await sequelize(code)).toEqual([
    'server.js:4 medium `sync({ alter: true })` in `server.js` changes the tables each time the app starts.',
  ]),
)

test.each([
  "export default new DataSource({ type: 'postgres', synchronize: true })",
  "export default new DataSource({\n  type: 'postgres',\n  'synchronize': true,\n})",
])('finds an option of TypeORM: %s', async code => expect(await typeorm(code)).toHaveLength(1))

test.each([
  'sequelize.sync()',
  'sequelize.sync({ alter: false })',
  "if (process.env.NODE_ENV !== 'production') sequelize.sync({ alter: true })",
  "if (process.argv.includes('--sync')) sequelize.sync({ alter: true })",
  "app.post('/sync', (req, res) => sequelize.sync({ alter: true }).then(() => res.end()))",
])('passes %s', async code => expect(await sequelize(code)).toEqual([]))

test.each([
  "export default new DataSource({ type: 'postgres', synchronize: process.env.NODE_ENV === 'development' })",
  "const isDev = process.env.NODE_ENV === 'development'\nexport default new DataSource({ type: 'postgres', ...(isDev && { synchronize: true }) })",
  "export default new DataSource({ type: 'sqlite', database: ':memory:', synchronize: true })",
  "export default new DataSource({\n  // synchronize: true,\n  type: 'postgres',\n})",
])('passes an option that is asked: %s', async code => expect(await typeorm(code)).toEqual([]))

test('passes the settings of tests', async () => {
  expect(await typeorm("export default new DataSource({ type: 'postgres', synchronize: true })", 'config/test.config.ts')).toEqual([])
})
