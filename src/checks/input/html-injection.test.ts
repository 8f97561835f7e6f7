import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const mail = (html: string, before = '') =>
  findingsIn('input/html-injection', {
    'package.json': '{ "name": "shop", "dependencies": { "next": "*", "resend": "*" } }',
    'app/api/contact/route.ts': `import { Resend } from 'resend'
const resend = new Resend(process.env.RESEND_API_KEY)
export async function POST(request: Request) {
  const body = await request.json()
  ${before}
  await resend.emails.send({ to: body.email, subject: 'Hello', html: ${html} })
  return Response.json({ ok: true })
}`,
  })

test('finds the words of a request in a mail', async () => {
  expect((await mail('`<p>${body.name}</p>`')).map(one => one.split(' ')[1])).toEqual(['high'])
})

test.each([
  ['escaped by name', '`<p>${escapeHtml(body.name)}</p>`', ''],
  ['one of a list', '`<p>${body.kind}</p>`', "if (!['a', 'b'].includes(body.kind)) return Response.json({}, { status: 400 })"],
  ['a number', '`<p>${Number(body.count)}</p>`', ''],
  ['a fixed text', "'<p>Thank you</p>'", ''],
])('passes %s', async (_, html, before) => {
  expect(await mail(html, before)).toEqual([])
})

const reminder = (html: string, writes = 'notes: body.notes') =>
  findingsIn('input/html-injection', {
    'package.json': '{ "name": "shop", "dependencies": { "next": "*", "resend": "*", "@prisma/client": "*" } }',
    'lib/db.ts': "import { PrismaClient } from '@prisma/client'\nexport const db = new PrismaClient()",
    'app/api/bookings/route.ts': `import { db } from '../../../lib/db'
export async function POST(request: Request) {
  const body = await request.json()
  await db.booking.create({ data: { ${writes} } })
  return Response.json({ ok: true })
}`,
    'app/api/remind/route.ts': `import { Resend } from 'resend'
import { db } from '../../../lib/db'
const resend = new Resend(process.env.RESEND_API_KEY)
export async function POST() {
  const booking = await db.booking.findFirst({ where: { reminded: false } })
  const html = \`
    <p>
      ${html}
    </p>\`
  await resend.emails.send({ to: 'owner@example.com', subject: 'Soon', html })
  return Response.json({ ok: true })
}`,
  })

test('finds what people stored in a mail', async () => {
  expect(await reminder('${booking.notes}')).toEqual([
    'app/api/remind/route.ts:10 low `POST /api/remind` puts `booking.notes`, which people write, into the HTML of a mail as it is.',
  ])
})

test.each([
  ['what is escaped', '${escapeHtml(booking.notes)}', undefined],
  ['a column that the app fills by itself', '${booking.reference}', undefined],
  ['a column of which the request chooses one of a list', '${booking.notes}', "notes: ['a', 'b'].includes(body.notes) ? 'a' : 'b'"],
])('passes %s in a mail', async (_, html, writes) => {
  expect(await reminder(html, writes)).toEqual([])
})

test('passes JSX, which escapes by itself', async () => {
  const files = {
    'package.json': '{ "name": "shop", "dependencies": { "next": "*", "react": "*" } }',
    'app/page.tsx': 'export default function Page({ searchParams }) { return <p>{searchParams.name}</p> }',
  }
  expect(await findingsIn('input/html-injection', files)).toEqual([])
})

const PACKAGES = '{ "name": "shop", "dependencies": { "express": "*", "ejs": "*", "@prisma/client": "*" } }'

const drawn = (locals: string, view: string, file = 'views/posts.ejs', before = '') =>
  findingsIn('input/html-injection', {
    'package.json': PACKAGES,
    'server.js': `const express = require('express')
const { PrismaClient } = require('@prisma/client')
const prisma = new PrismaClient()
const app = express()
app.post('/posts', async (req, res) => { await prisma.post.create({ data: { title: req.body.title, stars: Number(req.body.stars) } }); res.end() })
app.get('/posts', async (req, res) => { ${before}; res.render('posts', ${locals}) })
app.listen(3000)`,
    [file]: view,
  })

const own = (file: string, line = 1): string[] => [`${file}:${line} high \`GET /posts\` puts \`query.q\` into a page as HTML.`]

test.each([
  ['views/posts.ejs', '<h1>\n<%- q %>', 2],
  ['views/posts.ejs', '<script>var q = <%- JSON.stringify({ "q": q }) %>;</script>', 1],
  ['views/posts.hbs', '<b>{{{q}}}</b>', 1],
  ['views/posts.pug', 'h1\n  p!= q', 2],
  ['views/posts.pug', 'p Found !{q} here', 1],
  ['templates/posts.njk', '<b>{{ q | safe }}</b>', 1],
])('finds what a view leaves unescaped: %s %s', async (file, view, line) => {
  expect(await drawn('{ q: req.query.q }', view, file)).toEqual(own(file, line))
})

test('finds what people have stored, where a loop of the view draws it', async () => {
  const view = '<% posts.forEach(post => { %>\n<p><%- post.title %></p>\n<i><%- post.stars %></i>\n<% }) %>'
  expect(await drawn('{ posts }', view, 'views/posts.ejs', 'const posts = await prisma.post.findMany()')).toEqual([
    'views/posts.ejs:2 critical `GET /posts` puts `post.title`, which people write, into a page as HTML.',
  ])
})

test.each([
  ['what is escaped', '{ q: req.query.q }', '<h1><%= q %></h1>'],
  ['parts of the page', '{ q: req.query.q }', "<%- include('header', { q: q }) %>"],
  ['what was cleaned in the view', '{ q: req.query.q, sanitizeHtml }', '<%- sanitizeHtml(q) %>'],
  ['JSON whose tags are taken apart', '{ q: req.query.q }', "<%- JSON.stringify(q).replace(/</g, '&lt;') %>"],
  ['what was cleaned before', '{ q: escapeHtml(req.query.q) }', '<%- q %>'],
  ['another value of the same view', "{ q: req.query.q, menu: '<ul></ul>' }", '<%- menu %> <%= q %>'],
  ['a number', '{ q: Number(req.query.q) }', '<%- q %>'],
])('passes %s', async (_, locals, view) => {
  expect(await drawn(locals, view)).toEqual([])
})

test('passes a view that the name does not tell from another', async () => {
  expect(await drawn('{ q: req.query.q }', '<%- q %>', 'shop/views/posts.ejs')).toHaveLength(1)
  expect(
    await findingsIn('input/html-injection', {
      'package.json': PACKAGES,
      'server.js':
        "const express = require('express')\nconst app = express()\napp.get('/', (req, res) => res.render('home', { q: req.query.q }))\napp.listen(3000)",
      'a/views/home.ejs': '<%- q %>',
      'b/views/home.ejs': '<%= q %>',
    }),
  ).toEqual([])
})

test('finds the view of the app that draws it, where a repository holds several', async () => {
  const app =
    "const express = require('express')\nconst app = express()\napp.get('/', (req, res) => res.render('home', { q: req.query.q }))\napp.listen(3000)"
  const found = await findingsIn('input/html-injection', {
    'package.json': PACKAGES,
    'old/src/server.js': app,
    'old/views/home.ejs': '<%- q %>',
    'new/src/server.js': app,
    'new/views/home.ejs': '<%= q %>',
  })
  expect(found.map(one => one.split(' ')[0])).toEqual(['old/views/home.ejs:1'])
})
