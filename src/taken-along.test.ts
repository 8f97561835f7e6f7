import { expect, test } from 'vitest'
import { withApp } from '#checks/page.fixture'
import { audit } from './audit.js'

// On the disk, where imports are found as the app's own tools find them.
const audited = (files: Readonly<Record<string, string>>) => withApp(new Map(Object.entries(files)), root => audit(root, { cache: false }))

test('styles and pictures that a page takes along are no code', async () => {
  const { model, report } = await audited({
    'package.json': '{ "name": "shop", "dependencies": { "next": "16.0.0", "@prisma/client": "6.0.0" } }',
    'prisma/schema.prisma': 'model Order {\n  id String @id\n  total Int\n}\n',
    'app/orders/page.css': '@layer base { a { color: red } }',
    'app/orders/logo.svg': '<svg/>',
    'app/orders/page.jsx': `import './page.css'
import logo from './logo.svg'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
export default async function Page() {
  const rows = await prisma.order.findMany({ take: 9 })
  return <p>{rows.length}</p>
}
`,
  })
  expect(model.routes.map(route => `${route.path} ${route.tables.join()}`)).toEqual(['/orders Order'])
  expect(report.gaps).toEqual([])
})

test('what stands in a file of JSON is known where it is imported', async () => {
  const { model, report } = await audited({
    'package.json': '{ "name": "shop", "dependencies": { "express": "5.0.0" } }',
    'config.json': '{ "paths": { "orders": "/api/orders" } }',
    'server.js': `const express = require('express')
const { paths } = require('./config.json')
const app = express()
app.get(paths.orders, (req, res) => res.json([]))
app.listen(3000)
`,
  })
  expect(model.routes.map(route => route.path)).toEqual(['/api/orders'])
  expect(report.gaps).toEqual([])
})
