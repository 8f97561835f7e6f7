import { expect, test } from 'vitest'
import { readApp, route } from './app.fixture.js'

const DB = { 'db.js': "import { PrismaClient } from '@prisma/client'\nexport const db = new PrismaClient()" }
const LOOK_UP = 'const orders = userId ? await db.order.findMany({ where: { userId } }) : []'

interface App {
  /** A page or route that reads nothing, behind middleware that looks up rows of whoever is signed in, and then does `asks`. */
  readonly files: (asks: string) => Readonly<Record<string, string>>
  readonly packages: Readonly<Record<string, string>>
  readonly refuses: string
}

const APPS: Readonly<Record<string, App>> = {
  next: {
    files: asks => ({
      'middleware.js': `import { NextResponse } from 'next/server'
import { auth } from '@clerk/nextjs/server'
import { db } from './db'
export default async function middleware(request) {
  const { userId } = await auth()
  ${LOOK_UP}
  ${asks}
  return NextResponse.next()
}`,
      'app/about/page.jsx': 'export default () => <h1>Shop</h1>',
    }),
    packages: { next: '16', '@clerk/nextjs': '6' },
    refuses: "if (!userId) return NextResponse.redirect(new URL('/login', request.url))",
  },
  express: {
    files: asks => ({
      'server.js': `import express from 'express'
import session from 'express-session'
import { db } from './db.js'
const app = express()
app.use(session({ secret: process.env.SECRET }))
app.use(async (req, res, next) => {
  const userId = req.session.userId
  ${LOOK_UP}
  ${asks}
  next()
})
app.get('/about', (req, res) => res.render('about'))
app.listen(3000)`,
    }),
    packages: { express: '5', 'express-session': '1' },
    refuses: "if (!userId) return res.redirect('/login')",
  },
  sveltekit: {
    files: asks => ({
      'src/hooks.server.js': `import { redirect } from '@sveltejs/kit'
import jwt from 'jsonwebtoken'
import { db } from '../db.js'
export const handle = async ({ event, resolve }) => {
  const token = event.cookies.get('token')
  const userId = token ? jwt.verify(token, process.env.SECRET).id : undefined
  ${LOOK_UP}
  ${asks}
  return resolve(event)
}`,
      'src/routes/about/+server.js': "export const GET = () => new Response('Shop')",
    }),
    packages: { '@sveltejs/kit': '2', jsonwebtoken: '9' },
    refuses: "if (!userId) redirect(302, '/login')",
  },
  astro: {
    files: asks => ({
      'src/middleware.js': `import { defineMiddleware } from 'astro:middleware'
import jwt from 'jsonwebtoken'
import { db } from '../db.js'
export const onRequest = defineMiddleware(async (context, next) => {
  const token = context.cookies.get('token')?.value
  const userId = token ? jwt.verify(token, process.env.SECRET).id : undefined
  ${LOOK_UP}
  ${asks}
  return next()
})`,
      'src/pages/about.js': "export const GET = () => new Response('Shop')",
    }),
    packages: { astro: '5', jsonwebtoken: '9' },
    refuses: "if (!userId) return context.redirect('/login')",
  },
  nuxt: {
    files: asks => ({
      'server/middleware/user.js': `import jwt from 'jsonwebtoken'
import { db } from '../../db.js'
export default defineEventHandler(async event => {
  const token = getCookie(event, 'token')
  const userId = token ? jwt.verify(token, process.env.SECRET).id : undefined
  ${LOOK_UP}
  ${asks}
})`,
      'server/routes/about.get.js': "export default defineEventHandler(() => 'Shop')",
    }),
    packages: { nuxt: '4', jsonwebtoken: '9' },
    refuses: 'if (!userId) throw createError({ statusCode: 401 })',
  },
}

test.each(Object.entries(APPS))('what the middleware of %s reads for whoever is signed in guards nothing behind it', async (_, app) => {
  const read = async (asks: string) =>
    route(await readApp({ ...DB, ...app.files(asks) }, { '@prisma/client': '6', ...app.packages }), 'GET', '/about')
  expect(await read('')).toMatchObject({ auth: 'public', guards: [] })
  expect(await read(app.refuses)).toMatchObject({ auth: 'session' })
})
