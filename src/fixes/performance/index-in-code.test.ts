import { describe, expect, test } from 'vitest'
import { after, type Files } from '../proposed.fixture.js'

describe('an index of a Sequelize model', () => {
  const app = (options: string, start = 'sequelize.sync()', column = 'status: DataTypes.STRING'): Files => ({
    'package.json': '{ "name": "s", "dependencies": { "express": "*", "sequelize": "*", "pg": "*" } }',
    'server.js': `const express = require('express')
const { DataTypes, Sequelize } = require('sequelize')
const sequelize = new Sequelize(process.env.DATABASE_URL)
const Parcel = sequelize.define('parcels', { code: DataTypes.STRING, ${column} }${options})
const app = express()
app.get('/parcels', async (req, res) => {
  res.json(await Parcel.findAll({ where: { status: String(req.query.status) }, limit: 20 }))
})
${start}
app.listen(3000)
`,
  })

  test.each([
    ['', "status: DataTypes.STRING }, { indexes: [{ fields: ['status'] }] })"],
    [', { timestamps: false }', "{ timestamps: false, indexes: [{ fields: ['status'] }] })"],
    [", { indexes: [{ fields: ['code'] }] }", "{ indexes: [{ fields: ['code'] }, { fields: ['status'] }] })"],
  ])('stands among its options %s', async (options, expected) => {
    const told = await after('performance/missing-index', app(options))
    expect(told.some(text => text.includes(expected))).toBe(true)
  })

  test.each([
    ['the app makes no tables by itself', app('', '')],
    ['MySQL would ask for a length', app('', undefined, 'status: DataTypes.TEXT')],
    ['the options are made elsewhere', app(', options', 'const options = {}\nsequelize.sync()')],
  ])('is left where %s', async (_, files) => {
    expect(await after('performance/missing-index', files)).toEqual([])
  })
})

describe('an index of a TypeORM entity', () => {
  const app = (synchronize: string): Files => ({
    'package.json': '{ "name": "s", "dependencies": { "express": "*", "typeorm": "*", "pg": "*" } }',
    'parcel.ts': `import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm'

@Entity('parcels')
export class Parcel {
  @PrimaryGeneratedColumn() id: number

  @Column({ type: 'varchar' })
  status: string
}
`,
    'server.ts': `import express from 'express'
import { DataSource } from 'typeorm'
import { Parcel } from './parcel'
const source = new DataSource({ type: 'postgres', url: process.env.DATABASE_URL, entities: [Parcel], synchronize: ${synchronize} })
const app = express()
app.get('/parcels', async (req, res) => {
  res.json(await source.getRepository(Parcel).find({ where: { status: String(req.query.status) }, take: 20 }))
})
app.listen(3000)
`,
  })

  test('stands on the field', async () => {
    const [told] = await after('performance/missing-index', app('true'))
    expect(told).toContain("import { Column, Entity, PrimaryGeneratedColumn, Index } from 'typeorm'")
    expect(told).toContain("  @Index()\n  @Column({ type: 'varchar' })\n  status: string")
  })

  test('is left where migrations make the tables', async () => {
    expect(await after('performance/missing-index', app('false'))).toEqual([])
  })
})
