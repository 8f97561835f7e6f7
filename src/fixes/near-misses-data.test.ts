import { describe, expect, test } from 'vitest'
import { after, type Files } from './proposed.fixture.js'

const app = (top: string, body: string): Files => ({
  'package.json': '{ "name": "tools", "dependencies": { "express": "*", "node-serialize": "*", "libxmljs": "*", "cookie-parser": "*" } }',
  'server.js': `const express = require('express')
${top}
const app = express()
app.use(express.json())
app.use(require('cookie-parser')())
app.post('/run', (req, res) => {
  ${body}
})
app.listen(3000)
`,
})

describe('input/code-injection by the words of a command', () => {
  const EXEC = "const { exec } = require('child_process')"

  test('parts them as a shell does, what is quoted in one', async () => {
    const [mended] = await after(
      'input/code-injection',
      app(EXEC, 'exec(`whois -h whois.example.org --title "about ${req.body.name}" ${req.body.host}.org`, (error, out) => res.send(out))'),
    )
    expect(mended).toContain(
      "execFile('whois', ['-h', 'whois.example.org', '--title', `about ${req.body.name}`, `${req.body.host}.org`], (error, out)",
    )
    expect(mended).toContain("const { execFile } = require('child_process')")
  })

  test('takes a command by its name, which goes where nothing else says it', async () => {
    const [mended] = await after(
      'input/code-injection',
      app(EXEC, 'const command = `ping -c 1 ${req.body.host}`\n  exec(command, (error, out) => res.send(out))'),
    )
    expect(mended).toContain("(req, res) => {\n  execFile('ping', ['-c', '1', req.body.host], (error, out) => res.send(out))")
  })

  test.each([
    ['a pipe', 'exec(`ping ${req.body.host} | tail -1`, (error, out) => res.send(out))'],
    ['a variable of the shell', 'exec(`ping ${req.body.host} "$TARGET"`.replace("a", "b"), (error, out) => res.send(out))'],
    ['a program that is sent', 'exec(`${req.body.host} -v`, (error, out) => res.send(out))'],
    ['a setting before the program', 'exec(`LANG=C ping ${req.body.host}`, (error, out) => res.send(out))'],
    ['a shell that is asked for', 'exec(`ping ${req.body.host}`, { shell: "/bin/zsh" }, (error, out) => res.send(out))'],
  ])('leaves %s', async (_, body) => {
    expect(await after('input/code-injection', app(EXEC, body))).toEqual([])
  })
})

describe('input/plain-data', () => {
  test('reads JSON, and drops what only that was for', async () => {
    const [mended] = await after(
      'input/plain-data',
      app("const serialize = require('node-serialize')", 'res.json(serialize.unserialize(req.cookies.choice))'),
    )
    expect(mended).toContain('res.json(JSON.parse(req.cookies.choice))')
    expect(mended).not.toContain("node-serialize')")
  })

  test('keeps a package that is used for something else', async () => {
    const [mended] = await after(
      'input/plain-data',
      app(
        "const serialize = require('node-serialize')",
        "res.cookie('choice', serialize.serialize({ size: 1 }))\n  res.json(serialize.unserialize(req.cookies.choice))",
      ),
    )
    expect(mended).toContain("const serialize = require('node-serialize')")
    expect(mended).toContain('JSON.parse(req.cookies.choice)')
  })

  test('reads XML without entities, with the other options as they are', async () => {
    const [mended] = await after(
      'input/plain-data',
      app(
        "const libxmljs = require('libxmljs')",
        'res.send(libxmljs.parseXmlString(req.body.note, { noent: true, noblanks: true }).text())',
      ),
    )
    expect(mended).toContain('libxmljs.parseXmlString(req.body.note, { noblanks: true }).text()')
  })

  test('leaves what runs code by itself', async () => {
    expect(await after('input/plain-data', app('', 'res.json(eval(req.body.sum))'))).toEqual([])
  })
})

describe('secrets/known-account', () => {
  const seed = (lines: string): Files => ({
    'package.json': '{ "name": "tools", "type": "module", "dependencies": { "@prisma/client": "*", "bcryptjs": "*" } }',
    'prisma/seed.js': `import bcrypt from 'bcryptjs'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
async function main() {
  ${lines}
  await prisma.user.create({ data: { email: 'admin@club.example', password, role: 'admin' } })
}
main()
`,
  })

  test('reads it, and tells its name in the place of its text', async () => {
    const [mended] = await after(
      'secrets/known-account',
      seed("const password = await bcrypt.hash('Welcome#2024', 10)\n  console.log('admin@club.example / Welcome#2024')"),
    )
    expect(mended).toContain(`if (!process.env.ADMIN_PASSWORD) throw new Error('ADMIN_PASSWORD is not set')
  const password = await bcrypt.hash(process.env.ADMIN_PASSWORD, 10)`)
    expect(mended).toContain("console.log('admin@club.example / <ADMIN_PASSWORD>')")
  })

  test('drops what a variable falls back to', async () => {
    const [mended] = await after(
      'secrets/known-account',
      seed("const password = await bcrypt.hash(process.env.SEED_ADMIN_PASSWORD || 'Welcome#2024', 10)"),
    )
    expect(mended).toContain("throw new Error('SEED_ADMIN_PASSWORD is not set')")
    expect(mended).toContain('bcrypt.hash(process.env.SEED_ADMIN_PASSWORD, 10)')
  })

  test('leaves a text that is used as something else, too', async () => {
    expect(
      await after(
        'secrets/known-account',
        seed("const password = await bcrypt.hash('Welcome#2024', 10)\n  await prisma.note.create({ data: { text: 'Welcome#2024' } })"),
      ),
    ).toEqual([])
  })
})

describe('money/missing-transaction inside of a `try`', () => {
  const club = (rest: string): Files => ({
    'package.json': '{ "name": "c", "type": "module", "dependencies": { "express": "*", "@prisma/client": "*" } }',
    'prisma/schema.prisma': `datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
model Product {
  id    String @id
  stock Int
}
model Order {
  id    String @id @default(cuid())
  total Int
}
`,
    'server.js': `import express from 'express'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const app = express()
app.use(express.json())
app.post('/orders', async (req, res) => {
  try {
    const items = req.body.items.map(item => ({ id: String(item.id), quantity: Number(item.quantity) }))
    const order = await prisma.order.create({ data: { total: 5 } })
    ${rest}
    res.status(201).json({ id: order.id })
  } catch (error) {
    console.error(error)
    res.status(500).json({ error: 'Something went wrong' })
  }
})
app.listen(3000)
`,
  })
  const UPDATE = 'await prisma.product.update({ where: { id: item.id }, data: { stock: { decrement: item.quantity } } })'

  test('takes a loop of writes along', async () => {
    const [mended] = await after('money/missing-transaction', club(`for (const item of items) {\n      ${UPDATE}\n    }`))
    expect(mended).toContain('const order = await prisma.$transaction(async tx => {')
    expect(mended).toContain('await tx.product.update({')
    expect(mended).toContain('return order')
  })

  test.each([
    ['a way out in between', `for (const item of items) {\n      if (!item.quantity) return res.status(400).end()\n      ${UPDATE}\n    }`],
    [
      'somebody else who is asked',
      `for (const item of items) {\n      await fetch('https://stock.example/' + item.id)\n      ${UPDATE}\n    }`,
    ],
  ])('leaves %s', async (_, rest) => {
    expect(await after('money/missing-transaction', club(rest))).toEqual([])
  })
})

describe('secrets/hard-coded-secret in a schema of Prisma', () => {
  test('reads the address from the environment', async () => {
    const [mended] = await after('secrets/hard-coded-secret', {
      'package.json': '{ "name": "c", "dependencies": { "@prisma/client": "*" } }',
      'prisma/schema.prisma': `datasource db {
  provider = "postgresql"
  url      = "postgresql://club:hG7tq2Lw9x@db.club-host.net:5432/club"
}
`,
    })
    expect(mended).toContain('url      = env("DATABASE_URL")')
  })
})

describe('performance/unbounded-list of one table in several routes', () => {
  const desk = (second: string): Files => ({
    'package.json': '{ "name": "d", "type": "module", "dependencies": { "express": "*", "mongoose": "*" } }',
    'server.js': `import express from 'express'
import mongoose from 'mongoose'
const Ticket = mongoose.model('Ticket', new mongoose.Schema({ title: String, state: String }))
const app = express()
app.use(express.json())
app.post('/tickets', async (req, res) => {
  await Ticket.create({ title: String(req.body.title) })
  res.status(201).end()
})
app.get('/tickets', async (req, res) => {
  res.json(await Ticket.find())
})
${second}
app.listen(3000)
`,
  })

  test('limits each', async () => {
    const [text] = await after(
      'performance/unbounded-list',
      desk("app.get('/inbox', async (req, res) => {\n  res.json(await Ticket.find({ state: 'new' }))\n})"),
    )
    expect(text).toContain('res.json(await Ticket.find().limit(100))')
    expect(text).toContain("res.json(await Ticket.find({ state: 'new' }).limit(100))")
  })

  test('leaves all where one needs every row', async () => {
    expect(
      await after(
        'performance/unbounded-list',
        desk("app.get('/report', async (req, res) => {\n  res.json(await Ticket.find({ state: 'new' }))\n})"),
      ),
    ).toEqual([])
  })
})

describe('input/mass-assignment of a table with figures of its own', () => {
  const venue = (columns: string): Files => ({
    'package.json': '{ "name": "v", "type": "module", "dependencies": { "express": "*", "drizzle-orm": "*" } }',
    'schema.ts': `import { boolean, decimal, integer, pgTable, serial, text } from "drizzle-orm/pg-core";
export const venues = pgTable("venues", { id: serial("id").primaryKey(), name: text("name").notNull(), priceRange: text("price_range"), ${columns} });
`,
    'server.ts': `import express from "express";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { venues } from "./schema";
const db = drizzle(process.env.DATABASE_URL!);
const app = express();
app.use(express.json());
app.put("/venues/:id", async (req, res) => {
  const changes = req.body;
  await db.update(venues).set(changes).where(eq(venues.id, Number(req.params.id)));
  res.json({ ok: true });
});
app.listen(3000);
`,
  })

  test('leaves out what the app adds up, and what is for the house to say', async () => {
    const [text] = await after(
      'input/mass-assignment',
      venue('featured: boolean("featured"), rating: decimal("rating"), reviewCount: integer("review_count")'),
    )
    expect(text).toContain('name: changes.name')
    expect(text).toContain('priceRange: changes.priceRange')
    expect(text).not.toMatch(/changes\.(?:featured|rating|reviewCount)/)
  })

  test('keeps a rating that nothing adds up', async () => {
    const [text] = await after('input/mass-assignment', venue('rating: integer("rating")'))
    expect(text).toContain('rating: changes.rating')
  })
})
