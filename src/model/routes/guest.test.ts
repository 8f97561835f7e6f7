import { expect, test } from 'vitest'
import { readApp, route } from '#plugins/app.fixture'

const app = (body: string) =>
  readApp(
    {
      'app/api/cart/route.js': `import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
export async function POST(request) {
  const body = await request.json()
  const sessionId = request.headers.get('x-session-id')
  if (!sessionId) return new Response(null, { status: 400 })
  const cart = await prisma.cart.findFirst({ where: { sessionId } })
${body}
  return Response.json(cart)
}`,
    },
    { next: '16', '@prisma/client': '6' },
  )

test('what hangs on the cart of a guest is the guest’s; the catalogue may be read beside it', async () => {
  const model = await app(`  const product = await prisma.product.findUnique({ where: { id: body.productId } })
  await prisma.cartItem.create({ data: { cartId: cart.id, productId: product.id } })
  await prisma.cartItem.deleteMany({ where: { cartId: cart.id } })`)
  expect(route(model, 'POST', '/api/cart')).toMatchObject({ auth: 'public', how: 'a guest is known by a name that their browser keeps' })
})

test('rows that the request names beside the cart are not the guest’s', async () => {
  const model = await app(`  await prisma.order.update({ where: { id: body.orderId }, data: { status: 'paid' } })`)
  expect(route(model, 'POST', '/api/cart').auth).not.toBe('public')
})

test('a visitor who is given a name that nobody guesses is a guest from then on', async () => {
  const model = await readApp(
    {
      'app/api/cart/route.js': `import { cookies } from 'next/headers'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
export async function POST(request) {
  const body = await request.json()
  const jar = await cookies()
  let guest = await prisma.guest.findUnique({ where: { token: jar.get('guest_token')?.value } })
  if (!guest) guest = await prisma.guest.create({ data: { token: crypto.randomUUID() } })
  let cart = await prisma.cart.findFirst({ where: { guestId: guest.id } })
  if (!cart) cart = await prisma.cart.create({ data: { guestId: guest.id } })
  await prisma.cartItem.create({ data: { cartId: cart.id, productId: body.productId } })
  return Response.json({})
}
export async function DELETE(request) {
  const body = await request.json()
  const jar = await cookies()
  await prisma.guest.findUnique({ where: { token: jar.get('guest_token')?.value } })
  await prisma.cartItem.delete({ where: { id: body.itemId } })
  return Response.json({})
}`,
    },
    { next: '16', '@prisma/client': '6' },
  )
  expect(route(model, 'POST', '/api/cart')).toMatchObject({ auth: 'public', how: 'a guest is known by a name that their browser keeps' })
  expect(route(model, 'DELETE', '/api/cart').auth).not.toBe('public')
})
