import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const SERVER = (guard: string) => `import express from 'express'
import mongoose from 'mongoose'
const app = express()
const Ticket = mongoose.model('Ticket', new mongoose.Schema({ subject: String, details: String, stars: Number, seller: String }))
app.use(express.json())
app.post('/tickets', async (req, res) => {
  const { subject, details } = req.body
  await Ticket.create({ subject, details, stars: Number(req.body.stars), seller: 'shop' })
  res.json({ ok: true })
})
app.get('/tickets', async (req, res) => { ${guard} })
app.listen(3000)`

const found = (script: string, file = 'public/desk.js', guard = 'res.json(await Ticket.find())') =>
  findingsIn('input/html-injection', {
    'package.json': '{ "name": "shop", "dependencies": { "express": "*", "mongoose": "*" } }',
    'server.js': SERVER(guard),
    [file]: script,
  })
const list = (cell: string) =>
  `fetch('/tickets').then(answer => answer.json()).then(tickets => {\n  box.innerHTML = tickets.map(ticket => \`<li title="\${ticket.stars}">${cell}</li>\`).join('');\n})`

test('finds words of people that a script draws', async () => {
  expect(await found(list("${ticket.subject || 'none'} ${ticket.details}"))).toEqual([
    'public/desk.js:2 high A script of `public/desk.js` puts `tickets.subject`, `tickets.details`, which people write, into the page as HTML.',
  ])
  expect(
    await found(`<ul id="box"></ul><script>\n${list('${ticket.details} ${ticket?.subject}')}\n</script>`, 'public/desk.html'),
  ).toHaveLength(1)
})

test('weighs rows that only their owner sees less', async () => {
  const own = 'res.json(await Ticket.find({ seller: req.user.id }))'
  expect((await found(list('${ticket.subject}'), 'public/desk.js', own))[0]).toContain(' medium ')
})

test.each([
  ['what is escaped', list('${escapeHtml(ticket.subject)} ${ticket.stars}')],
  ['a choice by it', list("${ticket.subject === 'refund' ? 'Refund' : ''} ${ticket.details ? 1 : 0}")],
  ['what the app writes itself', list('${ticket.seller} ${ticket.stars}')],
  ['what is set as a text', 'for (const ticket of tickets) item.textContent = `${ticket.subject} ${ticket.details}`'],
  ['rows that nothing tells', "box.innerHTML = ads.map(ad => `<b>${ad.subject}</b>`).join('')"],
  ['words after the statement', "box.innerHTML = '';\nconst line = `${ticket.subject} ${ticket.details}`"],
])('passes %s', async (_, script) => {
  expect(await found(script)).toEqual([])
})
