import { expect, test } from 'vitest'
import { after } from '../proposed.fixture.js'

const told = (file: string, view: string): Promise<readonly string[]> =>
  after('input/escaped-output', {
    'package.json': '{ "name": "tickets", "dependencies": { "express": "*" } }',
    'server.js': `const app = require('express')()
app.get('/search', (req, res) => res.render('search', { q: req.query.q, body: req.query.body }))
app.listen(3000)
`,
    [file]: view,
  })

test.each([
  ['views/search.ejs', '<p>\n<%- q -%>\n</p>', '<p>\n<%= q %>\n</p>'],
  ['views/search.ejs', '<script>track()</script>\n<b><%-q%></b>', '<b><%=q%></b>'],
  ['views/search.hbs', '<b>{{& q}}</b>', '<b>{{ q}}</b>'],
  ['views/search.pug', 'h1\n  p!= q', 'h1\n  p= q'],
  ['views/search.pug', 'script.\n  track()\np Found !{q}', 'p Found #{q}'],
])('escapes in %s: %j', async (file, view, escaped) => expect((await told(file, view)).join()).toContain(escaped))

test.each([
  ['views/search.ejs', '<script>\nvar q = "<%- q %>"\n</script>'],
  ['views/search.ejs', '<%- JSON.stringify(q) %>'],
  ['views/search.ejs', '<article><%- body %></article>'],
  ['views/search.pug', 'script.\n  var q = "!{q}"'],
])('leaves in %s what is no text: %j', async (file, view) => expect(await told(file, view)).toEqual([]))
