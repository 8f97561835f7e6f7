import { expect, test } from 'vitest'
import { readApp, route } from '../app.fixture.js'

const HEAD =
  "'use server'\nimport { createSafeActionClient } from 'next-safe-action'\nimport { z } from 'zod'\nimport { auth } from '@clerk/nextjs/server'\nimport { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\n"

test('a schema, and middleware that asks for a user', async () => {
  const model = await readApp(
    {
      'app/actions.ts': `${HEAD}
const client = createSafeActionClient()
const signedIn = client.use(async ({ next }) => {
  const { userId } = await auth()
  if (!userId) throw new Error('no')
  return next({ ctx: { userId } })
})
export const open = client.schema(z.object({ name: z.string() })).action(async ({ parsedInput }) => { await prisma.order.create({ data: parsedInput }) })
export const mine = signedIn.inputSchema(z.object({ name: z.string() })).action(async ({ parsedInput: { name }, ctx }) => { await prisma.order.create({ data: { name, userId: ctx.userId } }) })`,
    },
    { next: '15' },
  )
  expect(route(model, 'ACTION', 'open')).toMatchObject({ auth: 'open', validated: 'yes', inputs: [{ path: ['name'], checked: 'zod' }] })
  expect(route(model, 'ACTION', 'mine')).toMatchObject({ auth: 'session', validated: 'yes' })
})
