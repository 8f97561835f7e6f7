import { expect, test } from 'vitest'
import { readApp, route } from '../app.fixture.js'

const PACKAGES = { next: '16', '@prisma/client': '6', '@clerk/nextjs': '6' }
const SCHEMA = `model Order {
  id     String @id
  userId String
  total  Int
}
model Product {
  id   String @id
  name String
}`
const DB = `import { PrismaClient } from '@prisma/client'
export const prisma = new PrismaClient()`
const PAGE = (body: string, more = '') => `import { prisma } from '../../lib/db'
import { auth } from '@clerk/nextjs/server'
import { redirect } from 'next/navigation'
${more}
export default async function Page({ params, searchParams }) {
  ${body}
}`

const app = (files: Readonly<Record<string, string>>) => readApp({ 'prisma/schema.prisma': SCHEMA, 'lib/db.js': DB, ...files }, PACKAGES)

test('what a page reads is shown; who is not signed in is sent away', async () => {
  const model = await app({
    'app/orders/[id]/page.jsx': PAGE(`const { userId } = await auth()
  if (!userId) redirect('/login')
  const { id } = await params
  const order = await prisma.order.findUnique({ where: { id } })
  return <main><h1>{order.total}</h1></main>`).replaceAll('../../', '../../../'),
  })
  const page = route(model, 'GET', '/orders/:id')
  expect(page).toMatchObject({ kind: 'page', auth: 'session', tables: ['order'] })
  expect(page.effects.some(effect => effect.kind === 'respond' && effect.how === 'render')).toBe(true)
})

test('a layout that turns people away guards what is inside, one that only draws does not', async () => {
  const list = PAGE('const orders = await prisma.order.findMany()\n  return <ul>{orders.map(order => <li>{order.total}</li>)}</ul>')
  const layout = (body: string) => `import { auth } from '@clerk/nextjs/server'
import { redirect } from 'next/navigation'
export default async function Layout({ children }) {
  const { userId } = await auth()
  ${body}
  return <section>{children}</section>
}`
  const authOf = async (body: string) =>
    route(await app({ 'app/admin/page.jsx': list, 'app/admin/layout.jsx': layout(body) }), 'GET', '/admin').auth
  expect(await authOf("if (!userId) redirect('/login')")).toBe('session')
  expect(await authOf('if (!userId) return <p>Sign in first</p>')).toBe('session')
  expect(await authOf('')).toBe('open')
})

test('what a component that waits reads belongs to the page; what the browser draws does not', async () => {
  const parts = `async function Orders({ limit }) { const rows = await prisma.order.findMany({ take: limit }); return <ul>{rows.length}</ul> }`
  const model = await app({
    'app/shop/page.jsx': PAGE('return <Suspense><Orders limit={5} /></Suspense>', parts),
    'app/cart/page.jsx': `'use client'\n${PAGE('const rows = await prisma.order.findMany()\n  return <p>{rows.length}</p>')}`,
  })
  expect(route(model, 'GET', '/shop').tables).toEqual(['order'])
  expect(model.routes.map(one => one.path)).toEqual(['/shop'])
})

test('a page that shows goods is there to be looked at, and one that asks for nothing is no door', async () => {
  const model = await app({
    'app/goods/page.jsx': PAGE('const rows = await prisma.product.findMany({ take: 20 })\n  return <p>{rows[0].name}</p>'),
    'app/about/page.jsx': 'export default function About() { return <p>About us</p> }',
  })
  expect(route(model, 'GET', '/goods').auth).toBe('public')
  expect(model.routes).toHaveLength(1)
})

test('the pages folder gives its pages their rows by `getServerSideProps`', async () => {
  const model = await app({
    'pages/orders/[id].jsx': `import { prisma } from '../../lib/db'
export async function getServerSideProps({ params }) {
  const order = await prisma.order.findUnique({ where: { id: params.id } })
  return { props: { order } }
}
export default function Order({ order }) { return <p>{order.total}</p> }`,
    'pages/about.jsx': 'export default function About() { return <p>About us</p> }',
  })
  const [page, ...others] = model.routes
  expect(others).toEqual([])
  expect(page).toMatchObject({ kind: 'page', path: '/orders/:id', tables: ['order'] })
})
