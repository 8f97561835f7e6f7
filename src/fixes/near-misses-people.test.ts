import { describe, expect, test } from 'vitest'
import { withApp } from '#checks/page.fixture'
import { proposalsFor } from '#rescue/proposal'
import { composedFor } from './write.js'
import { after, type Files } from './proposed.fixture.js'
import { FIXES } from './registry.generated.js'
import { auditAt } from './story.fixture.js'

const reset = (made: string): Files => ({
  'package.json': '{ "name": "s", "type": "module", "dependencies": { "express": "*", "@prisma/client": "*" } }',
  'server.js': `import express from 'express'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const app = express()
app.use(express.json())
app.post('/forgot', async (req, res) => {
  const resetToken = ${made}
  await prisma.user.update({ where: { email: String(req.body.email) }, data: { resetToken } })
  res.json({ ok: true })
})
app.listen(3000)
`,
})

test.each([
  ['Math.floor(100000 + Math.random() * 900000).toString()', 'randomInt(100000, 1000000).toString()'],
  ['String(Math.floor(Math.random() * 9000 + 1000))', 'String(randomInt(1000, 10000))'],
  ['`${Date.now()}-${Math.floor(Math.random() * 1000)}`', "randomBytes(32).toString('hex')"],
])('a code that people type keeps its digits: %s', async (made, drawn) => {
  const [told] = await after('sessions/predictable-token', reset(made))
  expect(told).toContain(`const resetToken = ${drawn}\n`)
})

describe('passwords in the file that starts the services', () => {
  const compose = (lines: string): Files => ({
    'package.json': '{ "name": "s", "dependencies": { "express": "*" } }',
    'server.js': "const express = require('express')\nexpress().listen(3000)\n",
    'docker-compose.yml': `services:
  db:
    image: postgres:16
    environment:
${lines}
`,
  })

  test('come from beside it, and the file stays', async () => {
    const files = compose('      - POSTGRES_USER=desk\n      - POSTGRES_PASSWORD=desk-9f2\n      - SESSION_SECRET="plain-words-7"')
    await withApp(new Map(Object.entries(files)), async root => {
      const audited = await auditAt(root)
      const finding = audited.findings.find(one => one.check === 'secrets/committed-data')!
      const [proposal] = proposalsFor(finding, audited, FIXES)
      const made = composedFor([proposal!.patch], audited.source, new Date())!.files
      expect(made.get('docker-compose.yml')).toBe(
        compose('      - POSTGRES_USER=desk\n      - POSTGRES_PASSWORD=${POSTGRES_PASSWORD}\n      - SESSION_SECRET="${SESSION_SECRET}"')[
          'docker-compose.yml'
        ],
      )
      expect(made.get('.env.example')).toContain('# Read in docker-compose.yml\nPOSTGRES_PASSWORD=\n')
    })
  })
})

test('the list of variables that another repair has begun is added to', async () => {
  const files: Files = {
    'package.json': '{ "name": "s", "dependencies": { "express": "*", "cors": "*" } }',
    'server.js': `const express = require('express')
const cors = require('cors')
const app = express()
app.use(cors({ origin: true, credentials: true }))
app.get('/', (req, res) => res.json({ mail: process.env.MAIL_HOST, from: process.env.MAIL_FROM, key: Boolean(process.env.MAIL_KEY) }))
app.listen(3000)
`,
  }
  await withApp(new Map(Object.entries(files)), async root => {
    const audited = await auditAt(root)
    const patches = ['cors/permissive-origin', 'env/missing-example'].flatMap(check => {
      const finding = audited.findings.find(one => one.check === check)
      return finding ? [proposalsFor(finding, audited, FIXES)[0]!.patch] : []
    })
    expect(patches).toHaveLength(2)
    const example = composedFor(patches, audited.source, new Date())!.files.get('.env.example')
    for (const name of ['ALLOWED_ORIGINS', 'MAIL_HOST', 'MAIL_FROM', 'MAIL_KEY']) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'))
  })
})

test('staff are not asked to sign in as customers do', async () => {
  const app = (guard: string): Files => ({
    'package.json': '{ "name": "s", "dependencies": { "express": "*", "jsonwebtoken": "*", "@prisma/client": "*" } }',
    'server.js': `const express = require('express')
const jwt = require('jsonwebtoken')
const { PrismaClient } = require('@prisma/client')
const prisma = new PrismaClient()
const app = express()
app.use(express.json())
const ${guard} = (req, res, next) => {
  try {
    req.user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET)
    next()
  } catch {
    res.status(401).json({})
  }
}
app.get('/orders', ${guard}, async (req, res) => res.json(await prisma.order.findMany({ where: { userId: req.user.id }, take: 20 })))
app.delete('/admins/orders/:id', async (req, res) => {
  await prisma.order.delete({ where: { id: req.params.id } })
  res.json({})
})
app.listen(3000)
`,
  })
  expect(await after('access/open-endpoint', app('authenticateStudent'))).toEqual([])
  expect((await after('access/open-endpoint', app('authenticate'))).length).toBeGreaterThan(0)
})

test('a guard stands on a line of its own where the others do', async () => {
  const [told] = await after('access/open-endpoint', {
    'package.json': '{ "name": "s", "dependencies": { "express": "*", "jsonwebtoken": "*", "@prisma/client": "*" } }',
    'server.js': `const express = require('express')
const jwt = require('jsonwebtoken')
const { PrismaClient } = require('@prisma/client')
const prisma = new PrismaClient()
const app = express()
app.use(express.json())
const signedIn = (req, res, next) => {
  try {
    req.user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET)
    next()
  } catch {
    res.status(401).json({})
  }
}
app.get('/orders', signedIn, async (req, res) => res.json(await prisma.order.findMany({ where: { userId: req.user.id }, take: 20 })))
app.delete(
  '/orders/:id',
  async (req, res) => {
    await prisma.order.delete({ where: { id: req.params.id } })
    res.json({})
  },
)
app.listen(3000)
`,
  })
  expect(told).toContain("  '/orders/:id',\n  signedIn,\n  async (req, res) => {")
})
