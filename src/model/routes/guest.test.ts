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
