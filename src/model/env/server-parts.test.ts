import { expect, test } from 'vitest'
import type { SourceFile } from '#source/source'
import { browserLines, browserNames } from './server-parts.js'

const file = (text: string): SourceFile => ({
  path: 'src/a.tsx',
  kind: 'code',
  size: text.length,
  hash: text,
  text: () => text,
  bytes: () => Buffer.from(text),
})
const names = (text: string): string[] => [...(browserNames(file(text)) ?? ['all'])]

test('what only a loader or an action uses stays on the server, helpers of theirs too', () => {
  const text = `import { db } from './db'
import { price, label } from './format'
// label(db)
const rows = () => db.order.findMany()
export async function loader() { return rows() }
export default function Page({ order }) { const label = order.name; return <p>{price(order)}{label}</p> }`
  expect(names(text)).toEqual(['Page', 'p', 'price'])
  expect([...browserLines(file(text))!]).toEqual([6])
})

test('handlers of server functions, middleware and server routes stay there; the function that is called does not', () => {
  const text = `import { createServerFn, createMiddleware } from '@tanstack/react-start'
import { admin } from './admin'
import { z } from 'zod'
const asked = createMiddleware().server(({ next }) => next({ context: admin() }))
export const list = createServerFn().middleware([asked]).inputValidator(z.string()).handler(() => admin())
export const Route = createFileRoute('/a')({ server: { handlers: { GET: () => admin() } }, component: Page })
function Page() { return list() }`
  expect(names(text)).not.toContain('admin')
  expect(names(text)).not.toContain('z')
  expect(names(text)).toContain('list')
})

test('any other file reaches the browser whole', () => {
  expect(names('import { db } from "./db"\nexport const rows = () => db.all()')).toEqual(['all'])
})
