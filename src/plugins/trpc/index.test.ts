import { expect, test } from 'vitest'
import { deeds, readApp } from '../app.fixture.js'

test('procedures are routes: nested routers, inputs that are checked, and middleware that asks for a session', async () => {
  const model = await readApp(
    {
      'server/trpc.ts': `import { initTRPC, TRPCError } from '@trpc/server'
        import { createClient } from '@supabase/supabase-js'
        export const createContext = async (opts: { headers: Headers }) => { const { data } = await createClient('u', 'k').auth.getUser(); return { user: data.user, headers: opts.headers } }
        const t = initTRPC.context<typeof createContext>().create()
        export const router = t.router
        export const publicProcedure = t.procedure
        export const protectedProcedure = t.procedure.use(({ ctx, next }) => { if (!ctx.user) throw new TRPCError({ code: 'UNAUTHORIZED' }); return next({ ctx: { user: ctx.user } }) })`,
      'server/root.ts': `import { z } from 'zod'
        import Stripe from 'stripe'
        import { router, publicProcedure, protectedProcedure } from './trpc'
        const stripe = new Stripe('k')
        const books = router({
          refund: protectedProcedure.input(z.object({ id: z.string() })).mutation(async ({ ctx, input }) => { await stripe.refunds.create({ id: input.id, by: ctx.user.id }); return { ok: true } }),
          all: publicProcedure.mutation(async ({ input }) => { await stripe.refunds.create({ id: input }) }),
        })
        export const appRouter = router({ books, hello: publicProcedure.query(() => 'hi') })`,
      'app/api/trpc/[trpc]/route.ts': `import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
        import { appRouter } from '../../../../server/root'
        import { createContext } from '../../../../server/trpc'
        const handler = (req: Request) => fetchRequestHandler({ endpoint: '/api/trpc', req, router: appRouter, createContext: () => createContext({ headers: req.headers }) })
        export { handler as GET, handler as POST }`,
    },
    { next: '15.0.0', '@trpc/server': '11.0.0' },
  )
  const rpc = model.routes.filter(one => one.kind === 'rpc')
  expect(rpc.map(one => `${one.method} ${one.path} ${one.auth} ${one.validated}`)).toEqual([
    'POST books.refund session yes',
    'POST books.all open none',
    'GET hello public none',
  ])
  expect(deeds(model)).toEqual(['send stripe refunds.create {id: body.id:zod, by: session.id} [session]', 'send stripe refunds.create {}'])
})
